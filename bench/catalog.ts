import { createReadStream, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'csv-parse'
import { createEngine } from 'shopkeeper'
import { createKey } from '#core/access/keys'
import { insertBare } from './bare-inserts.ts'
import { type Figure, sideBySide } from './measure.ts'
import { startServer } from './servers/spawn.ts'

const variantsEach = 20_000
const warmingVariants = 5000

/** What the import writes for good: these rows, and the index of the search, are the baseline's work as well. */
const tables = [
  'products',
  'variants',
  'prices',
  'product_search',
  'product_texts',
  'stock_variants',
  'audit_log'
]

/** A CSV file of new products of two variants each, over HTTP into a shop that has imported another before. */
export async function benchCatalog(rounds: number): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'shopkeeper-bench-'))
  const warming = join(folder, 'warming.csv')
  const file = join(folder, 'products.csv')
  writeFileSync(warming, csvOf('WARM', warmingVariants))
  writeFileSync(file, csvOf('MUG', variantsEach))
  let round = 0
  let imported = ''
  const importWithEngine = async () => {
    imported = join(folder, `engine-${round++}.sqlite`)
    const key = await makeKey(imported)
    const { url, stop } = await startServer('engine', imported)
    await importOver(url, key, warming)
    const seconds = await importOver(url, key, file)
    await stop()
    return variantsEach / seconds
  }
  const importBare = async () => {
    const readSeconds = await readAll(file)
    const seconds = insertBare(imported, join(folder, `bare-${round}.sqlite`), tables)
    // The file of the engine holds the rows of the warm-up too; the baseline has written all of them.
    return (
      variantsEach / (readSeconds + (seconds * variantsEach) / (variantsEach + warmingVariants))
    )
  }
  const compared = await sideBySide(rounds, {
    ours: { warmUp: importWithEngine, measure: importWithEngine },
    bare: { warmUp: importBare, measure: importBare }
  })
  rmSync(folder, { recursive: true, force: true })
  return [{ work: 'catalog import', unit: 'variants/s', ...compared, bar: '≥ 10,000/s' }]
}

/** Makes a SQLite file with an empty shop in it; returns an owner's API key. */
async function makeKey(path: string): Promise<string> {
  const engine = await createEngine({
    database: { url: `sqlite:${path}` },
    log: { level: 'warn' }
  })
  const { key } = await engine.transaction((tx) => createKey(tx, { name: 'bench', role: 'owner' }))
  await engine.stop()
  return key
}

async function importOver(url: string, key: string, path: string): Promise<number> {
  const body = readFileSync(path)
  const startedMs = performance.now()
  const response = await fetch(`${url}/v1/products/import`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'text/csv' },
    body
  })
  const seconds = (performance.now() - startedMs) / 1000
  const report = (await response.json()) as { rows: number; created: number }
  if (report.rows === 0 || report.created !== report.rows) throw new Error(JSON.stringify(report))
  return seconds
}

/** Reads a file as the baseline has to: every row of it. */
async function readAll(path: string): Promise<number> {
  const startedMs = performance.now()
  const rows = createReadStream(path).pipe(parse({ columns: true }))
  for await (const row of rows) void row
  return (performance.now() - startedMs) / 1000
}

function csvOf(prefix: string, variants: number): string {
  const lines = ['sku,handle,title,description,lifecycle,variantTitle,price:CNY']
  for (let number = 0; number < variants; number++) {
    const code = `${prefix}-${String(number >> 1).padStart(5, '0')}`
    const color = number % 2 === 0 ? 'WHITE' : 'BLUE'
    lines.push(
      `${code}-${color},${code},Enamel mug ${code} 搪瓷杯,Holds 350 ml,live,${color},29.00`
    )
  }
  return `${lines.join('\n')}\n`
}
