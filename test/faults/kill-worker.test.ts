import { sql } from 'kysely'
import type { Engine } from 'shopkeeper'
import t from 'tap'
import { parseAmountMinor } from '#core/money'
import { systemClock } from '#core/time'
import { buildShop, encryptionKey, type Shop } from '../channels/shop.ts'
import { buildTestEngine, freshDatabase, onEachBackend, until } from '../harness.ts'
import { leaseMs, startDyingEngine } from './engine.ts'
import { seededFor } from './seed.ts'

// Two variants at once: most of the time goes into starting processes.
t.jobs = 2

const plugins = ['catalog', 'inventory', 'orders', 'channels'] as const
const pages = 20
const orders = pages * 20
/** The stock of a page's orders is claimed by one statement, once they are written. */
const pageWritten = '^after update stock_levels'

onEachBackend(async (t, kind, backend) => {
  // Both databases and both backends, but not all four pairs: each takes three processes.
  if ((kind === 'sqlite') !== (backend === 'embedded')) return
  t.test('C2: workers killed in mid-sync: no order is missing, none is there twice', async (t) => {
    const database = await freshDatabase(t, kind)
    const account = { since: systemClock.after(-3600_000) }
    const shop = await buildShop(t, kind, { database, backend, account, onHand: 1000 })
    shop.clock.set(systemClock.after(-1000 * (orders + 60)))
    shop.placeOrders('a', orders)
    shop.clock.set(systemClock.now())

    // The first dies with page 7 written and not committed, the second when later ones are committed.
    const deaths = [
      { at: pageWritten, nth: 7 },
      { at: '^after commit', since: pageWritten, nth: seededFor(t).between(1, 8) }
    ]
    const kept: number[] = []
    for (const dies of deaths) {
      const how = { role: 'worker', from: 'starting', backend } as const
      const worker = await startDyingEngine(t, { database, plugins, dies, ...how })
      t.equal((await worker.exited).signal, 'SIGKILL', worker.output())
      kept.push((await totalsOf(shop.engine)).orders)
    }
    t.equal(kept[0], 6 * 20, 'six pages were kept, and nothing of the seventh')
    t.ok(kept[1]! >= kept[0]! && kept[1]! < orders, `${kept} of ${orders}`)

    const { engine } = await buildTestEngine(
      t,
      kind,
      { encryptionKey, plugins, adapters: ['sandbox'], jobs: { leaseMs } },
      { database, backend, start: true }
    )
    const isWhole = async () => (await totalsOf(engine)).orders >= orders
    await until(isWhole, { timeoutMs: 60_000, what: 'all orders' })
    t.same(await totalsOf(engine), { orders, distinct: orders, totalMinor: totalOnPlatform(shop) })
    t.equal(await shop.available('MUG-CELADON'), 1000 - orders)
    for (const proof of engine.proofs) {
      t.strictSame(await proof.findings(engine.db), [], `proof ${proof.name}`)
    }
    // Two seconds of overlap are read again by a pull that follows; a sync that began anew would read pages.
    t.ok((await documentsTaken(engine)) < orders + 20, 'each page was taken once')
  })
})

async function totalsOf({ db }: Pick<Engine, 'db'>) {
  const { rows } = await sql<{ orders: number; distinct: number; totalMinor: number }>`
    select count(*) as orders, count(distinct external_id) as "distinct",
      sum(total_minor) as total_minor from orders`.execute(db)
  return rows[0]!
}

async function documentsTaken({ db }: Pick<Engine, 'db'>): Promise<number> {
  const { rows } = await sql<{ documents: number }>`
    select sum(documents) as documents from channel_runs where kind = 'pullOrders'`.execute(db)
  return rows[0]!.documents
}

function totalOnPlatform(shop: Shop): number {
  const all = [...shop.sandboxes.a!.world.orders.values()]
  return all.reduce((total, order) => total + parseAmountMinor(order.pay_total, 'CNY'), 0)
}
