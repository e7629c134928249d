import type { JobHost, JobRunner } from '#core/jobs'
import { BullmqBackend } from './bullmq.ts'
import { EmbeddedBackend } from './embedded.ts'
import { Janitor } from './janitor.ts'
import { enqueue } from './outbox.ts'
import { Scheduler } from './scheduler.ts'
import { Worker } from './worker.ts'

/** Puts worker, backend, scheduler and janitor together: BullMQ when Redis is configured, embedded otherwise. */
export function createRunner(host: JobHost): JobRunner {
  const worker = new Worker(host)
  const backend = host.settings.redis
    ? new BullmqBackend(host, worker, host.settings.redis)
    : new EmbeddedBackend(host, worker)
  const janitor = new Janitor(host)
  let scheduler: Scheduler | undefined
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
      worker.start()
      await backend.start()
      if (host.role === 'api') return
      scheduler = new Scheduler(host)
      await scheduler.start()
      janitor.start()
    },
    health: () => backend.health(),
    async stop() {
      if (!isStarted) return
      janitor.stop()
      await scheduler?.stop()
      await backend.stop()
      await worker.drain(host.settings.jobs.drainMs)
    }
  }
}
