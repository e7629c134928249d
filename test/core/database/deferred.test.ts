import { systemClock } from '#core/time'
import type { Deferred, Tx } from '#core/transaction'
import { onEachDatabase } from '../../harness.ts'
import { type OpenedDatabase, openDatabase, origin } from './open.ts'

/** Time passes slowly: what comes at once shares a commit, however slow the machine. */
const slow = { ...systemClock, monotonicMs: () => performance.now() / 50 }

/** Work that writes down how many things it was given, and what it sees of them. */
function counting(seen: { items: string[]; rows: number; actor: string }[]): Deferred<string> {
  return {
    name: 'counting',
    async run(tx, items) {
      const rows = await tx.selectFrom('things').select('id').where('id', 'in', items).execute()
      seen.push({ items: [...items], rows: rows.length, actor: tx.origin.actor })
      if (items.includes('bad')) throw new Error('a bad thing')
    }
  }
}

const add = (tx: Tx, id: string) => tx.insertInto('things').values({ id }).execute()

/** Adds a thing and puts the count off. */
function adding(database: OpenedDatabase, work: Deferred<string>, id: string, kind?: string) {
  return database.transaction(
    async (tx) => {
      await add(tx, id)
      tx.defer(work, [id])
      return id
    },
    origin,
    kind
  )
}

onEachDatabase(async (test, kind) => {
  const isGrouped = kind === 'sqlite'

  await test.test('what is put off is done once, before the commit, and sees it', async (t) => {
    const database = await openDatabase(t, kind, { clock: slow })
    const seen: { items: string[]; rows: number; actor: string }[] = []
    const work = counting(seen)
    await database.transaction(async (tx) => {
      tx.defer(work, ['a'])
      await add(tx, 'a')
      tx.defer(work, ['b'])
      await add(tx, 'b')
    }, origin)
    t.same(seen, [{ items: ['a', 'b'], rows: 2, actor: 'test' }])
  })

  await test.test('when it fails, nothing is committed', async (t) => {
    const database = await openDatabase(t, kind, { clock: slow })
    await t.rejects(adding(database, counting([]), 'bad'), /a bad thing/)
    t.same(await database.ids(), [])
  })

  await test.test('what it puts off itself is done too', async (t) => {
    const database = await openDatabase(t, kind, { clock: slow })
    const told: string[] = []
    const second: Deferred<string> = {
      name: 'second',
      run: async (_tx, items) => void told.push(...items)
    }
    const first: Deferred<string> = {
      name: 'first',
      run: async (tx, items) => tx.defer(second, items)
    }
    await database.transaction(async (tx) => tx.defer(first, ['a']), origin)
    t.same(told, ['a'])
  })

  await test.test('a transaction can catch up with its own', async (t) => {
    const database = await openDatabase(t, kind, { clock: slow })
    const seen: { items: string[]; rows: number; actor: string }[] = []
    const work = counting(seen)
    await database.transaction(async (tx) => {
      await add(tx, 'a')
      tx.defer(work, ['a'])
      await tx.catchUp(work)
      t.equal(seen.length, 1, 'at once')
      tx.defer(work, ['b'])
    }, origin)
    t.same(seen[1]?.items, ['b'], 'and what came after it, later')
  })

  await test.test('those of one kind that share a commit share it', async (t) => {
    const database = await openDatabase(t, kind, { clock: slow })
    const seen: { items: string[]; rows: number; actor: string }[] = []
    const work = counting(seen)
    const ids = ['a', 'b', 'c', 'd']
    await Promise.all(ids.map((id) => adding(database, work, id, 'adding')))
    t.same(seen.flatMap(({ items }) => items).sort(), ids, 'each is done once')
    t.ok(seen.every(({ items, rows }) => items.length === rows))
    t.equal(seen.length, isGrouped ? 1 : 4)
    seen.length = 0
    await Promise.all(['e', 'f'].map((id) => adding(database, work, id)))
    t.equal(seen.length, 2, 'those without a kind do not')
  })

  await test.test('one that fails takes what it put off with it', async (t) => {
    const database = await openDatabase(t, kind, { clock: slow })
    const seen: { items: string[]; rows: number; actor: string }[] = []
    const work = counting(seen)
    const failing = database.transaction(
      async (tx) => {
        await add(tx, 'lost')
        tx.defer(work, ['lost'])
        throw new Error('changed its mind')
      },
      origin,
      'adding'
    )
    const [lost, kept] = await Promise.allSettled([failing, adding(database, work, 'a', 'adding')])
    t.match([lost, kept], [{ status: 'rejected' }, { status: 'fulfilled' }])
    t.same(
      seen.map(({ items }) => items),
      [['a']]
    )
  })

  await test.test('where shared work fails, only who is at fault hears of it', async (t) => {
    const database = await openDatabase(t, kind, { clock: slow })
    const seen: { items: string[]; rows: number; actor: string }[] = []
    const work = counting(seen)
    const outcomes = await Promise.allSettled(
      ['a', 'bad', 'c'].map((id) => adding(database, work, id, 'adding'))
    )
    t.same(
      outcomes.map(({ status }) => status),
      ['fulfilled', 'rejected', 'fulfilled']
    )
    t.match(outcomes[1], { reason: /a bad thing/ })
    t.same(await database.ids(), ['a', 'c'])
  })

  await test.test('one of another kind finds it done', async (t) => {
    const database = await openDatabase(t, kind, { clock: slow })
    const seen: { items: string[]; rows: number; actor: string }[] = []
    const work = counting(seen)
    const first = adding(database, work, 'a', 'adding')
    const looking = (other?: string) => database.transaction(async () => seen.length, origin, other)
    const [, without, of] = await Promise.all([first, looking(), looking('looking')])
    // Postgres runs them beside each other: there is nothing to find before the first is committed.
    if (isGrouped) t.same([without, of], [1, 1])
    t.equal(seen.length, 1)
  })

  await test.test('one of its kind that has to see it begins anew', async (t) => {
    const database = await openDatabase(t, kind, { clock: slow })
    const seen: { items: string[]; rows: number; actor: string }[] = []
    const work = counting(seen)
    let attempts = 0
    const [, found] = await Promise.all([
      adding(database, work, 'a', 'adding'),
      database.transaction(
        async (tx) => {
          attempts++
          tx.dependsOn(work, (item) => item === 'other')
          tx.dependsOn(work, (item) => item === 'a')
          return seen.length
        },
        origin,
        'adding'
      )
    ])
    if (isGrouped) t.same([found, attempts], [1, 2])
    t.same(await database.ids(), ['a'])
  })

  await test.test('items of several actors are not mixed', async (t) => {
    const database = await openDatabase(t, kind, { clock: slow })
    const seen: { items: string[]; rows: number; actor: string }[] = []
    const work = counting(seen)
    const by = (actor: string, id: string) =>
      database.transaction(
        async (tx) => {
          await add(tx, id)
          tx.defer(work, [id])
        },
        { actor, requestId: id },
        'adding'
      )
    await Promise.all([by('one', 'a'), by('two', 'b'), by('one', 'c')])
    const byActor = seen.flatMap(({ actor, items }) => items.map((item) => `${actor} ${item}`))
    t.same(byActor.sort(), ['one a', 'one c', 'two b'])
  })

  await test.test('what waits for the commit of such work is woken', async (t) => {
    const database = await openDatabase(t, kind, { clock: slow })
    let wakes = 0
    const waking: Deferred<string> = {
      name: 'waking',
      run: async (tx, items) =>
        tx.afterCommit(() => {
          wakes += items.length
        })
    }
    await Promise.all(
      ['a', 'b'].map((id) =>
        database.transaction(async (tx) => tx.defer(waking, [id]), origin, 'waking')
      )
    )
    t.equal(wakes, 2)
  })
})
