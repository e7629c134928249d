import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { createEngine, type Engine } from 'shopkeeper'
import { createKey } from '#core/access/keys'

const productsEach = 1000
const onHandEach = 1_000_000

/** A shop on a SQLite file: 1,000 products of two variants each, priced, with stock. */
export interface Shop {
  path: string
  /** An owner's. */
  key: string
  skus: string[]
  productIds: string[]
  /** Copies the file as it is now; returns the copy's path. */
  copy(): string
  remove(): void
}

/** Makes the shop on a SQLite file. */
export async function makeShop(): Promise<Shop> {
  const folder = mkdtempSync(join(tmpdir(), 'shopkeeper-bench-'))
  const path = join(folder, 'shop.sqlite')
  const engine = await createEngine({
    database: { url: `sqlite:${path}`, durability: 'process' },
    log: { level: 'warn' },
    http: { rateLimitPerMinute: 100_000_000 }
  })
  const goods = await fillShop(engine)
  await engine.stop()
  return {
    path,
    ...goods,
    copy: () => copyOf(path, join(folder, 'copy.sqlite')),
    remove: () => rmSync(folder, { recursive: true, force: true })
  }
}

/** Fills an engine's database through its API, as an integrator would. */
export async function fillShop(engine: Engine): Promise<Pick<Shop, 'key' | 'skus' | 'productIds'>> {
  const { key } = await engine.transaction((tx) => createKey(tx, { name: 'bench', role: 'owner' }))
  const post = async (url: string, payload: object) => {
    const response = await engine.app.inject({
      method: 'POST',
      url,
      payload,
      headers: { authorization: `Bearer ${key}`, 'idempotency-key': randomUUID() }
    })
    if (response.statusCode >= 300) throw new Error(`${url}: ${response.body.slice(0, 500)}`)
    return response.json()
  }
  const skus: string[] = []
  const productIds: string[] = []
  for (let from = 0; from < productsEach; from += 100) {
    const items = Array.from({ length: 100 }, (_, i) => newProduct(from + i))
    const { outcomes } = await post('/v1/products/batch', { items })
    productIds.push(...outcomes.map((outcome: { result: { id: string } }) => outcome.result.id))
    const stocked = items.flatMap((item) => item.variants.map(({ sku }) => sku))
    skus.push(...stocked)
    await post('/v1/stock/batch', {
      reason: 'opening',
      items: stocked.map((sku) => ({ sku, onHand: onHandEach }))
    })
  }
  return { key, skus, productIds }
}

function copyOf(path: string, target: string): string {
  const db = new Sqlite(path)
  db.prepare('vacuum into ?').run(target)
  db.close()
  return target
}

function newProduct(number: number) {
  const code = String(number).padStart(4, '0')
  return {
    title: `Enamel mug ${code} 搪瓷杯`,
    description: 'Holds 350 ml, keeps its color, goes into the dishwasher.',
    lifecycle: 'live' as const,
    variants: ['WHITE', 'BLUE'].map((color) => ({
      sku: `MUG-${code}-${color}`,
      title: color,
      prices: [{ amountMinor: 2900 + number, currency: 'CNY' }]
    }))
  }
}
