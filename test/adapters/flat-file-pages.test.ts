import fc from 'fast-check'
import type { SourcePage } from 'shopkeeper'
import t from 'tap'
import { readCsv, readCsvHeader } from '#core/files/read-csv'
import { onlineRetail } from '../../adapters/flat-file/mappings/online-retail.ts'
import { readPages } from '../../adapters/flat-file/reading/pages.ts'
import { holdScattered } from '../../adapters/flat-file/reading/scattered.ts'
import { openCsv } from '../../adapters/flat-file/reading/table.ts'
import { retailColumns, takeSource, testFolder } from './flat-file-folder.ts'

const settings = { mapping: 'online-retail' }

/**
 * Rows of a few invoices in any order: some whole, some interrupted, some bad, some credit notes.
 */
const rowsOfInvoices = fc.array(
  fc.record({
    invoice: fc.constantFrom('1', '2', '3', '4', 'C5', 'A6', '7', ''),
    quantity: fc.integer({ min: -3, max: 9 }),
    price: fc.constantFrom('0.0', '1.25', '0.005', 'bad')
  }),
  { minLength: 1, maxLength: 40 }
)

function csvOf(rows: readonly { invoice: string; quantity: number; price: string }[]): string {
  const lines = rows.map(
    ({ invoice, quantity, price }, index) =>
      `${invoice},SKU${index},title,${quantity},2011-05-05 10:00:00,${price},,X`
  )
  return `${[retailColumns, ...lines].join('\n')}\n`
}

t.test(
  'pages: however they are cut, and from whichever place, the documents are the same',
  async (t) => {
    const folder = testFolder(t)
    const sizes = fc.record({
      groups: fc.integer({ min: 1, max: 9 }),
      rows: fc.integer({ min: 1, max: 50 })
    })
    const property = fc.asyncProperty(rowsOfInvoices, sizes, async (rows, pageSize) => {
      folder.write('day.csv', csvOf(rows))
      const whole = folder.client({ settings, pageSize: { groups: 1000, rows: 1000 } })
      const [source] = await whole.orders.listSources()
      const expected = await takeSource(whole, source!)
      const cut = folder.client({ settings, pageSize })
      await cut.orders.listSources()
      const taken = await takeSource(cut, source!)
      t.same(taken.documents, expected.documents)
      t.same(taken.rejected, expected.rejected)
      t.equal(taken.rows, rows.length)
      t.equal(expected.rows, rows.length)
      // Whoever is killed after any page goes on from its position with a client that knows
      // nothing.
      for (const { position, documents } of taken.ends.slice(0, -1)) {
        const fresh = folder.client({ settings, pageSize })
        await fresh.orders.listSources()
        const rest = await takeSource(fresh, source!, position)
        t.same(rest.documents, expected.documents.slice(documents))
      }
    })
    await fc.assert(property, { numRuns: 60 })
  }
)

t.test('pages: every row of an order is in it, in the order of the file', async (t) => {
  const folder = testFolder(t)
  await fc.assert(
    fc.asyncProperty(rowsOfInvoices, async (rows) => {
      const good = rows.filter(({ invoice }) => /^[1-4]?$/.test(invoice))
      fc.pre(good.length > 0)
      const priced = good.map((row) => ({ ...row, quantity: 1, price: '1.25' }))
      folder.write('day.csv', csvOf(priced))
      const client = folder.client({ settings, pageSize: { groups: 2, rows: 1000 } })
      const [source] = await client.orders.listSources()
      const { documents } = await takeSource(client, source!)
      for (const invoice of new Set(priced.map((row) => row.invoice).filter(Boolean))) {
        const expected = priced.flatMap((row, index) =>
          row.invoice === invoice ? [`SKU${index}`] : []
        )
        const found = documents.filter(({ externalId }) => externalId === invoice)
        t.match(found, [{ lines: expected.map((sku) => ({ sku })) }])
        t.equal(found.length, 1)
      }
    }),
    { numRuns: 40 }
  )
})

t.test('pages: a file that is read row by row gives what one that is held gives', async (t) => {
  const folder = testFolder(t)
  const rows = Array.from({ length: 500 }, (_, index) => ({
    invoice: String(index % 97 === 0 ? 7 : Math.floor(index / 3)),
    quantity: 1,
    price: '1.25'
  }))
  const path = folder.write('day.csv', csvOf(rows))
  const mapping = onlineRetail({
    source: 'day.csv',
    zone: 'UTC',
    currency: 'GBP',
    decimal: '.',
    writtenAt: '2026-01-01T00:00:00.000Z',
    isListing: false
  })
  const options = { delimiter: ',', rowBytesMax: 10_000 }
  const held = await openCsv({ path, sizeBytes: 1000, ...options })
  const walked = { columns: await readCsvHeader(path, options), rows: () => readCsv(path, options) }
  t.ok(Array.isArray(held.rows()))
  const pages: SourcePage[][] = []
  for (const table of [held, walked]) {
    const scattered = await holdScattered(table, mapping.groupBy, 1000)
    // Invoices 32 and 129 have a row of 7 between theirs.
    t.same([...scattered.keys()], ['7', '32', '129'])
    const source = {
      table,
      mapping,
      name: 'day.csv',
      scattered,
      pageSize: { groups: 20, rows: 100 }
    }
    const read: SourcePage[] = []
    for await (const page of readPages(source, null)) read.push(page)
    pages.push(read)
  }
  t.ok(pages[0]!.length > 5)
  t.same(pages[0], pages[1])
})

t.test('pages: positions that no reading gave are refused', async (t) => {
  const folder = testFolder(t)
  folder.write('day.csv', csvOf([{ invoice: '1', quantity: 1, price: '1.25' }]))
  const client = folder.client({ settings })
  const [source] = await client.orders.listSources()
  for (const position of ['', 'rows:', 'rows:-1', 'bytes:7', 'rows:1e9']) {
    await t.rejects(client.orders.readSource(source!, position), RangeError)
  }
})

t.test('pages: an order of more rows than any order has is the wrong column', async (t) => {
  const folder = testFolder(t)
  const rows = Array.from({ length: 50_001 }, () => ({ invoice: '1', quantity: 1, price: '1.0' }))
  folder.write('day.csv', csvOf([...rows, { invoice: '2', quantity: 1, price: '1.0' }]))
  const client = folder.client({ settings })
  const [source] = await client.orders.listSources()
  const taken = await takeSource(client, source!)
  t.match(taken.rejected, [{ line: 2, column: 'InvoiceNo', reason: /^ORDER_TOO_LONG: 50001 rows/ }])
  t.match(taken.documents, [{ externalId: '2' }])
  t.equal(taken.rows, 50_002)
})

t.test('pages: too many rows of interrupted orders are refused before any is taken', async (t) => {
  const folder = testFolder(t)
  const rows = Array.from({ length: 100_002 }, (_, index) => ({
    invoice: String(index % 2),
    quantity: 1,
    price: '1.0'
  }))
  folder.write('day.csv', csvOf(rows))
  const client = folder.client({ settings })
  const [source] = await client.orders.listSources()
  const taken = await takeSource(client, source!)
  t.match(taken.rejected, [{ line: null, reason: /^FILE_ORDERS_SCATTERED: more than 100000 rows/ }])
  t.same(taken.documents, [])
})
