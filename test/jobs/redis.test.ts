import type { EngineConfig } from 'shopkeeper'
import t from 'tap'
import { freshDatabase, onEachDatabase, until } from '../harness.ts'
import { freePort, startRedis } from '../processes.ts'
import { type Bench, buildBench, needsRedisServer, startChild, timesByKey } from './suite.ts'

// Two databases at once: most of the time goes into waiting.
t.jobs = 2

/** Sends writes over the API, one every few milliseconds, until told to stop. */
function sendWrites({ call }: Bench) {
  const keys: string[] = []
  let isOver = false
  const sending = (async () => {
    while (!isOver) {
      const key = `write-${keys.length}`
      const { status } = await call({
        method: 'POST',
        url: '/v1/work',
        body: { key },
        headers: { 'idempotency-key': `"${key}"` }
      })
      if (status !== 202) throw new Error(`${key} was answered with ${status}`)
      keys.push(key)
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
  })()
  return {
    stop: async () => {
      isOver = true
      await sending
      return { keys }
    },
    /** Waits for the answers to twenty more. One after the other, each waiting two seconds for Redis, they take longer. */
    goOn: () => {
      const before = keys.length
      const what = 'twenty writes that do not wait for Redis'
      return until(() => keys.length >= before + 20, { timeoutMs: 20_000, what })
    }
  }
}

/** These tests start and stop a Redis of their own, so they need its program. */
function onEachDatabaseWithRedis(suite: Parameters<typeof onEachDatabase>[0]): void {
  if (needsRedisServer) t.test('[Redis]', { skip: needsRedisServer }, async () => undefined)
  else onEachDatabase(suite)
}

const once = (keys: readonly string[]) => Object.fromEntries(keys.map((key) => [key, 1]))

onEachDatabaseWithRedis(async (t, kind) => {
  // Each has a Redis and a database of its own, and waits most of its time.
  t.jobs = 3
  const build = (t: Parameters<typeof buildBench>[0], url: string, config: EngineConfig = {}) =>
    buildBench(t, [kind, 'bullmq'], {
      config: { redis: { url }, jobs: { leaseMs: 1000 }, ...config }
    })
  const readiness = async ({ call }: Bench) => (await call({ url: '/readyz', as: null })).body

  t.test(
    'R1: without Redis the engine starts, serves, says so, and catches up later',
    async (t) => {
      const redis = await startRedis(t)
      await redis.stop()
      // It would never come back from here if the start waited for Redis.
      const bench = await build(t, redis.url)
      t.match(await readiness(bench), { status: 'degraded', checks: { jobs: { ok: false } } })
      const writes = sendWrites(bench)
      await until(async () => (await bench.jobs()).length > 20)
      const { keys } = await writes.stop()
      t.same(await bench.effects(), [])
      await redis.start()
      await bench.idle()
      t.same(timesByKey(await bench.effects()), once(keys))
      t.match(await readiness(bench), { status: 'ok' })
    }
  )

  t.test(
    'R2: Redis is gone for ten seconds under load: nothing is lost, nothing hangs',
    async (t) => {
      const redis = await startRedis(t)
      const bench = await build(t, redis.url)
      t.match(await readiness(bench), { status: 'ok' }, 'ready as soon as it has started')
      const writes = sendWrites(bench)
      await until(async () => (await bench.effects()).length > 20)
      await redis.stop()
      await until(async () => (await readiness(bench)).status === 'degraded')
      await Promise.all([writes.goOn(), new Promise((resolve) => setTimeout(resolve, 10_000))])
      await redis.start()
      await until(async () => (await readiness(bench)).status === 'ok')
      const { keys } = await writes.stop()
      await bench.idle()
      t.same(timesByKey(await bench.effects()), once(keys))
    }
  )

  t.test('R2: a Redis that hangs counts as gone, and the engine can stop', async (t) => {
    const redis = await startRedis(t)
    const bench = await build(t, redis.url)
    const writes = sendWrites(bench)
    await until(async () => (await bench.effects()).length > 20)
    redis.freeze()
    const askedMs = performance.now()
    t.match(await readiness(bench), { status: 'degraded' })
    t.ok(performance.now() - askedMs < 3000, 'readiness does not hang')
    await writes.goOn()
    await writes.stop()
    const stoppedMs = performance.now()
    await bench.engine.stop()
    t.ok(performance.now() - stoppedMs < 6000, 'nor does the stop')
    redis.thaw()
  })

  t.test('R2: a Redis that comes to again goes on where it was', async (t) => {
    const redis = await startRedis(t)
    const bench = await build(t, redis.url)
    const writes = sendWrites(bench)
    await until(async () => (await bench.effects()).length > 20)
    redis.freeze()
    await new Promise((resolve) => setTimeout(resolve, 2500))
    redis.thaw()
    const { keys } = await writes.stop()
    await bench.idle()
    t.same(timesByKey(await bench.effects()), once(keys))
  })

  t.test('R3: FLUSHALL in the midst of load loses neither jobs nor schedules', async (t) => {
    const redis = await startRedis(t)
    const everyOtherSecond = { cron: '*/2 * * * * *', zone: 'UTC' }
    const bench = await build(t, redis.url, {
      overrides: { 'schedule:work.scheduled': everyOtherSecond }
    })
    const writes = sendWrites(bench)
    const runAt = bench.engine.clock.after(2000)
    await bench.put('work.do', { payload: { key: 'later' }, runAt })
    for (let flushes = 1; flushes <= 5; flushes++) {
      await until(async () => (await bench.effects()).length > 0)
      await redis.flushAll()
      await new Promise((resolve) => setTimeout(resolve, 100 + Math.random() * 100))
    }
    const { keys } = await writes.stop()
    await redis.flushAll()
    const ticks = async () => (await bench.effects()).filter(({ key }) => key === 'tick').length
    const ticksBefore = await ticks()
    await until(async () => (await ticks()) > ticksBefore + 1, { timeoutMs: 60_000 })
    await bench.idle()
    const wanted = (await bench.effects()).filter(({ key }) => key !== 'tick')
    t.same(timesByKey(wanted), once([...keys, 'later']))
  })

  t.test('R4: a Redis that evicts keys is warned of', async (t) => {
    const redis = await startRedis(t, '--maxmemory-policy', 'allkeys-lru')
    const { logged } = await build(t, redis.url)
    const warnings = () => logged.filter(({ msg }) => /evicts keys/.test(String(msg)))
    await until(() => warnings().length > 0)
    t.match(warnings(), [{ level: 40, policy: 'allkeys-lru' }])
  })

  t.test('SIGTERM: a process whose Redis is gone ends by itself', async (t) => {
    const database = await freshDatabase(t, kind)
    const gone = { redis: { url: `redis://127.0.0.1:${await freePort()}` } }
    const config = { ...gone, jobs: { drainMs: 500 } }
    const child = startChild(t, 'bullmq', database, { role: 'all', config })
    await child.line(/^ready/)
    child.kill('SIGTERM')
    t.same(await child.exited, { code: 0, signal: null })
  })
})
