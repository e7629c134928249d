import fc from 'fast-check'
import { sql } from 'kysely'
import { insertAll, isOneOf, rowsFrom } from '#core/database/rows'
import { onEachDatabase } from '../../harness.ts'
import { openDatabase, origin, type ThingRow } from './open.ts'

const oddTexts = [
  '',
  ' ',
  "O'Hara",
  '"',
  '\\',
  '\\u0041',
  '掌柜 🫖',
  '[1,2]',
  '{"a":1}',
  'null',
  '%_',
  '\n\t',
  '$1 ?'
]

onEachDatabase(async (t, kind) => {
  const { reader, transaction } = await openDatabase(t, kind)
  const clear = () => transaction((tx) => tx.deleteFrom('things').execute(), origin)
  const all = () => reader.selectFrom('things').selectAll().orderBy('id').execute()
  const insert = (rows: Partial<ThingRow>[], conflict?: Parameters<typeof insertAll>[3]) =>
    transaction((tx) => insertAll(tx, 'things', rows, conflict), origin)

  t.test('insertAll: every text comes back as it was, and null stays null', async (t) => {
    await clear()
    const rows = oddTexts.map((text, i) => ({ id: `t${10 + i}`, shelfName: text, quantity: i }))
    t.equal(await insert([...rows, { id: 'z', shelfName: null, quantity: null }]), rows.length + 1)
    t.same(await all(), [...rows, { id: 'z', shelfName: null, quantity: null }])
  })

  t.test('what no database may keep of a text is left out, and the rest is there', async (t) => {
    await clear()
    const texts = ['a\0b', 'half \ud83d', '\udca9 half', '\\u0000', '\u0007']
    const rows = texts.map((shelfName, i) => ({ id: `t${i}`, shelfName, quantity: i }))
    await insert(rows)
    await transaction(async (tx) => {
      for (const { id, shelfName } of rows) {
        await tx.updateTable('things').set({ shelfName }).where('id', '=', id).execute()
      }
      await sql`update things set quantity = given.quantity
        from ${rowsFrom(tx, 'given', { shelfName: 'text', quantity: 'integer' }, rows)}
        where things.shelf_name = given.shelf_name`.execute(tx)
      t.equal(
        (
          await tx
            .selectFrom('things')
            .selectAll()
            .where(isOneOf(tx, 'shelfName', texts))
            .execute()
        ).length,
        texts.length
      )
    }, origin)
    const kept = ['ab', 'half \ufffd', '\ufffd half', '\\u0000', '\u0007']
    const found = (await all()).map(({ shelfName }) => shelfName)
    t.same(found, kind === 'postgres' ? kept : found)
    t.equal(found.length, texts.length)
  })

  t.test('insertAll: any text and any safe integer come back as they were', async () => {
    const texts = fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('\0'))
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(texts, fc.maxSafeInteger()), { maxLength: 20 }),
        async (given) => {
          await clear()
          const rows = given.map(([shelfName, quantity], i) => ({
            id: `t${100 + i}`,
            shelfName,
            quantity
          }))
          await insert(rows)
          const found = await all()
          return JSON.stringify(found) === JSON.stringify(rows)
        }
      ),
      { numRuns: 40 }
    )
  })

  t.test(
    'insertAll: no rows is no statement; a missing value is null; a boolean is 0 or 1',
    async (t) => {
      await clear()
      t.equal(await insert([]), 0)
      await insert([{ id: 'a', quantity: true as never }, { id: 'b' }])
      t.same(await all(), [
        { id: 'a', shelfName: null, quantity: 1 },
        { id: 'b', shelfName: null, quantity: null }
      ])
    }
  )

  t.test(
    'insertAll: on conflict drops, updates or counts up, and says how many rows it touched',
    async (t) => {
      await clear()
      await insert([{ id: 'a', shelfName: 'old', quantity: 5 }])
      const rows = [
        { id: 'a', shelfName: 'new', quantity: 1 },
        { id: 'b', shelfName: 'new', quantity: 1 }
      ]
      t.equal(await insert(rows, { on: ['id'] }), 1, 'dropped')
      t.match(await all(), [{ shelfName: 'old', quantity: 5 }, { shelfName: 'new' }])
      t.equal(await insert(rows, { on: ['id'], update: ['shelfName'] }), 2, 'updated')
      t.match(await all(), [{ shelfName: 'new', quantity: 5 }, { shelfName: 'new' }])
      t.equal(await insert(rows, { on: ['id'], increment: ['quantity'] }), 2, 'counted')
      t.match(await all(), [{ quantity: 6 }, { quantity: 2 }])
      const more = rows.map((row) => ({ ...row, quantity: 10 }))
      const also = ["shelf_name = things.shelf_name || '+' || excluded.shelf_name"]
      t.equal(await insert(more, { on: ['id'], add: ['quantity'], also }), 2, 'added')
      t.match(await all(), [
        { quantity: 16, shelfName: 'new+new' },
        { quantity: 12, shelfName: 'new+new' }
      ])
      await t.rejects(insert(rows), /unique/i)
    }
  )

  t.test('insertAll: few rows and many hold a whole number in a text column alike', async (t) => {
    for (const count of [1, 8, 9]) {
      await clear()
      const rows = Array.from({ length: count }, (_, i) => ({ id: `t${i}`, shelfName: 7 as never }))
      await insert(rows)
      t.ok(
        (await all()).every(({ shelfName }) => shelfName === '7'),
        `${count} rows`
      )
    }
  })

  t.test('insertAll: a partial unique index is met by its own condition', async (t) => {
    await clear()
    await transaction(
      (tx) =>
        sql`create unique index if not exists free on things (shelf_name) where quantity = 0`.execute(
          tx
        ),
      origin
    )
    await insert([{ id: 'a', shelfName: 'x', quantity: 0 }])
    const again = [{ id: 'b', shelfName: 'x', quantity: 0 }]
    t.equal(await insert(again, { on: ['shelfName'], where: 'quantity = 0' }), 0)
    t.equal(await insert([{ id: 'c', shelfName: 'x', quantity: 1 }]), 1)
  })

  t.test(
    'isOneOf: finds texts by value, none by an empty list, thousands with one parameter',
    async (t) => {
      await clear()
      await insert(oddTexts.map((text, i) => ({ id: `t${10 + i}`, shelfName: text })))
      const idsOf = async (values: string[]) => {
        const query = reader
          .selectFrom('things')
          .select('id')
          .where(isOneOf(reader, 'things.shelfName', values))
        return (await query.orderBy('id').execute()).map((row) => row.id)
      }
      t.same(await idsOf(["O'Hara", '掌柜 🫖', 'nowhere']), ['t12', 't16'])
      t.same(await idsOf(["O'Hara"]), ['t12'])
      t.same(await idsOf([]), [])
      const many = [...oddTexts, ...Array.from({ length: 50_000 }, (_, i) => `x${i}`)]
      t.equal((await idsOf(many)).length, oddTexts.length)
    }
  )

  t.test(
    'rowsFrom: updates many rows at once, also by none, with nulls and camelCase names',
    async (t) => {
      await clear()
      await insert([
        { id: 'a', quantity: 1 },
        { id: 'b', quantity: 2 },
        { id: 'c', quantity: 3 }
      ])
      const change = (rows: { thingId: string; newName: string | null; added: number }[]) =>
        transaction(async (tx) => {
          const kinds = { thingId: 'text', newName: 'text', added: 'integer' } as const
          const result =
            await sql`update things set quantity = quantity + change.added, shelf_name = change.new_name
          from ${rowsFrom(tx, 'change', kinds, rows)} where things.id = change.thing_id`.execute(tx)
          return result.numAffectedRows
        }, origin)
      t.equal(await change([]), 0n)
      const added = Number.MAX_SAFE_INTEGER - 3
      const rows = [
        { thingId: 'a', newName: "it's", added: 10 },
        { thingId: 'c', newName: null, added }
      ]
      t.equal(await change(rows), 2n)
      t.same(await all(), [
        { id: 'a', shelfName: "it's", quantity: 11 },
        { id: 'b', shelfName: null, quantity: 2 },
        { id: 'c', shelfName: null, quantity: Number.MAX_SAFE_INTEGER }
      ])
    }
  )

  t.test(
    'names: camelCase in TypeScript is snake_case in SQL, in references and in results',
    async (t) => {
      await clear()
      await insert([{ id: 'a', shelfName: 'top' }])
      const { rows } =
        await sql<object>`select ${sql.ref('things.shelfName')}, 1 as some_number from things`.execute(
          reader
        )
      t.same(rows, [{ shelfName: 'top', someNumber: 1 }])
      const aliased = reader.selectFrom('things as t').select('t.shelfName as topShelf')
      t.same(await aliased.execute(), [{ topShelf: 'top' }])
    }
  )

  t.test('sums and counts are numbers on both databases', async (t) => {
    await clear()
    await insert([
      { id: 'a', quantity: 2 ** 40 },
      { id: 'b', quantity: 2 ** 40 }
    ])
    const { rows } = await sql`select sum(quantity) as total, count(*) as many from things`.execute(
      reader
    )
    t.same(rows, [{ total: 2 ** 41, many: 2 }])
  })
})
