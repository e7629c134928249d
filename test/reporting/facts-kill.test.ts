import { sql } from 'kysely'
import t from 'tap'
import { buyUntilItDies, retryAll } from '../faults/buyers.ts'
import { startDyingEngine } from '../faults/engine.ts'
import { assertProofs, openBare, stockShop } from '../faults/shop.ts'
import {
  buildTestEngine,
  freshDatabase,
  onEachDatabase,
  type TestEngineOptions,
  until
} from '../harness.ts'

// Both databases at once: most of the time goes into starting processes.
t.jobs = 2

const plugins = ['catalog', 'inventory', 'orders', 'reporting']

/** On Postgres facts and sums are one statement, on SQLite one after the other. */
const points = {
  'between the sums of one commit': '^after (insert into report_sku_days|with part0)',
  'before the commit': '^before commit'
}

onEachDatabase(async (t, kind) => {
  const database = await freshDatabase(t, kind)
  const open = (options: TestEngineOptions = {}) =>
    buildTestEngine(t, kind, { plugins, adapters: [] }, { database, ...options })
  const first = await open()
  const key = await stockShop(first)
  const { proofs } = first.engine
  await first.engine.stop()

  t.test('kill -9 of the API: sums are those of the orders that there are', async (t) => {
    for (const [name, at] of Object.entries(points)) {
      const dies = { at, since: '^after answer GET /healthz', nth: 4 }
      const api = await startDyingEngine(t, { database, plugins, dies })
      const address = (await api.line(/^ready /)).replace('ready ', '')
      await fetch(`${address}/healthz`)
      const made = await buyUntilItDies({
        address,
        key,
        buyers: 3,
        prefix: name.replaceAll(' ', '-')
      })
      t.equal((await api.exited).signal, 'SIGKILL', api.output())
      await assertProofs(t, await openBare(t, database), proofs)
      const alive = await startDyingEngine(t, { database, plugins, dies: { at: '^never' } })
      const again = (await alive.line(/^ready /)).replace('ready ', '')
      t.strictSame(await retryAll(again, key, made), [], name)
      alive.kill('SIGKILL')
      await alive.exited
      await assertProofs(t, await openBare(t, database), proofs)
    }
  })

  t.test('kill -9 of a rebuild: it is never half done, and goes on', async (t) => {
    const shop = await open()
    await shop.engine.transaction(async (tx) => {
      await sql`delete from report_sku_days`.execute(tx)
      await sql`update report_order_months set net_minor = net_minor + 1`.execute(tx)
      await sql`update report_order_facts set gross_minor = gross_minor + 1`.execute(tx)
      await tx.enqueue('reporting.rebuild', [{ payload: { fillCosts: false } }])
    })
    await shop.engine.stop()
    // Each page of a walk ends with where it is: the third is in the midst of it.
    const dies = { at: '^after insert into report_walks', nth: 3 }
    const worker = await startDyingEngine(t, {
      ...{ database, plugins, dies },
      ...{ role: 'worker' as const, from: 'starting' as const }
    })
    t.equal((await worker.exited).signal, 'SIGKILL', worker.output())
    const { engine } = await open({ start: true })
    const isDone = async () => {
      const rows = await engine.db.selectFrom('reportWalks').selectAll().execute()
      return rows.length === 2 && rows.every(({ finishedAt }) => finishedAt !== null)
    }
    await until(isDone, { what: 'the rebuild' })
    await assertProofs(t, engine.db, proofs)
    const runner = {
      signal: new AbortController().signal,
      progress: () => undefined,
      transaction: <T>(work: Parameters<typeof engine.transaction<T>>[0]) =>
        engine.transaction(work)
    }
    t.equal(await engine.use('reporting').rebuild(runner), 0)
  })
})
