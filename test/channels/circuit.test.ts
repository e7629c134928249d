import { createAlerts } from '#core/alerts/service'
import { manualClock } from '#core/time'
import { channels } from '#plugins/channels'
import { Circuit } from '../../plugins/channels/accounts/circuit.ts'
import { Rests } from '../../plugins/channels/accounts/rests.ts'
import { onEachDatabase, until } from '../harness.ts'
import { buildBench } from './bench.ts'

onEachDatabase(async (t, kind) => {
  t.test(
    'circuit: five failures in a row open it; of two that come then one tries; success closes it',
    async (t) => {
      const bench = await buildBench(t, kind, { start: false })
      const clock = manualClock(bench.engine.clock.now())
      const { db, transaction } = bench.engine
      const channel = (await db.selectFrom('channels').selectAll().executeTakeFirst())!
      const alerts = createAlerts(new Map(Object.entries(channels.alerts ?? {})))
      const host = { db, clock, alerts, transaction: transaction.bind(bench.engine) }
      const process = () => {
        const rests = new Rests(host, 'a')
        return { rests, circuit: new Circuit(host, channel, rests) }
      }
      const one = process()
      for (let i = 0; i < 4; i++) t.equal(await one.circuit.failed('no answer'), 0)
      await one.circuit.admit()
      t.equal(await one.circuit.failed('no answer'), 30_000)
      t.match(await bench.alerts('channel.unreachable'), [{ subjectId: 'a' }])

      const two = process()
      await two.rests.load()
      await t.rejects(one.circuit.admit(), {
        code: 'JOB_POSTPONED',
        fields: { retryAfterMs: 30_000 }
      })
      await t.rejects(two.circuit.admit(), { code: 'JOB_POSTPONED' })
      clock.advance(30_000)
      await one.circuit.admit()
      await t.rejects(two.circuit.admit(), { code: 'JOB_POSTPONED' }, 'one call tries')
      t.equal(await one.circuit.failed('no answer'), 60_000, 'twice as long')
      clock.advance(60_000)
      await two.rests.load()
      await two.circuit.admit()
      await two.circuit.succeeded()
      t.same(await bench.alerts('channel.unreachable'), [])
      await one.rests.load()
      await one.circuit.admit()
      t.equal(await one.circuit.failed('again'), 0, 'it counts from the beginning')
      for (let i = 0; i < 20; i++) await one.circuit.failed('still')
      t.equal(await one.circuit.failed('still'), 900_000, 'at most 15 minutes')
    }
  )

  t.test(
    'circuit: a platform that is down is asked five times, then left alone; nothing is lost',
    async (t) => {
      const bench = await buildBench(t, kind, { start: false })
      bench.platform.on('orders', () => 503)
      await bench.engine.start()
      await until(async () => (await bench.alerts('channel.unreachable')).length === 1, {
        timeoutMs: 60_000
      })
      t.equal(bench.platform.count('orders'), 5)
      const jobs = await bench.engine.db
        .selectFrom('jobs')
        .selectAll()
        .where('name', '=', 'channels.pull-orders')
        .execute()
      t.ok(jobs.length > 0 && jobs.every(({ state }) => state !== 'dead'), 'the pull waits')
    }
  )

  t.test('circuit: refusals do not open it', async (t) => {
    const bench = await buildBench(t, kind, {
      adapter: { capabilities: { refunds: { write: true } } }
    })
    bench.platform.on('refund', () => ({ code: 'TOO_MUCH' }))
    const body = { orderExternalId: 'o', amountMinor: 1, currency: 'CNY', reason: 'broken' }
    for (let i = 0; i < 6; i++) t.equal((await bench.post('/refunds', body)).status, 202)
    await until(() => bench.platform.count('refund') === 6, { timeoutMs: 60_000 })
    t.same(await bench.alerts('channel.unreachable'), [])
  })
})
