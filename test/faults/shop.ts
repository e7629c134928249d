import { sql } from 'kysely'
import type { Test } from 'tap'
import { createKey } from '#core/access/keys'
import type { Reader } from '#core/database/db'
import { createDatabase, openBackend } from '#core/database/open'
import type { Proof } from '#core/plugin'
import { systemClock } from '#core/time'
import {
  buildTestEngine,
  type DatabaseKind,
  type TestDatabase,
  type TestEngine,
  type TestEngineOptions,
  until
} from '../harness.ts'
import { follower } from './follower.ts'

/** Plugins of the shop that these tests break, by name; `follower` is one of their own. */
export const shopPlugins = ['catalog', 'inventory', 'orders', 'follower'] as const

/** The shop in this process. */
export function openShop(
  test: Test,
  kind: DatabaseKind,
  options: TestEngineOptions = {}
): Promise<TestEngine> {
  const plugins = shopPlugins.map((name) => (name === 'follower' ? follower : name))
  return buildTestEngine(test, kind, { plugins, adapters: [] }, options)
}

/** Puts units of two SKUs at 10.00 CNY on the shelf, and returns an API key of a buyer. */
export async function stockShop(shop: TestEngine, onHand = 100_000): Promise<string> {
  const variants = ['MUG', 'CUP'].map((sku) => ({
    sku,
    prices: [{ amountMinor: 1000, currency: 'CNY' }]
  }))
  for (const variant of variants) {
    const product = { title: variant.sku, lifecycle: 'live', variants: [variant] }
    const made = await shop.call({ method: 'POST', url: '/v1/products', body: product })
    if (made.status !== 201) throw new Error(made.text)
  }
  const items = variants.map(({ sku }) => ({ sku, onHand }))
  const body = { reason: 'opening', items }
  const set = await shop.call({ method: 'POST', url: '/v1/stock/batch', body })
  if (set.status !== 200) throw new Error(set.text)
  const input = { name: 'buyer', role: 'integration' } as const
  return (await shop.engine.transaction((tx) => createKey(tx, input))).key
}

/** Waits until all jobs are done but those that a schedule has planned; one that is dead is a failure here. */
export async function settle(db: Reader): Promise<void> {
  const open = async () => {
    const { rows } = await sql<{ state: string }>`select state from jobs
      where state <> 'delayed' or attempt > 0`.execute(db)
    if (rows.some(({ state }) => state === 'dead')) throw new Error('a job is dead')
    return rows.length
  }
  await until(async () => (await open()) === 0, { timeoutMs: 60_000, what: 'an empty outbox' })
}

/** The database as it lies there, with no engine on it; closed when the test ends. */
export async function openBare(test: Test, { url }: Pick<TestDatabase, 'url'>): Promise<Reader> {
  const options = { url, durability: 'process', poolMax: 2, waitMs: 60_000 } as const
  const backend = await openBackend(options, systemClock)
  test.teardown(() => backend.close())
  return createDatabase(backend, systemClock).reader
}

/** Fails the test for whatever contradicts a proof. */
export async function assertProofs(
  test: Test,
  db: Reader,
  proofs: readonly Proof[]
): Promise<void> {
  for (const { name, findings } of proofs) {
    test.strictSame(await findings(db), [], `proof ${name}`)
  }
}

/** Fails the test unless each order was followed exactly once. */
export async function assertFollowed(test: Test, db: Reader): Promise<void> {
  const ordered = await db.selectFrom('orders').select('id').orderBy('id').execute()
  const followed = await db
    .selectFrom('followedOrders')
    .select('orderId')
    .orderBy('orderId')
    .execute()
  test.strictSame(
    followed.map(({ orderId }) => orderId),
    ordered.map(({ id }) => id),
    'the outbox has told of each order once'
  )
}

/** What a table has. */
export async function countOf(db: Reader, table: 'orders' | 'reservations'): Promise<number> {
  return (await db.selectFrom(table).select('id').execute()).length
}
