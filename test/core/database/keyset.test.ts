import fc from 'fast-check'
import { pageOf } from '#core/database/keyset'
import { insertAll } from '#core/database/rows'
import { onEachDatabase } from '../../harness.ts'
import { openDatabase, origin } from './open.ts'

onEachDatabase(async (t, kind) => {
  const { reader, transaction } = await openDatabase(t, kind)
  await transaction((tx) => {
    const rows = Array.from({ length: 53 }, (_, i) => ({
      id: `t${String((i * 31) % 97).padStart(2, '0')}`,
      shelfName: ['左', 'b', 'B', "o'", ''][i % 5] as string,
      quantity: (i % 7) - 3
    }))
    return insertAll(tx, 'things', rows)
  }, origin)
  const page = (sort: string[], limit: number, after?: string, list = 'things') =>
    pageOf(reader.selectFrom('things').selectAll(), { list, sort, limit, after })

  async function walk(sort: string[], limit: number): Promise<string[]> {
    const ids: string[] = []
    let after: string | undefined
    do {
      const { data, next } = await page(sort, limit, after)
      if (data.length > limit || (next !== null && data.length < limit))
        throw new Error('a ragged page')
      ids.push(...data.map((row) => row.id))
      after = next ?? undefined
    } while (after !== undefined)
    return ids
  }

  const sorts = [
    ['id'],
    ['-id'],
    ['quantity', 'id'],
    ['-quantity', 'id'],
    ['shelfName', '-quantity', '-id']
  ]

  t.test(
    'pageOf: walking the pages is the whole list, once, in order, whatever the limit and the sort',
    async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.integer({ min: 1, max: 60 }),
          fc.constantFrom(...sorts),
          async (limit, sort) => {
            const whole = await page(sort, 1000)
            const walked = await walk(sort, limit)
            return JSON.stringify(walked) === JSON.stringify(whole.data.map((row) => row.id))
          }
        ),
        { numRuns: 60 }
      )
    }
  )

  t.test(
    'pageOf: what is inserted before the cursor does not move the pages after it',
    async (t) => {
      const first = await page(['id'], 10)
      await transaction((tx) => insertAll(tx, 'things', [{ id: 'a-new-one' }]), origin)
      const second = await page(['id'], 10, first.next as string)
      t.notOk(second.data.some((row) => first.data.some((before) => before.id === row.id)))
      await transaction(
        (tx) => tx.deleteFrom('things').where('id', '=', 'a-new-one').execute(),
        origin
      )
    }
  )

  t.test('pageOf: the last page has no next, and neither has an empty list', async (t) => {
    t.equal((await page(['id'], 53)).next, null)
    const none = reader.selectFrom('things').selectAll().where('id', '=', 'nothing')
    t.same(await pageOf(none, { list: 'things', sort: ['id'], limit: 5 }), { data: [], next: null })
  })

  t.test('pageOf: a cursor of another list or another sort is refused', async (t) => {
    const { next } = await page(['id'], 5)
    const after = next as string
    await t.rejects(page(['id'], 5, after, 'others'), { code: 'CURSOR_INVALID', status: 400 })
    await t.rejects(page(['-id'], 5, after), { code: 'CURSOR_INVALID' })
    await t.rejects(page(['quantity', 'id'], 5, after), { code: 'CURSOR_INVALID' })
  })

  t.test('pageOf: garbage is refused by name, whatever it is', async (t) => {
    const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
    const garbage = [
      '',
      'x',
      '!!!',
      encode(null),
      encode({}),
      encode(['things:id']),
      encode(['things:id', null])
    ]
    garbage.push(
      encode(['things:id', ['a']]),
      encode(['things:id', { a: 1 }]),
      encode(['things:id', 'a', 'b'])
    )
    for (const after of garbage) {
      await t.rejects(page(['id'], 5, after), { code: 'CURSOR_INVALID' }, after)
    }
    await fc.assert(
      fc.asyncProperty(fc.string(), async (after) => {
        const error = await page(['id'], 5, after).catch((error) => error)
        return error.code === 'CURSOR_INVALID'
      }),
      { numRuns: 50 }
    )
  })

  t.test(
    'pageOf: a forged cursor with a value of the wrong type is refused or finds nothing',
    async (t) => {
      const encode = (values: unknown[]) =>
        Buffer.from(JSON.stringify(['things:quantity,id', ...values])).toString('base64url')
      for (const values of [
        ['x', 'a'],
        [1e300, 'a'],
        ["1' or 1=1 --", 'a'],
        [1, 'nul\0']
      ]) {
        const told = await page(['quantity', 'id'], 5, encode(values)).catch((error) => error)
        t.ok(
          told.code === 'CURSOR_INVALID' || Array.isArray(told.data),
          `${JSON.stringify(values)}: ${told.message}`
        )
      }
    }
  )
})
