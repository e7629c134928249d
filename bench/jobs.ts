import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Queue, Worker } from 'bullmq'
import { createEngine, defineJob, definePlugin, newId } from 'shopkeeper'
import { Type } from 'typebox'
import { type Figure, median, sideBySide } from './measure.ts'

declare module 'shopkeeper' {
  interface Jobs {
    'bench.noop': { n: number }
  }
}

const redisUrl = process.env.REDIS_URL ?? 'redis://127.0.0.1:6379'
const jobsEach = 10_000
const batch = 100
const concurrency = 50

const noop = defineJob({
  name: 'bench.noop',
  title: 'Does nothing',
  payload: Type.Object({ n: Type.Integer() })
})

/** No-op jobs through the contract: put in by transactions of a hundred, and run. */
async function ours(redis: boolean): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'shopkeeper-bench-'))
  let done = 0
  let finish = () => {}
  const plugin = definePlugin({
    name: 'bench',
    jobs: [noop],
    setup(ctx) {
      ctx.handle(noop, async () => {
        done++
        if (done === jobsEach) finish()
      })
    }
  })
  const engine = await createEngine({
    database: { url: `sqlite:${join(folder, 'bench.sqlite')}` },
    http: { port: 0 },
    jobs: { concurrency },
    log: { level: 'warn' },
    plugins: [plugin],
    ...(redis && { redis: { url: redisUrl, prefix: newId('bench').replace('_', '-') } })
  })
  await engine.start()
  const startedMs = performance.now()
  const finished = new Promise<void>((resolve) => {
    finish = resolve
  })
  for (let n = 0; n < jobsEach; n += batch) {
    await engine.transaction((tx) =>
      tx.enqueue(
        'bench.noop',
        Array.from({ length: batch }, (_, i) => ({ payload: { n: n + i } }))
      )
    )
  }
  await finished
  const perSecond = jobsEach / ((performance.now() - startedMs) / 1000)
  await engine.stop()
  rmSync(folder, { recursive: true, force: true })
  return perSecond
}

/** The same jobs in BullMQ alone. */
async function bareBullmq(): Promise<number> {
  const name = newId('bare').replace('_', '-')
  const connection = { url: redisUrl, maxRetriesPerRequest: null }
  const queue = new Queue(name, { connection })
  let done = 0
  let finish = () => {}
  const finished = new Promise<void>((resolve) => {
    finish = resolve
  })
  const worker = new Worker(
    name,
    async () => {
      done++
      if (done === jobsEach) finish()
    },
    { connection, concurrency }
  )
  await worker.waitUntilReady()
  const startedMs = performance.now()
  for (let n = 0; n < jobsEach; n += batch) {
    await queue.addBulk(
      Array.from({ length: batch }, (_, i) => ({
        name: 'noop',
        data: { n: n + i },
        opts: { removeOnComplete: true }
      }))
    )
  }
  await finished
  const perSecond = jobsEach / ((performance.now() - startedMs) / 1000)
  await worker.close()
  await queue.obliterate({ force: true })
  await queue.close()
  return perSecond
}

/** No-op jobs on both backends. Needs Redis for the second. */
export async function benchJobs(rounds: number): Promise<Figure[]> {
  const embedded = await median(rounds, () => ours(false))
  const { ours: bullmq, ...compared } = await sideBySide(rounds, {
    ours: { warmUp: () => ours(true), measure: () => ours(true) },
    bare: { warmUp: bareBullmq, measure: bareBullmq }
  })
  return [
    { work: 'jobs, embedded', unit: '/s', ours: embedded, bare: null, bar: '≥ 5,000/s' },
    { work: 'jobs, BullMQ', unit: '/s', ours: bullmq, ...compared, bar: '≥ 0.5 of bare' }
  ]
}
