import { setTimeout as wait } from 'node:timers/promises'
import t from 'tap'
import { freshDatabase, until } from '../harness.ts'
import { startRedis, type TestRedis } from '../processes.ts'
import { buildBench, needsRedisServer, startChild, works } from './suite.ts'

// Both at once: most of the time goes into waiting.
t.jobs = 2

/** What happens to Redis before the engine is told to stop. */
const cases: { name: string; lose: (redis: TestRedis) => unknown }[] = [
  { name: 'has been killed', lose: (redis) => redis.stop() },
  // BullMQ has given up on its blocking connection and made another, which gets no answer either.
  { name: 'is frozen', lose: (redis) => redis.freeze() }
]
/** Long enough for BullMQ and ioredis to be in the midst of connecting again. */
const awayMs = 3500

for (const { name, lose } of cases) {
  t.test(
    `R2: an engine that stops when its Redis ${name} lets its process end`,
    { skip: needsRedisServer },
    async (t) => {
      const redis = await startRedis(t)
      const database = await freshDatabase(t, 'sqlite')
      const api = await buildBench(t, ['sqlite', 'embedded'], { database, role: 'api' })
      const config = { redis: { url: redis.url }, jobs: { drainMs: 200, leaseMs: 1000 } }
      const child = startChild(t, 'bullmq', database, { role: 'all', config })
      await child.line(/^ready/)
      // Two queues, so that there are connections of several kinds.
      await api.put('work.do', ...works(20, 'many'))
      await api.put('work.single', ...works(2, 'single'))
      await until(async () => (await api.effects()).length === 22, { timeoutMs: 60_000 })
      await lose(redis)
      await wait(awayMs)
      child.kill('SIGTERM')
      await child.line(/^stopped/)
      t.same(await child.exited, { code: 0, signal: null })
    }
  )
}
