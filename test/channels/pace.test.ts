import fc from 'fast-check'
import type { Test } from 'tap'
import type { Budget } from '#core/channel/budget'
import type { Engine } from '#core/engine/engine'
import { type ManualClock, manualClock } from '#core/time'
import { Meter } from '../../plugins/channels/accounts/meter.ts'
import { AccountPace } from '../../plugins/channels/accounts/pace.ts'
import { Rests } from '../../plugins/channels/accounts/rests.ts'
import { buildTestEngine, type DatabaseKind, onEachDatabase } from '../harness.ts'
import { platformAdapter } from './platform.ts'

interface Shared {
  engine: Engine
  clock: ManualClock
  /** Transactions so far. */
  transactions(): number
  /** The pace of an account in a process of its own. */
  process(channelId: string, budgets: readonly Budget[], spare?: number): Process
}

interface Process {
  pace: AccountPace
  rests: Rests
  meter: Meter
}

async function share(t: Test, kind: DatabaseKind): Promise<Shared> {
  const clock = manualClock('2026-03-01T08:00:00.000Z')
  const { engine } = await buildTestEngine(
    t,
    kind,
    {
      encryptionKey: Buffer.alloc(32, 7).toString('base64'),
      plugins: ['catalog', 'inventory', 'orders', 'channels'],
      adapters: [platformAdapter()]
    },
    { clock }
  )
  let count = 0
  const transaction: Engine['transaction'] = (work, origin) => {
    count++
    return engine.transaction(work, origin)
  }
  const host = { db: engine.db, clock, transaction }
  return {
    engine,
    clock,
    transactions: () => count,
    process(channelId, budgets, spare = 0) {
      const rests = new Rests(host, channelId)
      const meter = new Meter()
      return {
        rests,
        meter,
        pace: new AccountPace(host, rests, meter, { channelId, budgets, spare })
      }
    }
  }
}

async function addChannel({ engine }: Shared, id: string): Promise<string> {
  await engine.transaction((tx) =>
    engine.use('channels').save(tx, {
      id,
      platform: 'small',
      name: id,
      settings: { baseUrl: 'http://127.0.0.1:9' },
      isEnabled: false
    })
  )
  return id
}

const slow = { operation: 'orders', ratePerSecond: 0.1, burst: 10 }

onEachDatabase(async (t, kind) => {
  const shared = await share(t, kind)

  t.test(
    'pace: two processes share one bucket; who comes too late is told how long to wait',
    async (t) => {
      const id = await addChannel(shared, 'shared')
      const [one, two] = [shared.process(id, [slow]), shared.process(id, [slow])]
      for (let i = 0; i < 5; i++) {
        await one.pace.take('orders')
        await two.pace.take('orders')
      }
      await t.rejects(one.pace.take('orders'), {
        code: 'JOB_POSTPONED',
        fields: { retryAfterMs: 10_000 }
      })
      t.match(one.meter.now, { calls: 5, throttled: 1 })
      shared.clock.advance(10_000)
      await two.pace.take('orders')
      await t.rejects(one.pace.take('orders'), { code: 'JOB_POSTPONED' })
    }
  )

  t.test(
    'pace: an operation without a budget uses that of *; without any nothing is asked',
    async (t) => {
      const id = await addChannel(shared, 'any')
      const { pace } = shared.process(id, [{ operation: '*', ratePerSecond: 0.1, burst: 2 }])
      await pace.take('orders')
      await pace.take('stock')
      await t.rejects(pace.take('prices'), { code: 'JOB_POSTPONED' })
      const free = shared.process(await addChannel(shared, 'free'), [])
      const before = shared.transactions()
      for (let i = 0; i < 100; i++) await free.pace.take('orders')
      t.equal(shared.transactions(), before)
      t.equal(free.meter.now.calls, 100)
    }
  )

  t.test('pace: a thousand calls of a fast operation are a few transactions', async (t) => {
    const id = await addChannel(shared, 'fast')
    const { pace } = shared.process(id, [{ operation: 'orders', ratePerSecond: 1000, burst: 2000 }])
    const before = shared.transactions()
    await Promise.all(Array.from({ length: 1000 }, () => pace.take('orders')))
    t.ok(shared.transactions() - before <= 3, `${shared.transactions() - before} transactions`)
  })

  t.test('pace: what a call costs is taken; more than a bucket holds empties it', async (t) => {
    const id = await addChannel(shared, 'units')
    const { pace } = shared.process(id, [slow])
    await pace.take('orders', 7)
    await t.rejects(pace.take('orders', 7), {
      code: 'JOB_POSTPONED',
      fields: { retryAfterMs: 40_000 }
    })
    shared.clock.advance(70_000)
    await pace.take('orders', 50)
    await t.rejects(pace.take('orders'), { code: 'JOB_POSTPONED' })
  })

  t.test(
    'pace: a rest that the platform asks for is seen by other processes, and at the next start',
    async (t) => {
      const id = await addChannel(shared, 'rest')
      await shared.process(id, []).pace.learn('orders', { restMs: 5000 })
      const other = shared.process(id, [])
      await other.rests.load()
      await t.rejects(other.pace.take('orders'), {
        code: 'JOB_POSTPONED',
        fields: { retryAfterMs: 5000 }
      })
      await other.pace.take('stock')
      await other.pace.learn('*', { restMs: 9000 })
      await t.rejects(other.pace.take('stock'), {
        code: 'JOB_POSTPONED',
        fields: { retryAfterMs: 9000 }
      })
      await other.pace.learn('*', { restMs: 100 })
      await t.rejects(other.pace.take('stock'), {
        code: 'JOB_POSTPONED',
        fields: { retryAfterMs: 9000 }
      })
      shared.clock.advance(9000)
      await other.pace.take('stock')
    }
  )

  t.test(
    'pace: what an answer tells replaces what was declared; the same again writes nothing',
    async (t) => {
      const id = await addChannel(shared, 'learned')
      const { pace } = shared.process(id, [slow])
      await pace.learn('orders', { ratePerSecond: 2, burst: 4, available: 4 })
      const before = shared.transactions()
      await pace.learn('orders', { ratePerSecond: 2, burst: 4, available: 4 })
      t.equal(shared.transactions(), before)
      await pace.learn('orders', { available: 0 })
      const other = shared.process(id, [slow])
      await other.pace.load()
      await t.rejects(other.pace.take('orders', 2), {
        code: 'JOB_POSTPONED',
        fields: { retryAfterMs: 1000 }
      })
      shared.clock.advance(1000)
      await other.pace.take('orders', 2)
    }
  )

  t.test('pace: filling in the past leaves half of a bucket to what is new', async (t) => {
    const id = await addChannel(shared, 'history')
    const past = shared.process(id, [slow], 0.5)
    for (let i = 0; i < 5; i++) await past.pace.take('orders')
    await t.rejects(past.pace.take('orders'), { code: 'JOB_POSTPONED' })
    const live = shared.process(id, [slow])
    for (let i = 0; i < 5; i++) await live.pace.take('orders')
    await t.rejects(live.pace.take('orders'), { code: 'JOB_POSTPONED' })
  })

  t.test('pace: whoever calls and whenever, no more goes out than the bucket gives', async () => {
    const budget = { operation: 'orders', ratePerSecond: 3, burst: 5 }
    const step = fc.record({
      who: fc.integer({ min: 0, max: 1 }),
      units: fc.integer({ min: 1, max: 3 }),
      afterMs: fc.integer({ min: 0, max: 900 })
    })
    let runs = 0
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        const id = await addChannel(shared, `p${runs++}`)
        // One that has no patience: time stands still while it waits.
        const both = [shared.process(id, [budget]), shared.process(id, [budget])]
        const startedMs = shared.clock.ms()
        let taken = 0
        for (const { who, units, afterMs } of steps) {
          shared.clock.advance(afterMs)
          const isTaken = await both[who]!.pace.take('orders', units).then(
            () => true,
            () => false
          )
          if (isTaken) taken += units
          const most = 5 + (3 * (shared.clock.ms() - startedMs)) / 1000
          if (taken > most + 1e-6) return false
        }
        return true
      }),
      { numRuns: 15 }
    )
  })
})
