import { sql } from 'kysely'
import { insertAll } from '#core/database/rows'
import { onEachDatabase, until } from '../../harness.ts'
import { gate, openDatabase, origin } from './open.ts'

onEachDatabase(async (t, kind) => {
  t.test('transaction: commits what it wrote and returns what it worked out', async (t) => {
    const { transaction, ids } = await openDatabase(t, kind)
    const result = await transaction(async (tx) => {
      await insertAll(tx, 'things', [{ id: 'a' }])
      return 7
    }, origin)
    t.equal(result, 7)
    t.same(await ids(), ['a'])
  })

  t.test('transaction: that throws leaves nothing and passes the error on', async (t) => {
    const { transaction, ids } = await openDatabase(t, kind)
    const error = new Error('no')
    const failing = transaction(async (tx) => {
      await insertAll(tx, 'things', [{ id: 'a' }])
      throw error
    }, origin)
    await t.rejects(failing, error)
    t.same(await ids(), [])
  })

  t.test('transaction: reads through itself what others do not see yet', async (t) => {
    const { transaction, ids } = await openDatabase(t, kind)
    await transaction(async (tx) => {
      await insertAll(tx, 'things', [{ id: 'a' }])
      t.equal((await tx.selectFrom('things').selectAll().execute()).length, 1)
      t.same(await ids(), [], 'the reader sees only what is committed')
    }, origin)
    t.same(await ids(), ['a'])
  })

  t.test('transaction: inside another is refused, and the outer one is undone', async (t) => {
    const { transaction, ids } = await openDatabase(t, kind)
    const nested = transaction(async (tx) => {
      await insertAll(tx, 'things', [{ id: 'a' }])
      await transaction((inner) => insertAll(inner, 'things', [{ id: 'b' }]), origin)
    }, origin)
    await t.rejects(nested, { code: 'TRANSACTION_NESTED' })
    t.same(await ids(), [])
  })

  t.test('transaction: inside another is refused, whatever ended or waits beside it', async (t) => {
    const { transaction, ids } = await openDatabase(t, kind)
    const alone = (id: string) =>
      transaction((tx) => insertAll(tx, 'things', [{ id }]), origin).then(() => 'committed')
    const nesting = (id: string) =>
      transaction(async (tx) => {
        await insertAll(tx, 'things', [{ id }])
        await transaction((inner) => insertAll(inner, 'things', [{ id: 'inner' }]), origin)
      }, origin).catch(({ code }) => code)
    await alone('a')
    t.same(await Promise.all([alone('b'), nesting('x'), alone('c'), nesting('y'), alone('d')]), [
      ...['committed', 'TRANSACTION_NESTED', 'committed', 'TRANSACTION_NESTED', 'committed']
    ])
    t.same(await ids(), ['a', 'b', 'c', 'd'])
  })

  t.test('transaction: what it left running may open one of its own afterwards', async (t) => {
    const { transaction, ids } = await openDatabase(t, kind)
    const committed = gate()
    let later: Promise<number> | undefined
    await transaction(async (tx) => {
      later = committed.opened.then(() =>
        transaction((own) => insertAll(own, 'things', [{ id: 'later' }]), origin)
      )
      await insertAll(tx, 'things', [{ id: 'first' }])
    }, origin)
    committed.open()
    await later
    t.same(await ids(), ['first', 'later'])
  })

  t.test(
    'transaction: an error it swallowed does not make it report a success that is none',
    async (t) => {
      const { transaction, ids } = await openDatabase(t, kind)
      await transaction((tx) => insertAll(tx, 'things', [{ id: 'a' }]), origin)
      const told = await transaction(async (tx) => {
        await insertAll(tx, 'things', [{ id: 'b' }])
        await insertAll(tx, 'things', [{ id: 'a' }]).catch(() => 'swallowed')
      }, origin).then(
        () => 'committed',
        () => 'failed'
      )
      // SQLite undoes the statement alone and goes on; Postgres can only undo the whole transaction.
      t.equal(told, kind === 'sqlite' ? 'committed' : 'failed')
      t.same(await ids(), kind === 'sqlite' ? ['a', 'b'] : ['a'])
    }
  )

  t.test('transaction: one that is refused leaves the others of its group alone', async (t) => {
    const { transaction, ids } = await openDatabase(t, kind)
    const outcomes = await Promise.allSettled(
      Array.from({ length: 30 }, (_, i) =>
        transaction(async (tx) => {
          await insertAll(tx, 'things', [{ id: `thing-${String(i).padStart(2, '0')}` }])
          if (i % 3 === 0) throw new Error('refused')
          return i
        }, origin)
      )
    )
    const kept = outcomes.flatMap((outcome) =>
      outcome.status === 'fulfilled' ? [outcome.value] : []
    )
    t.equal(kept.length, 20)
    t.same(
      await ids(),
      kept.map((i) => `thing-${String(i).padStart(2, '0')}`)
    )
  })

  t.test('transaction: callers and wake-ups hear of it only after the commit', async (t) => {
    const { transaction, ids } = await openDatabase(t, kind)
    const seen: number[] = []
    await Promise.all(
      Array.from({ length: 10 }, async (_, i) => {
        let woken: Promise<string[]> | undefined
        await transaction(async (tx) => {
          await insertAll(tx, 'things', [{ id: `thing-${i}` }])
          tx.afterCommit(() => {
            woken = ids()
          })
        }, origin)
        if ((await woken)?.includes(`thing-${i}`)) seen.push(i)
        t.ok((await ids()).includes(`thing-${i}`))
      })
    )
    t.equal(seen.length, 10)
  })

  t.test('transaction: a wake-up of one that was undone never runs', async (t) => {
    const { transaction } = await openDatabase(t, kind)
    let isWoken = false
    await t.rejects(
      transaction(async (tx) => {
        tx.afterCommit(() => {
          isWoken = true
        })
        throw new Error('no')
      }, origin)
    )
    t.notOk(isWoken)
  })

  t.test('reader: the database itself refuses to write through it', async (t) => {
    const { reader, ids } = await openDatabase(t, kind)
    const statements = [
      "insert into things (id) values ('a')",
      'drop table things',
      'create table x (id text)'
    ]
    for (const statement of statements) {
      await t.rejects(sql.raw(statement).execute(reader), /read.?only/i, statement)
    }
    t.same(await ids(), [])
  })

  t.test('transaction: many at once on a pool of one take turns', async (t) => {
    const { transaction, reader } = await openDatabase(t, kind, { poolMax: 1 })
    await transaction((tx) => insertAll(tx, 'things', [{ id: 'a', quantity: 0 }]), origin)
    await Promise.all(
      Array.from({ length: 40 }, () =>
        transaction(async (tx) => {
          const { quantity } = await tx
            .selectFrom('things')
            .select('quantity')
            .executeTakeFirstOrThrow()
          await tx
            .updateTable('things')
            .set({ quantity: (quantity as number) + 1 })
            .execute()
        }, origin)
      )
    )
    const { quantity } = await reader
      .selectFrom('things')
      .select('quantity')
      .executeTakeFirstOrThrow()
    t.equal(quantity, 40, 'no update is lost')
  })

  t.test('close: waits for the transactions that were begun', async (t) => {
    const { source, transaction, backend } = await openDatabase(t, kind)
    const entered = gate()
    const writing = transaction(async (tx) => {
      await insertAll(tx, 'things', [{ id: 'a' }])
      entered.open()
      await insertAll(tx, 'things', [{ id: 'b' }])
    }, origin)
    await entered.opened
    await Promise.all([backend.close(), writing])
    const again = await openDatabase(t, kind, { source })
    await until(async () => (await again.ids()).length === 2)
  })

  t.test('transaction: after the close it is refused, and nothing hangs', async (t) => {
    const { transaction, backend } = await openDatabase(t, kind)
    await backend.close()
    await t.rejects(transaction(async () => 1, origin))
  })
})
