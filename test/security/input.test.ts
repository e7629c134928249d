import { deflateRawSync } from 'node:zlib'
import t from 'tap'
import { guardCell } from '#core/files/write-csv'
import { zipStored } from '../../adapters/flat-file/reading/zip.ts'
import { takeAll, testFolder } from '../adapters/flat-file-folder.ts'
import { workbookParts } from '../adapters/workbook.ts'
import { buildTestEngine } from '../harness.ts'

const json = { 'content-type': 'application/json' }

t.test('addresses: X-Forwarded-For counts only when the proxy is trusted', async (t) => {
  const build = (trustProxy: boolean) =>
    buildTestEngine(t, 'sqlite', {
      plugins: [],
      adapters: [],
      http: { trustProxy, rateLimitPerMinute: 3 }
    })
  for (const isTrusted of [false, true]) {
    const { call } = await build(isTrusted)
    const statuses: number[] = []
    for (let i = 0; i < 6; i++) {
      const headers = { 'x-forwarded-for': `198.51.100.${i}` }
      statuses.push((await call({ url: '/v1/alerts', headers })).status)
    }
    t.equal(statuses.includes(429), !isTrusted, `trusted: ${isTrusted}`)
  }
})

t.test(
  'guessing: keys that change their address with every guess are stopped as well',
  async (t) => {
    const { call } = await buildTestEngine(t, 'sqlite', { plugins: [], adapters: [] })
    const guess = (i: number) =>
      call({
        url: '/v1/alerts',
        as: null,
        headers: { authorization: `Bearer sk_${i}`, 'x-forwarded-for': `198.51.100.${i}` }
      })
    for (let i = 0; i < 20; i++) t.equal((await guess(i)).status, 401)
    t.equal((await guess(20)).status, 429)
  }
)

t.test('input', async (t) => {
  const lines: string[] = []
  let keys = 0
  const logTo = { write: (line: string) => void lines.push(line) }
  const { call } = await buildTestEngine(t, 'sqlite', { log: { level: 'debug' } }, { logTo })
  const post = (url: string, body: unknown, headers = {}) =>
    call({ method: 'POST', url, body, headers: { 'idempotency-key': `k${++keys}`, ...headers } })
  for (const title of ['Mug', '100% wool', 'under_score']) {
    await post('/v1/products', { title, variants: [{ sku: `SKU-${title}` }] })
  }

  t.test('search: wildcards of SQL are letters like others', async (t) => {
    const found = async (q: string) => {
      const { body } = await call({ url: `/v1/products?q=${encodeURIComponent(q)}` })
      return body.data.map(({ title }: { title: string }) => title)
    }
    t.same(await found('%'), ['100% wool'])
    t.same(await found('_'), ['under_score'])
    t.same(await found('%%%%'), [])
    t.same(await found('\\'), [])
    t.same(await found(`' or 1=1 --`), [])
  })

  t.test('sorts and filters: only those of the schema', async (t) => {
    for (const query of [
      'sort=cost',
      'sort=title;drop table products',
      'sort=-id',
      'where=1',
      'fields=cost'
    ]) {
      const answer = await call({ url: `/v1/products?${query.replaceAll(' ', '%20')}` })
      t.match(answer, { status: 400, body: { code: 'VALIDATION_FAILED' } }, query)
    }
  })

  t.test('bodies: deeply nested ones are refused and nothing breaks', async (t) => {
    const deep = (depth: number, inside = '') => '['.repeat(depth) + inside + ']'.repeat(depth)
    const bodies = [
      deep(400_000),
      `{"lines":${deep(400_000)}}`,
      `{"note":"\\u0000","lines":${deep(400_000)}}`,
      `{"platform":"sandbox","name":"a","settings":{"a":${deep(400_000)}}}`
    ]
    for (const body of bodies) {
      for (const url of ['/v1/orders', '/v1/channels', '/v1/products']) {
        const answer = await post(url, body, json)
        t.equal(answer.status, 400, `${url} ${body.slice(0, 20)}: ${answer.text.slice(0, 200)}`)
      }
    }
    t.equal((await call({ url: '/healthz', as: null })).status, 200)
  })

  t.test(
    'bodies: of a field given twice the last counts, for the check and for the row',
    async (t) => {
      const twice = '{"name":"first","name":"second","slug":"twice"}'
      t.equal((await post('/v1/categories', twice, json)).body.name, 'second')
      const hidden = '{"name":"a","slug":"hidden","name":5}'
      t.match(await post('/v1/categories', hidden, json), { status: 400 })
    }
  )

  t.test('maps: names of prototype members are names like others', async (t) => {
    const attributes = { toString: 'a', hasOwnProperty: 'b', valueOf: 'c' }
    const made = await post('/v1/products', { title: 'Odd', attributes })
    t.match(made, { status: 201, body: { attributes } })
  })

  t.test('log: whatever a caller sends, an entry is one line', async (t) => {
    const forged = 'a\n{"level":60,"msg":"forged"}\r\n'
    await call({ url: `/v1/products?q=${encodeURIComponent(forged)}` })
    await call({ url: `/v1/${encodeURIComponent(forged)}`, headers: { 'user-agent': 'x' } })
    await post('/v1/channels', { platform: forged, name: forged, settings: {} })
    for (const line of lines) {
      t.equal(line.indexOf('\n'), line.length - 1)
      t.not(JSON.parse(line).msg, 'forged')
    }
    t.pass(`${lines.length} lines`)
  })
})

t.test(
  'csv: no spreadsheet sees a formula, whichever way its locale splits the text',
  async (t) => {
    const formulas = ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1']
    const texts = formulas.flatMap((formula) => [
      formula,
      `a;${formula}`,
      `a\t${formula}`,
      `a\n${formula}`,
      `a;"${formula}`,
      `a; ${formula}`
    ])
    for (const text of texts) {
      const pieces = guardCell(text).split(/[;\n\r\t]/)
      const formulasSeen = pieces.filter(
        (piece) => /^["' ]*[=+\-@]/.test(piece) && piece[0] !== "'"
      )
      t.same(formulasSeen, [], JSON.stringify(text))
    }
  }
)

t.test('flat-file: a pattern that is made to take for ever does not', async (t) => {
  const folder = testFolder(t)
  folder.write(`${'a'.repeat(200)}.csv`, 'order\n')
  const taken = await takeAll(folder.client({ settings: { pattern: `${'*a'.repeat(60)}b` } }))
  t.same(taken.documents, [])
})

t.test('flat-file: no pattern leads out of the folder', async (t) => {
  const folder = testFolder(t)
  folder.write('secret.csv', 'order,placed_at,sku,quantity,unit_price\nN1,2026-03-01 10:00,A,1,1\n')
  const inner = testFolder(t)
  for (const pattern of ['../*', `${folder.path}/*`, '..', '*/../../*', '%2e%2e/*']) {
    const client = inner.client({ settings: { pattern } })
    t.same((await takeAll(client)).documents, [], pattern)
  }
})

t.test(
  'workbook: entities, parts without number and names that lead out are harmless',
  async (t) => {
    const folder = testFolder(t)
    const parts = workbookParts('')
    const entities = Array.from(
      { length: 9 },
      (_, i) => `<!ENTITY e${i + 1} "${`&e${i};`.repeat(10)}">`
    )
    const sheet = `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e0 "boom">${entities.join('')}]>
    <worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>&e9;</t></is></c></row></sheetData></worksheet>`
    parts.set('xl/worksheets/sheet1.xml', Buffer.from(sheet))
    folder.write('entities.xlsx', zipStored(parts))
    const many = new Map(Array.from({ length: 60_000 }, (_, i) => [`p${i}.xml`, Buffer.alloc(0)]))
    folder.write('many.xlsx', zipStored(many))
    const out = workbookParts('')
    out.set('../../../../tmp/shopkeeper-escaped.xml', deflateRawSync('x'))
    folder.write('out.xlsx', zipStored(out))
    const taken = await takeAll(folder.client())
    t.same(taken.documents, [])
    t.equal(taken.rejected.length, 3)
    t.notMatch(JSON.stringify(taken), 'boomboom')
  }
)
