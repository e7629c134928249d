import { sql } from 'kysely'
import { selectMany } from '#core/database/many-rows'
import { insertAll } from '#core/database/rows'
import { onEachDatabase } from '../../harness.ts'
import { openDatabase, origin, type ThingRow } from './open.ts'

const columns = ['id', 'shelfName', 'quantity'] as const

onEachDatabase(async (t, kind) => {
  t.test('reader: sees what its own process commits between two reads of one turn', async (t) => {
    const { transaction, ids } = await openDatabase(t, kind)
    t.same(await ids(), [])
    await transaction((tx) => insertAll(tx, 'things', [{ id: 'a' }]), origin)
    t.same(await ids(), ['a'])
    await transaction(async (tx) => {
      await insertAll(tx, 'things', [{ id: 'b' }])
      t.same(await ids(), ['a'], 'a snapshot is taken while the transaction runs')
    }, origin)
    t.same(await ids(), ['a', 'b'], 'and is gone once it is committed')
  })

  t.test('reader: sees in the next turn what another process has committed', async (t) => {
    const here = await openDatabase(t, kind)
    const there = await openDatabase(t, kind, { source: here.source })
    t.same(await here.ids(), [])
    for (const id of ['a', 'b', 'c']) {
      await there.transaction((tx) => insertAll(tx, 'things', [{ id }]), origin)
      await new Promise(setImmediate)
      t.equal((await here.ids()).at(-1), id)
    }
  })

  t.test('reader: reads go on after one that failed', async (t) => {
    const { reader, ids } = await openDatabase(t, kind)
    await t.rejects(sql`select nothing from nowhere`.execute(reader))
    t.same(await ids(), [])
  })

  t.test('many rows: come in their order, with texts, numbers and nulls as they are', async (t) => {
    const { transaction, reader } = await openDatabase(t, kind)
    const things: ThingRow[] = [
      { id: 'c', shelfName: 'quote " slash \\ line\nend', quantity: 0 },
      { id: 'a', shelfName: '搪瓷杯 😀', quantity: Number.MAX_SAFE_INTEGER },
      { id: 'b', shelfName: null, quantity: null }
    ]
    await transaction((tx) => insertAll(tx, 'things', things), origin)
    const read = (orderBy: readonly (keyof ThingRow)[]) =>
      selectMany<ThingRow>(reader, { columns, orderBy, from: sql`select * from things` })
    t.same(await read(['id']), [things[1], things[2], things[0]])
    t.same((await read(['id']))[0], things[1])
    const none = sql`select * from things where id = ${'z'}`
    t.same(await selectMany<ThingRow>(reader, { columns, orderBy: ['id'], from: none }), [])
  })
})
