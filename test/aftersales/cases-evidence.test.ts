import { connect } from 'node:net'
import { createKey } from '#core/access/keys'
import { onEachDatabase } from '../harness.ts'
import { buildAftersalesShop } from './shop.ts'

const png = Buffer.from(`\x89PNG\r\n\x1a\n${'pixels of a broken mug '.repeat(20)}`, 'latin1')
const twoGiB = 2 * 1024 ** 3

/** The first bytes of files, and what they are; null: nothing that is taken. */
const files: [first: string, type: string | null][] = [
  ['\xff\xd8\xff\xe0\0\x10JFIF', 'image/jpeg'],
  ['GIF89a', 'image/gif'],
  ['RIFF\0\0\0\0WEBPVP8 ', 'image/webp'],
  ['\0\0\0\x18ftypheic', 'image/heic'],
  ['\0\0\0\x18ftypavif', 'image/avif'],
  ['%PDF-1.7', 'application/pdf'],
  ['\0\0\0\x18ftypmp42', 'video/mp4'],
  ['\0\0\0\x18ftypqt  ', 'video/quicktime'],
  ['\0\0\0\x18ftyp3gp5', 'video/3gpp'],
  ['\x1a\x45\xdf\xa3\x42\x82\x84webm', 'video/webm'],
  ['\x1a\x45\xdf\xa3\x42\x82\x88matroska', null],
  ['RIFF\0\0\0\0WAVEfmt ', null],
  ['<!doctype html><script>alert(1)</script>', null],
  ['<svg xmlns="http://www.w3.org/2000/svg"/>', null],
  ['MZ\x90\0', null],
  ['PK\x03\x04', null],
  ['', null]
]

onEachDatabase(async (t, kind) => {
  const limits = { evidenceMaxBytes: 4096, evidenceMaxFiles: 12 }
  const shop = await buildAftersalesShop(t, kind, { aftersales: { cases: limits } })
  const { engine, get, caseOf } = shop
  const { id } = await shop.openCase(await shop.bought('O-evidence'))
  const upload = (body: Buffer, name = 'a.png', headers: Record<string, string> = {}) =>
    shop.call({
      ...{ method: 'POST', url: `/v1/cases/${id}/evidence?name=${encodeURIComponent(name)}`, body },
      headers: { 'content-type': 'image/png', ...headers }
    })
  const keyOfSupport = async () =>
    (await engine.transaction((tx) => createKey(tx, { name: 'test', role: 'support' }))).key
  const kept = async () => (await caseOf(id)).evidence.length

  t.test('evidence: kept once, and given back as a file that no browser shows', async (t) => {
    const name = '../破杯 "front".png'
    const headers = { 'idempotency-key': 'e-1' }
    const added = await upload(png, name, headers)
    t.match(added, {
      status: 201,
      body: { contentType: 'image/png', sizeBytes: png.length, name: null }
    })
    const retried = await upload(png, name, headers)
    t.equal(retried.headers['idempotency-replayed'], 'true')
    t.match(await upload(Buffer.concat([png, png]), name, headers), {
      status: 422,
      body: { code: 'IDEMPOTENCY_KEY_REUSED' }
    })
    t.equal((await upload(png, 'other.png')).body.id, added.body.id, 'the same bytes')
    t.equal(await kept(), 1)
    const url = `/v1/cases/${id}/evidence/${added.body.id}`
    const key = await keyOfSupport()
    const file = await engine.app.inject({ url, headers: { authorization: `Bearer ${key}` } })
    t.same(file.rawPayload, png)
    t.match(file.headers, {
      'content-type': 'image/png',
      'x-content-type-options': 'nosniff',
      'cache-control': 'private, no-store',
      'content-disposition': `attachment; filename="__ _front_.png"; filename*=UTF-8''%E7%A0%B4%E6%9D%AF%20%22front%22.png`
    })
    t.match(file.headers['content-security-policy'], /sandbox/)
    t.equal((await shop.call({ url, as: 'clerk' })).status, 403)
    const looks = (await get(`/audit?subjectId=${id}&limit=100`)).body.data
    t.ok(looks.some(({ after }: { after: { what?: string } }) => after?.what === added.body.id))
    t.equal((await get(`/cases/${id}/evidence/csf_none`)).status, 404)
  })

  t.test('evidence: what it is its first bytes say, whatever it is called', async (t) => {
    for (const [at, [first, type]] of files.entries()) {
      const body = Buffer.from(`${first}${first && ` ${at}`}`, 'latin1')
      const answer = await upload(body, 'picture.png')
      if (type === null) {
        t.match(
          answer,
          { status: 415, body: { code: 'EVIDENCE_TYPE_REFUSED' } },
          JSON.stringify(first)
        )
      } else t.match(answer, { status: 201, body: { contentType: type } }, JSON.stringify(first))
    }
    t.equal(await kept(), 11)
    const json = await shop.post(`/cases/${id}/evidence?name=a.json`, { a: 1 })
    t.match(json, { status: 415, body: { code: 'EVIDENCE_TYPE_REFUSED' } })
    t.equal((await upload(Buffer.concat([png, Buffer.from('12')]))).status, 201)
    t.match(await upload(Buffer.concat([png, Buffer.from('13')])), {
      status: 409,
      body: { code: 'EVIDENCE_FULL', filesMax: 12 }
    })
    t.same(await shop.findings(), [])
  })

  t.test('evidence: two gigabytes are refused before a byte of them is read', async (t) => {
    await engine.app.listen({ port: 0 })
    const { port } = engine.app.server.address() as { port: number }
    const key = await keyOfSupport()
    const before = await kept()
    const sent = (headers: string, body: Buffer) =>
      new Promise<string>((resolve, reject) => {
        const socket = connect(port, '127.0.0.1')
        let answer = ''
        socket.on('data', (chunk) => {
          answer += chunk
        })
        socket.on('close', () => resolve(answer))
        socket.on('error', reject)
        socket.write(
          `POST /v1/cases/${id}/evidence?name=a.png HTTP/1.1\r\nhost: shop\r\nauthorization: Bearer ${key}\r\n` +
            `content-type: image/png\r\n${headers}\r\n\r\n`
        )
        socket.write(body)
      })
    const announced = await sent(`content-length: ${twoGiB}`, png)
    t.match(announced, /^HTTP\/1\.1 413 /)
    t.match(announced, '"code":"EVIDENCE_TOO_LARGE"')
    t.match(announced, `"sizeBytes":${twoGiB}`)
    t.match(announced, '"limitBytes":4096')
    const chunk = Buffer.concat([png, Buffer.alloc(5000)])
    const chunked = Buffer.from(
      `${chunk.length.toString(16)}\r\n${chunk.toString('latin1')}\r\n`,
      'latin1'
    )
    const endless = await sent('transfer-encoding: chunked', chunked)
    t.match(endless, /^HTTP\/1\.1 413 /, 'nor is one that does not say how long it is')
    t.match(endless, '"code":"EVIDENCE_TOO_LARGE"')
    t.equal(await kept(), before)
  })
})
