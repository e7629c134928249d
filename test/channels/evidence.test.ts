import t, { type Test } from 'tap'
import { insertWrites } from '../../plugins/channels/repository/writes.ts'
import { pictureTypeOf } from '../../plugins/channels/writes/picture-type.ts'
import { type DatabaseKind, onEachDatabase, until } from '../harness.ts'
import { answer, type Receiver, type Respond, startReceiver } from '../webhooks/receiver.ts'
import { type Bench, type BenchOptions, buildBench, settled } from './bench.ts'
import { caseAt, overlapping, type Variant } from './platform.ts'

const able: Variant = {
  capabilities: {
    refunds: { write: true },
    afterSales: {
      pull: overlapping,
      agree: true,
      refuse: true
    }
  }
}

const png = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(92)])
const tooLong = Buffer.concat([png, Buffer.alloc(3_000_000)])

const giving =
  (bytes: Buffer, contentType = 'image/png'): Respond =>
  (response) =>
    response.writeHead(200, { 'content-type': contentType }).end(bytes)

/** A bench that knows the cases c-1 to c-9; none of its jobs runs before it is started. */
async function buildDesk(t: Test, kind: DatabaseKind, options: BenchOptions = {}): Promise<Bench> {
  const channels = { unsafeAllowPrivateNetworks: true }
  const bench = await buildBench(t, kind, { adapter: able, channels, ...options, start: false })
  const { platform, engine } = bench
  const at = engine.clock.after(-5000)
  const documents = Array.from({ length: 9 }, (_, place) => caseAt(`c-${place + 1}`, at))
  platform.on('cases', () => ({ data: { documents } }))
  for (const asked of ['decide', 'refund']) {
    platform.on(asked, () => ({ data: { status: 'done' } }))
  }
  return bench
}

async function start({ engine, call }: Bench): Promise<void> {
  await engine.start()
  await until(async () => {
    const { body } = await call({ url: '/v1/channels/a/after-sales' })
    return body.data.length === 9
  })
}

const refuse = ({ post }: Bench, externalId: string, ...evidence: object[]) =>
  post('/after-sales/decide', { externalId, action: 'refuse', note: 'it was whole', evidence })

async function writeOf({ call }: Bench, subject: string) {
  const { body } = await call({ url: '/v1/channels/a/writes' })
  return body.data.find((write: { subject: string }) => write.subject === subject)
}

/** A decision as it was taken before: while its address was allowed, or a while ago. */
async function put({ engine }: Bench, url: string, retries: number): Promise<void> {
  const payload = {
    ...{ externalId: 'c-1', action: 'refuse', version: '7', amountMinor: null, currency: 'CNY' },
    ...{ reasonCode: null, note: '', evidence: [{ url }] }
  }
  await engine.transaction(async (tx) => {
    await insertWrites(tx, 'a', [{ kind: 'decision', subject: 'c-1', payload }])
    await tx.updateTable('channelWrites').set({ retries }).execute()
    await tx.enqueue('channels.send-writes', [{ payload: { channelId: 'a' } }])
  })
}

const decisionsOf = ({ platform }: Bench, externalId: string) =>
  platform.calls
    .filter(({ operation }) => operation === 'decide')
    .map(({ body }) => body as { key: string; item: { externalId: string; evidence: string[] } })
    .filter(({ item }) => item.externalId === externalId)

onEachDatabase(async (t, kind) => {
  const bench = await buildDesk(t, kind)
  await start(bench)

  t.test('evidence: a picture is fetched and named by its bytes, beside one sent', async (t) => {
    const receiver = await startReceiver(t, giving(png, 'text/html'))
    const sent = { contentType: 'image/gif', base64: Buffer.from('GIF89a').toString('base64') }
    const asked = await refuse(bench, 'c-1', sent, { url: receiver.url })
    t.equal(asked.status, 202, asked.text)
    await settled(bench, { 'c-1': 'done' })
    t.match(decisionsOf(bench, 'c-1'), [
      { item: { evidence: ['image/gif: 6 bytes', 'image/png: 100 bytes'] } }
    ])
    const kept = JSON.stringify(await writeOf(bench, 'c-1'))
    t.notMatch(kept, new RegExp(`${png.toString('base64').slice(0, 12)}|127\\.0\\.0\\.1`))
  })

  t.test('evidence: no transaction is open while a picture is on its way', async (t) => {
    const receiver: Receiver = await startReceiver(t, async (response) => {
      const body = { orderExternalId: 'o-9', amountMinor: 5, currency: 'CNY', reason: 'meanwhile' }
      const { status } = await bench.post('/refunds', body)
      giving(status === 202 ? png : Buffer.from('nobody could write'))(
        response,
        receiver.received[0]!
      )
    })
    await refuse(bench, 'c-2', { url: receiver.url })
    await settled(bench, { 'c-2': 'done', 'o-9': 'done' })
  })

  t.test('evidence: what is no picture, too long or not there rejects the decision', async (t) => {
    const cases: [string, Respond, string, RegExp][] = [
      ['c-3', giving(Buffer.from('<html>')), 'EVIDENCE_NO_PICTURE', /evidence\/1\/url.*image\/png/],
      ['c-4', giving(tooLong), 'DOWNLOAD_REFUSED', /evidence\/1\/url.*3000000 bytes/],
      ['c-5', answer(404), 'DOWNLOAD_REFUSED', /evidence\/1\/url.*404/]
    ]
    for (const [externalId, respond, code, reason] of cases) {
      const good = await startReceiver(t, giving(png))
      const bad = await startReceiver(t, respond)
      const { id } = (await refuse(bench, externalId, { url: good.url }, { url: bad.url })).body
      await settled(bench, { [externalId]: 'rejected' })
      t.match(await writeOf(bench, externalId), { id, code, reason, class: 'input' })
      const alerts = await bench.alerts('channel.push-failed')
      t.match(
        alerts.filter(({ subjectId }) => subjectId === id),
        [{ message: reason }]
      )
      t.same(decisionsOf(bench, externalId), [], 'the platform hears nothing')
      bad.respond = giving(png)
      t.equal((await bench.post(`/writes/${id}/retry`)).status, 202)
      await settled(bench, { [externalId]: 'done' })
    }
  })

  t.test('evidence: what does not answer is asked again, and in the end given up', async (t) => {
    let asked = 0
    const receiver = await startReceiver(t, (...request) =>
      (++asked === 1 ? answer(503) : giving(png))(...request)
    )
    await refuse(bench, 'c-6', { url: receiver.url })
    await settled(bench, { 'c-6': 'done' })
    t.equal(asked, 2)
    t.equal(decisionsOf(bench, 'c-6').length, 1)
  })

  t.test('evidence: a lost answer is asked for with the same picture', async (t) => {
    const receiver = await startReceiver(t, giving(png))
    let decisions = 0
    bench.platform.on('decide', () => {
      receiver.respond = giving(tooLong)
      return ++decisions === 1 ? 503 : { data: { status: 'done' } }
    })
    await refuse(bench, 'c-7', { url: receiver.url })
    await settled(bench, { 'c-7': 'done' })
    const [first, second] = decisionsOf(bench, 'c-7')
    t.same(second, first)
    t.equal(receiver.received.length, 1)
  })
})

onEachDatabase(async (t, kind) => {
  t.test('evidence: an address that stays silent is given up after its last turn', async (t) => {
    const bench = await buildDesk(t, kind)
    await start(bench)
    const receiver = await startReceiver(t, answer(503))
    await put(bench, receiver.url, 7)
    await settled(bench, { 'c-1': 'rejected' })
    t.match(await writeOf(bench, 'c-1'), { code: 'DOWNLOAD_FAILED', reason: /answered 503/ })
  })

  t.test('evidence: private addresses are refused when asked, and when fetched', async (t) => {
    const bench = await buildDesk(t, kind, { channels: {} })
    await start(bench)
    const picture = { contentType: 'image/png', base64: png.toString('base64') }
    const urls = [
      ...['http://pictures.example/a.png', 'https://127.0.0.1/', 'https://localhost/a.png'],
      ...['https://169.254.169.254/latest', 'https://0x7f.1/', 'https://[::ffff:10.0.0.1]/'],
      ...['https://10.0.0.1:8443/', 'https://pictures.example:22/', 'file:///etc/passwd', 'a.png']
    ]
    for (const url of urls) {
      const refused = { code: 'DESTINATION_REFUSED', field: '#/evidence/1/url' }
      t.match(await refuse(bench, 'c-1', picture, { url }), { status: 400, body: refused }, url)
    }
    t.equal(await writeOf(bench, 'c-1'), undefined)
    const both = { ...picture, url: 'https://pictures.example/a.png' }
    t.match(await refuse(bench, 'c-1', both), { body: { code: 'VALIDATION_FAILED' } })
    await put(bench, 'https://169.254.169.254/latest', 0)
    await settled(bench, { 'c-1': 'rejected' })
    t.match(await writeOf(bench, 'c-1'), {
      code: 'DESTINATION_REFUSED',
      reason: /evidence\/0\/url/
    })
  })
})

t.test('evidence: what a picture is its first bytes say', async (t) => {
  const text = (latin1: string) => pictureTypeOf(Buffer.from(latin1, 'latin1'))
  t.equal(text('\xff\xd8\xff\xe0\x00\x10JFIF'), 'image/jpeg')
  t.equal(pictureTypeOf(png), 'image/png')
  t.equal(text('GIF87a..'), 'image/gif')
  t.equal(text('GIF89a..'), 'image/gif')
  t.equal(text('RIFF\n\r\x00\x00WEBPVP8 '), 'image/webp')
  const others = ['', 'GIF', 'BM', '%PDF-1.7', '<svg xmlns="http://www.w3.org/2000/svg">', 'RIFF']
  for (const other of [...others, 'RIFF....WAVE', 'PK\x03\x04', '\x89PNG'])
    t.equal(text(other), null)
})
