import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createEngine } from 'shopkeeper'
import { createKey } from '#core/access/keys'
import { insertBare } from './bare-inserts.ts'
import { type Figure, sideBySide } from './measure.ts'
import { startServer } from './servers/spawn.ts'

const codesEach = 100_000

/** Unique codes over HTTP, made by the engine and brought in a CSV file; bare: the same rows inserted, nothing else. */
export async function benchCoupons(rounds: number): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'shopkeeper-bench-'))
  let round = 0
  let path = ''
  const withEngine = (work: (shop: Shop) => Promise<void>) => async () => {
    path = join(folder, `engine-${round++}.sqlite`)
    const key = await makeKey(path)
    const { url, stop } = await startServer('engine', path)
    const shop = await openShop(url, key)
    const startedMs = performance.now()
    await work(shop)
    const seconds = (performance.now() - startedMs) / 1000
    await stop()
    return codesEach / seconds
  }
  const insert = async () =>
    codesEach / insertBare(path, join(folder, `bare-${round++}.sqlite`), ['coupons'])
  const figures: Figure[] = []
  for (const [name, work] of Object.entries({ generated: generate, imported: importFile })) {
    const measure = withEngine(work)
    const compared = await sideBySide(rounds, {
      ours: { warmUp: measure, measure },
      bare: { warmUp: insert, measure: insert }
    })
    const bar = '≥ 10,000/s: 100,000 under 10 s'
    figures.push({ work: `coupon codes ${name}`, unit: 'codes/s', ...compared, bar })
  }
  rmSync(folder, { recursive: true, force: true })
  return figures
}

interface Shop {
  promotionId: string
  post(path: string, body: unknown, type?: string): Promise<Record<string, unknown>>
}

async function generate({ promotionId, post }: Shop): Promise<void> {
  const body = { batch: 'bench', count: codesEach }
  const { made } = await post(`/promotions/${promotionId}/codes/generate`, body)
  if (made !== codesEach) throw new Error(`${made} codes were made`)
}

async function importFile({ promotionId, post }: Shop): Promise<void> {
  const rows = ['code']
  // Spread over the index as codes from elsewhere are, the same in each run.
  for (let index = 0; index < codesEach; index++) {
    rows.push(`C${((index * 2_654_435_761) % 2 ** 32).toString(36).toUpperCase()}-${index}`)
  }
  const path = `/promotions/${promotionId}/codes/import?batch=bench`
  const { created } = await post(path, `${rows.join('\n')}\n`, 'text/csv')
  if (created !== codesEach) throw new Error(`${created} codes were imported`)
}

async function openShop(url: string, key: string): Promise<Shop> {
  const post: Shop['post'] = async (path, body, type = 'application/json') => {
    const response = await fetch(`${url}/v1${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': type },
      body: typeof body === 'string' ? body : JSON.stringify(body)
    })
    const answer = (await response.json()) as Record<string, unknown>
    if (!response.ok) throw new Error(JSON.stringify(answer))
    return answer
  }
  const { id } = await post('/promotions', {
    handle: 'bench',
    title: 'Ten off',
    class: 'shop',
    currency: 'CNY',
    coupon: 'unique',
    reward: { kind: 'amountOff', amountMinor: 1000 }
  })
  return { promotionId: String(id), post }
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
