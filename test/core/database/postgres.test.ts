import { sql } from 'kysely'
import pg from 'pg'
import { PlanRenewal } from '#core/database/postgres-plans'
import { insertAll } from '#core/database/rows'
import { type Clock, systemClock } from '#core/time'
import type { Tx } from '#core/transaction'
import { freshDatabase, onEachDatabase, postgresUrl } from '../../harness.ts'
import { gate, openDatabase, origin } from './open.ts'

async function terminate(pid: number): Promise<void> {
  const client = new pg.Client({ connectionString: postgresUrl })
  await client.connect()
  await client.query('select pg_terminate_backend($1)', [pid])
  await client.end()
}

async function pidOf(tx: Tx): Promise<number> {
  const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(tx)
  return (rows[0] as { pid: number }).pid
}

async function lockThing(tx: Tx, id: string): Promise<void> {
  await tx.updateTable('things').set({ quantity: 1 }).where('id', '=', id).execute()
}

onEachDatabase(async (t, kind) => {
  if (kind === 'sqlite') return

  t.test(
    'deadlock: the transaction that Postgres gives up is done again, and both commit',
    async (t) => {
      const { transaction, reader } = await openDatabase(t, kind)
      await transaction((tx) => insertAll(tx, 'things', [{ id: 'a' }, { id: 'b' }]), origin)
      const first = gate()
      const second = gate()
      let tries = 0
      await Promise.all([
        transaction(async (tx) => {
          tries++
          await lockThing(tx, 'a')
          first.open()
          await second.opened
          await lockThing(tx, 'b')
        }, origin),
        transaction(async (tx) => {
          tries++
          await lockThing(tx, 'b')
          second.open()
          await first.opened
          await lockThing(tx, 'a')
        }, origin)
      ])
      t.equal(tries, 3, 'one of the two was tried twice')
      t.same(await reader.selectFrom('things').select('quantity').execute(), [
        { quantity: 1 },
        { quantity: 1 }
      ])
    }
  )

  t.test('plans: made for an empty table, they are made anew when it has grown', async (t) => {
    let nowMs = 0
    const clock: Clock = { ...systemClock, monotonicMs: () => nowMs }
    const { transaction } = await openDatabase(t, kind, { poolMax: 1, clock })
    const find = (tx: Tx) => tx.selectFrom('things').select('id').where('id', '=', 'x').execute()
    /** Postgres counts on from one transaction to the next until it reports its counts. */
    const scansOf = async (tx: Tx) => {
      const { rows } = await sql<{ scans: number }>`select idx_scan as scans
        from pg_stat_xact_user_tables where relid = 'things'::regclass`.execute(tx)
      return rows[0]!.scans
    }
    /** Whether the statement finds its row by index, in a transaction of its own. */
    const isByIndex = () =>
      transaction(async (tx) => {
        const before = await scansOf(tx)
        await find(tx)
        return (await scansOf(tx)) > before
      }, origin)
    const many = Array.from({ length: 5000 }, (_, id) => ({ id: `thing-${id}` }))
    /** Whether the table has grown under the plan that was made when it was empty. */
    const hasGrown = async () => {
      await transaction(async (tx) => {
        // Otherwise autovacuum might come by, and do the same.
        await sql`alter table things set (autovacuum_enabled = false)`.execute(tx)
        await sql`set plan_cache_mode = force_generic_plan`.execute(tx)
        await sql`truncate things`.execute(tx)
        // Of a table that was found empty Postgres knows that it is.
        await sql`analyze things`.execute(tx)
      }, origin)
      t.notOk(await isByIndex(), 'an empty table is read whole')
      await transaction((tx) => insertAll(tx, 'things', many), origin)
      return !(await isByIndex())
    }
    // Where others change thousands of tables meanwhile, Postgres itself makes all plans anew.
    let isGrown = await hasGrown()
    for (let again = 0; again < 4 && !isGrown; again++) isGrown = await hasGrown()
    t.ok(isGrown, 'the plan is still that one')
    nowMs += 1000
    t.ok(await isByIndex())
  })

  t.test('plans: made anew at first after half a second, then less and less often', async (t) => {
    let nowMs = 0
    const renewal = new PlanRenewal({ ...systemClock, monotonicMs: () => nowMs })
    const connection = {}
    const dues: number[] = []
    for (; nowMs < 300_000; nowMs += 100) if (renewal.isDue(connection)) dues.push(nowMs / 1000)
    t.same(dues, [0.5, 1.5, 3.5, 7.5, 15.5, 31.5, 63.5, 123.5, 183.5, 243.5])
    t.notOk(renewal.isDue({}), 'another connection has plans of its own')
  })

  t.test('serialization conflict: the whole work is done again with fresh reads', async (t) => {
    const { transaction, reader } = await openDatabase(t, kind)
    await transaction((tx) => insertAll(tx, 'things', [{ id: 'a', quantity: 0 }]), origin)
    const addOne = () =>
      transaction(async (tx) => {
        await sql`set transaction isolation level serializable`.execute(tx)
        const { quantity } = await tx
          .selectFrom('things')
          .select('quantity')
          .executeTakeFirstOrThrow()
        await tx
          .updateTable('things')
          .set({ quantity: (quantity as number) + 1 })
          .execute()
      }, origin)
    await Promise.all([addOne(), addOne(), addOne(), addOne()])
    t.same(await reader.selectFrom('things').select('quantity').execute(), [{ quantity: 4 }])
  })

  t.test('a conflict that never ends is given up after a bounded number of tries', async (t) => {
    const { transaction } = await openDatabase(t, kind)
    let tries = 0
    const hopeless = transaction(async (tx) => {
      tries++
      await sql`do $$ begin raise sqlstate '40001'; end $$`.execute(tx)
    }, origin)
    await t.rejects(hopeless, { code: 'DATABASE_BUSY', status: 503 })
    t.equal(tries, 8)
  })

  t.test(
    'pool exhausted: a write and a read are refused in bounded time, and it goes on',
    async (t) => {
      const { transaction, ids } = await openDatabase(t, kind, { poolMax: 1, waitMs: 200 })
      const held = gate()
      const entered = gate()
      const holding = transaction(async () => {
        entered.open()
        await held.opened
      }, origin)
      await entered.opened
      const startedMs = performance.now()
      const refused = transaction((tx) => insertAll(tx, 'things', [{ id: 'a' }]), origin)
      await t.rejects(refused, { code: 'DATABASE_BUSY', status: 503, fields: { waitedMs: 200 } })
      t.ok(performance.now() - startedMs < 5000)
      t.same(await ids(), [], 'reads have connections of their own')
      held.open()
      await holding
      await transaction((tx) => insertAll(tx, 'things', [{ id: 'b' }]), origin)
      t.same(await ids(), ['b'])
    }
  )

  t.test(
    'connection lost between two statements: DATABASE_UNAVAILABLE, nothing is kept, it goes on',
    async (t) => {
      const { transaction, ids } = await openDatabase(t, kind)
      const broken = transaction(async (tx) => {
        await insertAll(tx, 'things', [{ id: 'a' }])
        await terminate(await pidOf(tx))
        await insertAll(tx, 'things', [{ id: 'b' }])
      }, origin)
      await t.rejects(broken, { code: 'DATABASE_UNAVAILABLE', status: 503 })
      t.same(await ids(), [])
      await transaction((tx) => insertAll(tx, 'things', [{ id: 'c' }]), origin)
      t.same(await ids(), ['c'])
    }
  )

  t.test(
    'connection lost in the middle of a statement: the same, for a write and for a read',
    async (t) => {
      const { transaction, reader, ids } = await openDatabase(t, kind)
      const entered = gate()
      let pid = 0
      const writing = transaction(async (tx) => {
        await insertAll(tx, 'things', [{ id: 'a' }])
        pid = await pidOf(tx)
        entered.open()
        await sql`select pg_sleep(30)`.execute(tx)
      }, origin)
      // Listened to before it can fail: it may do so before the one who ends it hears of it.
      const refused = t.rejects(writing, { code: 'DATABASE_UNAVAILABLE' })
      await entered.opened
      await terminate(pid)
      await refused
      const suicide = sql`select pg_terminate_backend(pg_backend_pid())`.execute(reader)
      await t.rejects(suicide, { code: 'DATABASE_UNAVAILABLE' })
      t.same(await ids(), [])
    }
  )

  t.test(
    'no server at the address: DATABASE_UNAVAILABLE when it is opened, not a crash',
    async (t) => {
      const source = {
        ...(await freshDatabase(t, kind)),
        url: 'postgres://nobody@127.0.0.1:9/none'
      }
      await t.rejects(openDatabase(t, kind, { source }), { code: 'DATABASE_UNAVAILABLE' })
    }
  )
})
