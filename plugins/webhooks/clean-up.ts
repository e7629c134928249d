import type { JobContext } from '#core/jobs'
import { type Clock, instantAt } from '#core/time'
import { deleteOldDeliveries, deleteOldMessages } from './repository/old.ts'
import { forgetPreviousSecrets } from './repository/subscriptions.ts'

const dayMs = 24 * 60 * 60 * 1000

/** Job: forgets deliveries older than `keepDays`, their messages, and secrets whose overlap is over. */
export function cleanUpJobOf(
  clock: Clock,
  keepDays: number
): (job: JobContext<unknown>) => Promise<void> {
  return async (job) => {
    const before = instantAt(clock.ms() - keepDays * dayMs)
    await job.transaction(forgetPreviousSecrets)
    for (const deleteSome of [deleteOldDeliveries, deleteOldMessages]) {
      let isMore = true
      while (isMore) {
        job.signal.throwIfAborted()
        isMore = await job.transaction((tx) => deleteSome(tx, before))
      }
    }
  }
}
