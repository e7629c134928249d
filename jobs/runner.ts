import type { JobHost, JobRunner } from '#core/jobs'
import { EmbeddedBackend } from './embedded.ts'
import { Janitor } from './janitor.ts'
import { enqueue } from './outbox.ts'
import { QueueBook } from './queues.ts'
import { Scheduler } from './scheduler.ts'
import { Worker } from './worker.ts'

/**
 * Puts worker, backend, scheduler and janitor together: BullMQ when Redis is configured, embedded otherwise. BullMQ is
 * loaded only where it is used: it takes longer than all of the engine.
 */
export async function createRunner(host: JobHost): Promise<JobRunner> {
  const book = new QueueBook(host)
  const worker = new Worker(host, book)
  const backend = await openBackend(host, worker, book)
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

async function openBackend(host: JobHost, worker: Worker, book: QueueBook) {
  const { redis } = host.settings
  if (!redis) return new EmbeddedBackend(host, worker, book)
  const { BullmqBackend } = await import('./bullmq/backend.ts')
  return new BullmqBackend(host, worker, book, redis)
}
