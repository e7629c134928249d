import { createWriteStream, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { sql } from 'kysely'
import { buildTestEngine, onEachDatabase, type TestEngine } from '../harness.ts'
import { catalogOnly, createProduct, mug } from './fixtures.ts'

const variants = 20_000

/** Rows as somebody else's system would write them: three variants a product. */
function* csvRows(): Generator<string> {
  yield 'sku,handle,title,description,weightGrams,isTracked,price:CNY,price:JPY,cost,costCurrency\n'
  for (let i = 0; i < variants; i++) {
    const product = Math.floor(i / 3)
    yield `S-${i},p-${product},马克杯 ${product},"Holds, ""about"" ${product} ml",${i},true,${i}.50,${i},1.00,CNY\n`
  }
}

async function exportOf({ call }: TestEngine, format: string): Promise<string> {
  return (await call({ url: `/v1/products/export?format=${format}` })).text
}

onEachDatabase(async (test, kind) => {
  await test.test(
    '20,000 variants survive import, export and import elsewhere, in bounded memory',
    async (t) => {
      const folder = mkdtempSync(join(tmpdir(), 'shopkeeper-'))
      t.teardown(() => rmSync(folder, { recursive: true, force: true }))
      const one = await buildTestEngine(t, kind, catalogOnly)
      const source = join(folder, 'source.csv')
      await pipeline(Readable.from(csvRows()), createWriteStream(source))
      const startBytes = process.memoryUsage().rss
      let pages = 0
      let peakBytes = 0
      const imported = await one.engine.use('catalog').importProducts(source, 'csv', () => {
        pages++
        peakBytes = Math.max(peakBytes, process.memoryUsage().rss)
      })
      t.match(imported, { rows: variants, created: variants, rejected: 0 })
      t.equal(pages, variants / 500)
      t.ok(
        peakBytes - startBytes < 300e6,
        `grew by ${Math.round((peakBytes - startBytes) / 1e6)} MB`
      )

      const { exportProducts, importProducts } = one.engine.use('catalog')
      const write = async (format: 'csv' | 'ndjson') => {
        const file = join(folder, `export.${format}`)
        const rows = exportProducts(one.engine.db, format)
        await pipeline(Readable.from(rows), createWriteStream(file))
        return file
      }
      const known = await importProducts(await write('csv'), 'csv')
      t.match(known, { rows: variants, unchanged: variants }, 'at home nothing is new')
      const other = await buildTestEngine(t, kind, catalogOnly)
      const file = await write('ndjson')
      const again = await other.engine.use('catalog').importProducts(file, 'ndjson')
      t.match(again, { rows: variants, created: variants, rejected: 0 })
      const sum = sql<object>`select count(*) as prices, sum(amount_minor) as minor from prices`
      t.same((await sum.execute(other.engine.db)).rows, (await sum.execute(one.engine.db)).rows)
    }
  )

  await test.test(
    'a formula in a title is harmless in a spreadsheet and whole after the way back',
    async (t) => {
      const from = await buildTestEngine(t, kind, catalogOnly)
      const titles = [
        '=1+1',
        '+49 123',
        '-5 degrees',
        '@home',
        '\tTab',
        "'=quoted",
        "'s-Hertogenbosch",
        '＝'
      ]
      for (const [index, title] of titles.entries()) {
        await createProduct(from.call, { title, variants: [{ sku: `SKU-${index}` }] })
      }
      const text = await exportOf(from, 'csv')
      const cells = text
        .split('\n')
        .slice(1)
        .flatMap((line) => line.split(','))
      t.same(
        cells.filter((cell) => /^"?[=+\-@\t\r]/.test(cell)),
        []
      )
      t.match(text, "'=1+1")
      const to = await buildTestEngine(t, kind, catalogOnly)
      const headers = { 'content-type': 'text/csv' }
      const body = text
      const answer = await to.call({ method: 'POST', url: '/v1/products/import', body, headers })
      t.match(answer.body, { created: titles.length, rejected: 0 })
      const { data } = (await to.call({ url: '/v1/products?sort=createdAt&limit=100' })).body
      t.same(new Set(data.map(({ title }: { title: string }) => title)), new Set(titles))
    }
  )

  await test.test('an export carries everything that an import needs', async (t) => {
    const one = await buildTestEngine(t, kind, catalogOnly)
    await createProduct(one.call, mug)
    for (const format of ['csv', 'ndjson'] as const) {
      const answer = await one.call({ url: `/v1/products/export?format=${format}` })
      t.match(String(answer.headers['content-disposition']), `products.${format}`)
      const other = await buildTestEngine(t, kind, catalogOnly)
      const contentType = format === 'csv' ? 'text/csv; charset=utf-8' : 'application/x-ndjson'
      const imported = await other.call({
        method: 'POST',
        url: '/v1/products/import',
        body: answer.text,
        headers: { 'content-type': contentType }
      })
      t.match(imported.body, { created: 2, rejected: 0 }, format)
      t.equal(plain(await exportOf(other, 'ndjson')), plain(await exportOf(one, 'ndjson')), format)
    }
  })
})

/** Lines in the order of their SKUs: ids, and so the order of an export, differ between databases. */
function plain(ndjson: string): string {
  return ndjson.trim().split('\n').sort().join('\n')
}
