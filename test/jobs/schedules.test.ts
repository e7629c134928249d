import t from 'tap'
import type { ManualClock } from '#core/time'
import { manualClock } from '#core/time'
import { nextTickAfter } from '#jobs/scheduler'
import { freshDatabase, onEachBackend, type TestDatabase, until } from '../harness.ts'
import { buildBench, timesByKey } from './suite.ts'

/** The next ticks of a schedule after an instant. */
function ticks(count: number, from: string, cron: string, zone: string): string[] {
  const found = [from]
  for (let index = 0; index < count; index++) {
    found.push(nextTickAfter(found[index] as string, cron, zone))
  }
  return found.slice(1)
}

t.test('schedule: is read in its zone', async (t) => {
  const from = '2026-01-15T00:00:00.000Z'
  t.equal(nextTickAfter(from, '0 9 * * *', 'Asia/Shanghai'), '2026-01-15T01:00:00.000Z')
  t.equal(nextTickAfter(from, '0 9 * * *', 'America/New_York'), '2026-01-15T14:00:00.000Z')
  t.equal(nextTickAfter(from, '*/15 * * * * *', 'UTC'), '2026-01-15T00:00:15.000Z')
})

t.test('K2: a daily time that daylight saving skips comes once that day', async (t) => {
  // New York goes from 01:59 to 03:00 on 2026-03-08: it fires then.
  t.same(ticks(3, '2026-03-07T12:00:00.000Z', '30 2 * * *', 'America/New_York'), [
    '2026-03-08T07:00:00.000Z',
    '2026-03-09T06:30:00.000Z',
    '2026-03-10T06:30:00.000Z'
  ])
})

t.test('K2: a daily time that comes twice fires once', async (t) => {
  // New York goes from 01:59 back to 01:00 on 2026-11-01.
  t.same(ticks(3, '2026-10-31T12:00:00.000Z', '30 1 * * *', 'America/New_York'), [
    '2026-11-01T05:30:00.000Z',
    '2026-11-02T06:30:00.000Z',
    '2026-11-03T06:30:00.000Z'
  ])
})

t.test('K2: an hourly schedule goes on every hour through both changes', async (t) => {
  for (const from of ['2026-03-08T04:30:00.000Z', '2026-11-01T03:30:00.000Z']) {
    const found = ticks(6, from, '0 * * * *', 'America/New_York')
    const gaps = found
      .slice(1)
      .map((tick, index) => Date.parse(tick) - Date.parse(found[index] as string))
    t.same(new Set(gaps), new Set([3_600_000]), from)
  }
})

t.test('K5: leap days and month ends', async (t) => {
  t.equal(
    nextTickAfter('2026-03-01T00:00:00.000Z', '0 0 29 2 *', 'UTC'),
    '2028-02-29T00:00:00.000Z'
  )
  t.same(ticks(3, '2026-01-15T00:00:00.000Z', '0 0 L * *', 'UTC'), [
    '2026-01-31T00:00:00.000Z',
    '2026-02-28T00:00:00.000Z',
    '2026-03-31T00:00:00.000Z'
  ])
  t.equal(
    nextTickAfter('2026-01-15T00:00:00.000Z', '0 0 31 2 *', 'UTC'),
    '9999-12-31T00:00:00.000Z'
  )
})

// Two variants at once: most of the time goes into waiting.
t.jobs = 2

onEachBackend(async (t, ...on) => {
  const [kind] = on
  const start = (
    t: Parameters<typeof buildBench>[0],
    database: TestDatabase,
    clock: ManualClock,
    cron = '*/5 * * * *'
  ) =>
    buildBench(t, on, {
      database,
      clock,
      config: { overrides: { 'schedule:work.scheduled': { cron, zone: 'UTC' } } }
    })

  t.test('R6: two engines on one database fire each tick once', async (t) => {
    const clock = manualClock('2026-03-01T10:01:00.000Z')
    const database = await freshDatabase(t, kind)
    const [one] = await Promise.all([start(t, database, clock), start(t, database, clock)])
    for (let tick = 1; tick <= 3; tick++) {
      clock.advance(5 * 60_000)
      await until(async () => (await one.effects()).length >= tick)
    }
    // Both schedulers look every second: give each the time to fire a tick again, were it to.
    await new Promise((resolve) => setTimeout(resolve, 1200))
    t.same(timesByKey(await one.effects()), { tick: 3 })
  })

  t.test('ticks that were missed while nothing ran fire once', async (t) => {
    const clock = manualClock('2026-03-01T10:01:00.000Z')
    const database = await freshDatabase(t, kind)
    const before = await start(t, database, clock)
    await before.engine.stop()
    clock.advance(3 * 3_600_000)
    const after = await start(t, database, clock)
    await until(async () => (await after.effects()).length > 0)
    const row = await after.engine.db
      .selectFrom('schedules')
      .select(['lastAt', 'nextAt'])
      .where('name', '=', 'work.scheduled')
      .executeTakeFirstOrThrow()
    t.same(row, { lastAt: '2026-03-01T10:05:00.000Z', nextAt: '2026-03-01T13:05:00.000Z' })
    t.same(timesByKey(await after.effects()), { tick: 1 })
  })

  t.test(
    'J6: a clock that is set back a little repeats no tick; one that was far ahead is forgotten',
    async (t) => {
      const clock = manualClock('2026-03-01T10:04:00.000Z')
      const bench = await start(t, await freshDatabase(t, kind), clock)
      const nextAt = async () => {
        const rows = bench.engine.db.selectFrom('schedules').select('nextAt')
        return (await rows.where('name', '=', 'work.scheduled').executeTakeFirstOrThrow()).nextAt
      }
      clock.set('2026-03-01T10:05:01.000Z')
      await until(async () => (await nextAt()) === '2026-03-01T10:10:00.000Z')
      clock.set('2026-03-01T10:03:00.000Z')
      await new Promise((resolve) => setTimeout(resolve, 1200))
      t.equal(await nextAt(), '2026-03-01T10:10:00.000Z')
      clock.set('2026-02-20T10:03:00.000Z')
      await until(async () => (await nextAt()) === '2026-02-20T10:05:00.000Z')
      await bench.idle()
      t.same(timesByKey(await bench.effects()), { tick: 1 })
    }
  )

  t.test('a schedule whose text changes begins anew; one that is off is gone', async (t) => {
    const clock = manualClock('2026-03-01T10:01:00.000Z')
    const database = await freshDatabase(t, kind)
    const rowsOf = async (cron: string | false) => {
      const overrides = { 'schedule:work.scheduled': cron && { cron, zone: 'UTC' } }
      const { engine } = await buildBench(t, on, { database, clock, config: { overrides } })
      const rows = await engine.db.selectFrom('schedules').select(['name', 'nextAt']).execute()
      await engine.stop()
      return rows.filter(({ name }) => name === 'work.scheduled').map(({ nextAt }) => nextAt)
    }
    t.same(await rowsOf('0 12 * * *'), ['2026-03-01T12:00:00.000Z'])
    t.same(await rowsOf('0 11 * * *'), ['2026-03-01T11:00:00.000Z'])
    t.same(await rowsOf(false), [])
  })
})
