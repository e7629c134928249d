import { auditTrail } from '../access/audit.ts'
import type { JobRunner } from '../jobs.ts'
import type { TransactionHooks } from '../transaction.ts'
import type { Registrations } from './registrations.ts'

/** Most occurrences of an event that one `after` job carries. */
const batchMax = 200

/** What transactions do beside writing rows: tell listeners, fill the outbox, write the audit log. */
export function createHooks(registrations: Registrations, runner: JobRunner): TransactionHooks {
  async function enqueueAs(...[tx, name, requests]: Parameters<TransactionHooks['enqueue']>) {
    const job = registrations.jobs.get(name)
    // A job that the config switched off is not put aside for a day when it is on again.
    if (job) await runner.enqueue(tx, job, requests)
  }
  return {
    async emit(tx, event, batch) {
      for (const { handler } of registrations.listeners.get(event) ?? []) {
        await handler(tx, batch as never)
      }
      for (const observe of registrations.observers) await observe(tx, event, batch)
      for (const follower of registrations.followers.get(event) ?? []) {
        const requests = []
        for (let at = 0; at < batch.length; at += batchMax) {
          requests.push({ payload: { batch: batch.slice(at, at + batchMax) } })
        }
        await enqueueAs(tx, follower as never, requests)
      }
    },
    enqueue: enqueueAs,
    audit: auditTrail
  }
}
