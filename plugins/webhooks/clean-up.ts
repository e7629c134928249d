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
      await job.pages(0, async (tx, pages) =>
        (await deleteSome(tx, before)) ? pages + 1 : undefined
      )
    }
  }
}
