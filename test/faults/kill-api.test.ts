import { sql } from 'kysely'
import t from 'tap'
import type { Reader } from '#core/database/db'
import { manualClock, systemClock } from '#core/time'
import { type DatabaseKind, freshDatabase, onEachDatabase } from '../harness.ts'
import type { TestProcess } from '../processes.ts'
import { type Attempt, buyUntilItDies, retryAll } from './buyers.ts'
import { startDyingEngine } from './engine.ts'
import { seededFor } from './seed.ts'
import {
  assertFollowed,
  assertProofs,
  countOf,
  openBare,
  openShop,
  settle,
  shopPlugins,
  stockShop
} from './shop.ts'

// Both databases at once: most of the time goes into starting processes.
t.jobs = 2

interface NamedPoint {
  name: string
  at: string
  /** Only where there is such a moment. */
  only?: DatabaseKind
}

/** One for each answer to what a buyer may find: nothing, half of it, all of it unsaid, all of it. */
const points: NamedPoint[] = [
  { name: 'before anything is written', at: '^before insert into idempotency_keys' },
  { name: 'when stock is claimed', at: '^after update stock_levels' },
  { name: 'before the commit', at: '^before commit' },
  { name: 'when the commit is on its way', at: '^sent commit', only: 'postgres' },
  { name: 'after the commit, before the answer', at: '^after commit' },
  { name: 'after the answer', at: '^after answer POST /v1/(orders|reservations) 201' }
]

const buyers = 5

// The APIs of a shop die one after the other: each serves the retries of the last crash, then its own buyers.
onEachDatabase(async (t, kind) => {
  const database = await freshDatabase(t, kind)
  const opened = await openShop(t, kind, { database })
  const key = await stockShop(opened)
  const { proofs } = opened.engine
  await opened.engine.stop()
  /** Every call of every buyer so far. */
  const attempts: Attempt[] = []
  const random = seededFor(t)
  const start = ({ at }: { at: string }) => {
    const dies = { at, since: '^after answer GET /healthz', nth: random.between(1, 12) }
    return startDyingEngine(t, { database, plugins: shopPlugins, dies })
  }
  const here = points.filter(({ only = kind }) => only === kind)
  let next = start(here[0] as NamedPoint)

  for (const [index, { name }] of here.entries()) {
    t.test(`C1: kill -9 of the API ${name}: all holds, and each retry is one order`, async (t) => {
      const api = await next
      const address = await addressOf(api)
      // From here on the process counts what passes.
      await fetch(`${address}/healthz`)
      const made = await buyUntilItDies({ address, key, buyers, prefix: `crash-${index}` })
      t.equal((await api.exited).signal, 'SIGKILL', api.output())
      attempts.push(...made)
      // The last one lives: nobody does what it would die of.
      next = start(here[index + 1] ?? { at: '^never' })
      const db = await openBare(t, database)
      await assertProofs(t, db, proofs)
      t.strictSame(await retryAll(await addressOf(await next), key, made), [])
      t.equal(await countOf(db, 'orders'), callsTo('/v1/orders', attempts))
      t.equal(await countOf(db, 'reservations'), callsTo('/v1/reservations', attempts))
      await assertProofs(t, db, proofs)
    })
  }

  t.test('C1: after all crashes the outbox has told of each order once', async (t) => {
    const { engine } = await openShop(t, kind, { database, start: true })
    await settle(engine.db)
    await assertFollowed(t, engine.db)
    await assertProofs(t, engine.db, proofs)
  })

  t.test('C1: carts whose time is up are given back, whatever has died meanwhile', async (t) => {
    const clock = manualClock(systemClock.after(2 * 3600_000))
    const { engine } = await openShop(t, kind, { database, clock, start: true })
    await engine.transaction((tx) => tx.enqueue('inventory.expire-reservations', [{ payload: {} }]))
    await settle(engine.db)
    t.equal(await reservedIn(engine.db), 0)
    await assertProofs(t, engine.db, engine.proofs)
  })
})

async function addressOf(api: TestProcess): Promise<string> {
  return (await api.line(/^ready /)).replace('ready ', '')
}

function callsTo(path: string, attempts: readonly Attempt[]): number {
  return attempts.filter((attempt) => attempt.path === path).length
}

async function reservedIn(db: Reader): Promise<number> {
  const { rows } = await sql<{ reserved: number }>`
    select sum(reserved) as reserved from stock_levels`.execute(db)
  return rows[0]!.reserved
}
