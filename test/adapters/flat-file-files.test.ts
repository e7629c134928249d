import { appendFileSync, mkdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Test } from 'tap'
import t from 'tap'
import { manualClock } from '#core/time'
import { retailColumns, takeAll, takeSource, testFolder } from './flat-file-folder.ts'

const row = (id: string) => `${id},M1,mug,1,2011-03-01 09:00:00,1.5,,X`
const csv = (...ids: string[]) => `${[retailColumns, ...ids.map(row)].join('\n')}\n`
const settings = { mapping: 'online-retail' }

function retailFolder(test: Test) {
  const folder = testFolder(test)
  return { ...folder, client: folder.client({ settings }) }
}

t.test(
  'folder: files by name, each content once, unfinished and foreign names left alone',
  async (t) => {
    const { write, client, path } = retailFolder(t)
    write('b.csv', csv('2'))
    write('a.csv', csv('1'))
    write('copy-of-a.csv', csv('1'))
    for (const name of ['x.csv.part', 'x.csv.tmp', '~$x.xlsx', '.x.csv', 'x.csv~', 'x.pdf', 'x']) {
      write(name, csv('9'))
    }
    mkdirSync(join(path, 'folder.csv'))
    const sources = await client.orders.listSources()
    t.same(
      sources.map(({ name }) => name),
      ['a.csv', 'b.csv']
    )
    t.equal(sources[0]!.sizeBytes, Buffer.byteLength(csv('1')))
  }
)

t.test('folder: a pattern picks names; single files need no folder', async (t) => {
  const folder = testFolder(t)
  folder.write('orders-1.csv', csv('1'))
  folder.write('stock.csv', csv('2'))
  const byPattern = folder.client({ settings: { ...settings, pattern: 'orders-?.csv' } })
  t.match(await byPattern.orders.listSources(), [{ name: 'orders-1.csv' }])
  const files = [join(folder.path, 'stock.csv')]
  const byName = folder.client({ settings: { ...settings, folder: undefined, files } })
  t.match(await byName.orders.listSources(), [{ name: 'stock.csv' }])
})

t.test('folder: one that is not there is an error to try again after', async (t) => {
  const { client, path } = retailFolder(t)
  rmSync(path, { recursive: true })
  const error = await client.orders.listSources().catch((thrown: unknown) => thrown)
  t.match(error, { code: 'FOLDER_MISSING' })
  t.match(client.classify(error), { action: 'retry', reason: /FOLDER_MISSING/ })
})

t.test('settling: a file that still grows is not taken, one that rests is', async (t) => {
  const folder = testFolder(t)
  const path = folder.write('day.csv', csv('1'))
  // This clock is behind that of the file system: only our own watch can tell.
  const clock = manualClock('2020-01-01T00:00:00.000Z')
  const client = folder.client({ settings: { ...settings, settleMs: 5000 }, clock })
  t.same(await client.orders.listSources(), [], 'seen first')
  clock.advance(4000)
  appendFileSync(path, `${row('2')}\n`)
  t.same(await client.orders.listSources(), [], 'it has grown')
  clock.advance(4999)
  t.same(await client.orders.listSources(), [])
  clock.advance(1)
  t.equal((await client.orders.listSources()).length, 1)
  t.equal((await takeAll(client)).documents.length, 2)
})

t.test(
  'a file that changes while it is read gives no page, and is another source then',
  async (t) => {
    const folder = testFolder(t)
    const path = folder.write('day.csv', csv('1', '2', '3'))
    const client = folder.client({ settings, pageSize: { groups: 1, rows: 100 } })
    const [source] = await client.orders.listSources()
    const page = await client.orders.readSource(source!, null)
    t.equal(page.documents.length, 1)
    appendFileSync(path, `${row('4')}\n`)
    const error = await client.orders.readSource(source!, page.position).catch((e: unknown) => e)
    t.match(error, { code: 'FILE_CHANGED' })
    t.match(client.classify(error), { action: 'retry' })
    const [changed] = await client.orders.listSources()
    t.not(changed!.id, source!.id)
    t.equal((await takeSource(client, changed!)).documents.length, 4)
  }
)

// The header, the end of its line, and one digit are before it.
const nulAt = new RegExp(`^FILE_NOT_UTF8: a NUL byte near byte ${retailColumns.length + 2};`)

const latinByte = Buffer.byteLength(csv('1')) + 'caf'.length
const latinAt = new RegExp(`^FILE_NOT_UTF8: bytes that are no character near byte ${latinByte};`)

type Refused = [what: string, content: string | Buffer, line: number | null, reason: RegExp]
const refused: Refused[] = [
  ['a half-written last row', csv('1').slice(0, -12), 2, /^FILE_TRUNCATED: .*line 2 has 5 of 8/],
  ['an open quote at the end', `${csv('1')}2,M,"mu`, 3, /^FILE_TRUNCATED: .*line 3 opens a quote/],
  ['text in Latin-1', Buffer.from(csv('1', 'caf\xe9'), 'latin1'), null, latinAt],
  ['a NUL byte', csv('1\0'), null, nulAt],
  ['nothing in it', '', null, /^FILE_EMPTY/],
  ['other columns', 'Order,Sku\n1,A\n', null, /^FILE_COLUMNS_MISSING: InvoiceNo, .* not in: Order/],
  ['a column named twice', csv('1').replace('Country', 'Quantity'), null, /^CSV_HEADER_INVALID/],
  ['a row of a mebibyte', csv(`${'9'.repeat(1_100_000)}`), 2, /^FILE_ROW_TOO_LONG/],
  ['a stray quote', csv('"1"x'), 2, /^CSV_QUOTE_INVALID/]
]

for (const [what, content, line, reason] of refused) {
  t.test(`a file with ${what} is refused whole, and the next one is taken`, async (t) => {
    const { write, client } = retailFolder(t)
    write('a-bad.csv', content)
    write('b-good.csv', csv('7'))
    const taken = await takeAll(client)
    t.match(taken.rejected, [{ source: 'a-bad.csv', line, column: null, reason }])
    t.match(taken.documents, [{ externalId: '7' }])
    t.equal(taken.rows, 1)
  })
}

t.test('10 GB are refused by size, without reading a byte', async (t) => {
  const { write, client } = retailFolder(t)
  // A sparse file: it takes no room, and reading it would take minutes.
  truncateSync(write('huge.csv', ''), 10_000_000_000)
  const startedMs = performance.now()
  const taken = await takeAll(client)
  t.match(taken.rejected, [{ source: 'huge.csv', reason: /^FILE_TOO_LARGE: at most 2147483648/ }])
  t.ok(performance.now() - startedMs < 2000)
})

t.test('a byte order mark and CRLF are fine; so is a last row without an end', async (t) => {
  const { write, client } = retailFolder(t)
  write('day.csv', `\uFEFF${csv('1', '2').trimEnd().replaceAll('\n', '\r\n')}`)
  const taken = await takeAll(client)
  t.same(taken.rejected, [])
  t.equal(taken.documents.length, 2)
})

t.test('a source that nobody listed, or that is gone, is tried again later', async (t) => {
  const { write, client } = retailFolder(t)
  const path = write('day.csv', csv('1'))
  const [source] = await client.orders.listSources()
  rmSync(path)
  t.match(await client.orders.readSource(source!, null).catch((e: unknown) => e), {
    code: 'ENOENT'
  })
  writeFileSync(path, csv('5'))
  t.equal((await takeAll(client)).documents.length, 1)
})

t.test('settings: an unknown mapping, zone or currency is refused by name', async (t) => {
  const folder = testFolder(t)
  const wrong = [{ mapping: 'nope' }, { zone: 'Mars/Base' }, { currency: 'XXX1' }, { decimal: ';' }]
  for (const settings of wrong) {
    const [key] = Object.keys(settings)
    t.throws(() => folder.client({ settings }), {
      code: 'CONFIG_INVALID',
      fields: { key: `settings.${key}` }
    })
  }
})
