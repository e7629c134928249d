import type { JobHost, JobRunner } from '#core/jobs'
import { BullmqBackend } from './bullmq/backend.ts'
import { EmbeddedBackend } from './embedded.ts'
import { Janitor } from './janitor.ts'
import { enqueue } from './outbox.ts'
import { QueueBook } from './queues.ts'
import { Scheduler } from './scheduler.ts'
import { Worker } from './worker.ts'

/** Puts worker, backend, scheduler and janitor together: BullMQ when Redis is configured, embedded otherwise. */
export function createRunner(host: JobHost): JobRunner {
  const book = new QueueBook(host)
  const worker = new Worker(host, book)
  const backend = host.settings.redis
    ? new BullmqBackend(host, worker, book, host.settings.redis)
    : new EmbeddedBackend(host, worker, book)
  const janitor = new Janitor(host)
  const scheduler = new Scheduler(host)
  const isWorking = host.role !== 'api'
  let isStarted = false
  const waking = new WeakSet<object>()

  return {
    async enqueue(tx, job, requests) {
      await enqueue(tx, job, requests)
      if (waking.has(tx)) return
      waking.add(tx)
      tx.afterCommit(() => backend.wake())
    },
    async start() {
      isStarted = true
      await backend.start()
      if (!isWorking) return
      await scheduler.start()
      janitor.start()
    },
    health: () => backend.health(),
    async stop() {
      if (!isStarted) return
      await Promise.all([janitor.stop(), scheduler.stop(), backend.stop()])
      await worker.drain(host.settings.jobs.drainMs)
      await backend.close()
    }
  }
}
