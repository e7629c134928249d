import { Type } from 'typebox'
import { defineJob } from '#core/jobs'

/** Safe to repeat: an alert that is open is only counted. */
export const watchSpendJob = defineJob({
  name: 'reporting.watch-spend',
  title: 'Tells of campaigns that cost money and sell nothing',
  payload: Type.Object({}),
  key: () => 'all',
  attempts: 5,
  backoff: { baseMs: 60_000 },
  timeoutMs: 120_000,
  schedule: { cron: '40 9 * * *', payload: {} }
})

export const trafficJobs = [watchSpendJob]
