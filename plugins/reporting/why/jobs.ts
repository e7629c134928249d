import { Type } from 'typebox'
import { defineJob } from '#core/jobs'

/** Safe to repeat: the anomalies of a day are found anew and put in place of those that were. */
export const findAnomaliesJob = defineJob({
  name: 'reporting.find-anomalies',
  title: 'Holds the figures of yesterday against their control limits',
  payload: Type.Object({}),
  key: () => 'all',
  attempts: 5,
  backoff: { baseMs: 60_000 },
  timeoutMs: 600_000,
  schedule: { cron: '30 9 * * *', payload: {} }
})

export const whyJobs = [findAnomaliesJob]
