import { sql } from 'kysely'
import type { Test } from 'tap'
import t from 'tap'
import { manualClock, systemClock } from '#core/time'
import { type DatabaseKind, freshDatabase, onEachDatabase, type TestEngine } from '../harness.ts'
import { type Attempt, buyUntilItDies, send } from './buyers.ts'
import { startDyingEngine } from './engine.ts'
import { seededFor } from './seed.ts'
import { assertSound, countOf, openShop, settle, shopPlugins, stockShop } from './shop.ts'

// Both databases at once: most of the time goes into starting processes.
t.jobs = 2

interface NamedPoint {
  name: string
  at: string
  /** Only where there is such a moment. */
  only?: DatabaseKind
}

const points: NamedPoint[] = [
  { name: 'after the key is claimed', at: '^after insert into idempotency_keys' },
  { name: 'after stock is claimed', at: '^after update stock_levels' },
  { name: 'after the order is written', at: '^after insert into orders' },
  { name: 'after the outbox is written', at: '^after insert into jobs' },
  { name: 'after the answer is kept', at: '^after update idempotency_keys' },
  { name: 'before the commit', at: '^before commit' },
  { name: 'when the commit is on its way', at: '^sent commit', only: 'postgres' },
  { name: 'after the commit', at: '^after commit' },
  { name: 'before the answer', at: '^before answer POST /v1/(orders|reservations) 201' }
]

const buyers = 5

onEachDatabase(async (t, kind) => {
  const database = await freshDatabase(t, kind)
  const shop = await openShop(t, kind, { database })
  const key = await stockShop(shop)
  await shop.engine.stop()
  const random = seededFor(t)
  /** Every call of every buyer so far: the shop goes on with what the last crash has left. */
  const attempts: Attempt[] = []

  for (const [index, { name, at, only }] of points.entries()) {
    if (only !== undefined && only !== kind) continue
    t.test(`C1: kill -9 of the API ${name}: all holds, and each retry is one order`, async (t) => {
      const dies = { at, since: '^after answer POST', nth: random.between(1, 12) }
      const api = await startDyingEngine(t, { database, plugins: shopPlugins, dies })
      const address = (await api.line(/^ready /)).replace('ready ', '')
      const made = await buyUntilItDies({ address, key, buyers, prefix: `crash-${index}` })
      t.equal((await api.exited).signal, 'SIGKILL', api.output())
      attempts.push(...made)
      const survivor = await openShop(t, kind, { database, start: true })
      await retryAll(t, survivor, made, key)
      t.equal(await countOf(survivor, 'orders'), callsTo('/v1/orders', attempts))
      t.equal(await countOf(survivor, 'reservations'), callsTo('/v1/reservations', attempts))
      await settle(survivor)
      await assertSound(t, survivor)
      await survivor.engine.stop()
    })
  }

  t.test('C1: carts whose time is up are given back, whatever has died meanwhile', async (t) => {
    const clock = manualClock(systemClock.after(2 * 3600_000))
    const shop = await openShop(t, kind, { database, clock, start: true })
    await shop.engine.transaction((tx) =>
      tx.enqueue('inventory.expire-reservations', [{ payload: {} }])
    )
    await settle(shop)
    t.equal(await reservedIn(shop), 0)
    await assertSound(t, shop)
  })
})

/** Every call is made again, with its key: those that were answered hear the same, and the others are done. */
async function retryAll(
  test: Test,
  { engine }: TestEngine,
  attempts: readonly Attempt[],
  key: string
): Promise<void> {
  const { port } = engine.app.server.address() as { port: number }
  const again = (attempt: Attempt) => send(`http://127.0.0.1:${port}`, key, attempt)
  const retried = await Promise.all(attempts.map(again))
  const wrong = attempts.flatMap(({ answer, ...call }, index) => {
    const retry = retried[index]
    const isSame = answer === null || (retry?.isReplay === true && retry.text === answer.text)
    return isSame && retry?.status === 201 ? [] : [{ call, answer, retry }]
  })
  test.strictSame(wrong, [])
}

function callsTo(path: string, attempts: readonly Attempt[]): number {
  return attempts.filter((attempt) => attempt.path === path).length
}

async function reservedIn({ engine }: TestEngine): Promise<number> {
  const { rows } = await sql<{ reserved: number }>`
    select sum(reserved) as reserved from stock_levels`.execute(engine.db)
  return rows[0]!.reserved
}
