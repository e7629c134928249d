import { Type } from 'typebox'
import { defineJob } from '#core/jobs'

/** Safe to repeat: each account is reconciled in a transaction of its own, and the second time nothing changes. */
export const reconcileSettlementsJob = defineJob({
  name: 'reporting.reconcile-settlements',
  title: 'Holds open settlement lines against orders that came late, and tells of late payouts',
  payload: Type.Object({}),
  key: () => 'all',
  attempts: 5,
  backoff: { baseMs: 60_000 },
  timeoutMs: 600_000,
  schedule: { cron: '20 5 * * *', payload: {} }
})

export const settlementJobs = [reconcileSettlementsJob]
