import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { createEngine, type Engine } from 'shopkeeper'
import { createKey } from '#core/access/keys'
import { insertAll } from '#core/database/rows'
import { type Figure, sideBySide } from './measure.ts'

const customers = 100_000
const pageSize = 5000
const dayMs = 86_400_000

/** Customers who came back lately, have spent something, are of a kind, and may be written to. */
const rule = {
  all: [
    { tag: ['vip', 'b2b'] },
    { orderCount: { atLeast: 2 } },
    { lastOrderDaysAgo: { atMost: 90 } },
    { spent: { currency: 'CNY', atLeastMinor: 20_000 } },
    { none: [{ consent: { purpose: 'marketing.email', status: 'withdrawn' } }] }
  ]
}

/** Fills the tables as a year of orders would have left them. */
async function fill(engine: Engine): Promise<void> {
  const nowMs = Date.now()
  const at = (daysAgo: number) => new Date(nowMs - daysAgo * dayMs).toISOString()
  const numbers = Array.from({ length: customers }, (_, number) => number)
  const idOf = (number: number) => `cus_${String(number).padStart(26, '0')}`
  for (let from = 0; from < customers; from += pageSize) {
    const page = numbers.slice(from, from + pageSize)
    await engine.transaction(async (tx) => {
      await insertAll(
        tx,
        'customers',
        page.map((number) => ({
          ...{ id: idOf(number), state: 'active', livingId: idOf(number), attributes: '{}' },
          ...{ version: 1, createdAt: at(365), updatedAt: at(1) }
        }))
      )
      await insertAll(
        tx,
        'customerTotals',
        page.map((number) => {
          const orders = 1 + (number % 7)
          return {
            ...{ customerId: idOf(number), currency: 'CNY', orders, units: orders * 2 },
            ...{ grossMinor: orders * 9900, netMinor: orders * 8900 },
            ...{ firstOrderAt: at(200 + (number % 165)), lastOrderAt: at(number % 200) }
          }
        })
      )
      await insertAll(
        tx,
        'customerTags',
        page
          .filter((number) => number % 3 === 0)
          .map((number) => ({
            ...{ memberId: idOf(number), customerId: idOf(number), createdAt: at(100) },
            tag: number % 2 === 0 ? 'vip' : 'b2b'
          }))
      )
      await insertAll(
        tx,
        'customerConsents',
        page
          .filter((number) => number % 5 === 0)
          .map((number) => ({
            ...{ customerId: idOf(number), purpose: 'marketing.email', at: at(50) },
            status: number % 10 === 0 ? 'withdrawn' : 'granted'
          }))
      )
    })
  }
}

/** The same question as a person would write it for this one shop. */
const bareSql = `select id from customers
  join customer_totals as total on total.customer_id = id and total.currency = 'CNY'
  where state = 'active' and total.orders >= 2 and total.net_minor >= 20000
    and total.last_order_at >= ?
    and exists (select 1 from customer_tags where customer_id = id and tag in ('vip', 'b2b'))
    and not exists (select 1 from customer_consents where customer_id = id
      and purpose = 'marketing.email' and status = 'withdrawn')`

/** Previews a segment over 100,000 customers through the API, beside one hand-written query. */
export async function benchSegments(rounds: number): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'shopkeeper-bench-'))
  const path = join(folder, 'shop.sqlite')
  const engine = await createEngine({
    database: { url: `sqlite:${path}`, durability: 'process' },
    encryptionKey: Buffer.alloc(32, 1).toString('base64'),
    log: { level: 'warn' },
    http: { rateLimitPerMinute: 100_000_000 }
  })
  await fill(engine)
  const { key } = await engine.transaction((tx) => createKey(tx, { name: 'bench', role: 'owner' }))
  const ours = async () => {
    const startedMs = performance.now()
    const { size } = await preview(engine, key)
    if (size === 0) throw new Error('nobody fits')
    return performance.now() - startedMs
  }
  const db = new Sqlite(path, { readonly: true })
  const statement = db.prepare(bareSql)
  const since = new Date(Date.now() - 90 * dayMs).toISOString()
  const bare = async () => {
    const startedMs = performance.now()
    if (statement.all(since).length === 0) throw new Error('nobody fits')
    return performance.now() - startedMs
  }
  const figures = await sideBySide(rounds, {
    ours: { warmUp: ours, measure: ours },
    bare: { warmUp: bare, measure: bare }
  })
  db.close()
  await engine.stop()
  rmSync(folder, { recursive: true, force: true })
  return [
    {
      work: 'segment previewed over 100,000 customers',
      unit: 'ms',
      ...figures,
      ratio: 1 / figures.ratio,
      bar: '≤ 300 ms'
    }
  ]
}

async function preview(engine: Engine, key: string): Promise<{ size: number }> {
  const response = await engine.app.inject({
    method: 'POST',
    url: '/v1/segments/preview',
    headers: { authorization: `Bearer ${key}` },
    payload: { rule }
  })
  if (response.statusCode !== 200) throw new Error(response.body.slice(0, 500))
  return response.json()
}
