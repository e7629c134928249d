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

/** Safe to repeat: figures that are known change nothing. */
export const takeTrafficJob = defineJob({
  name: 'reporting.take-traffic',
  title: 'Takes in figures that channels told while reporting was off',
  payload: Type.Object({}),
  key: () => 'all',
  attempts: 10,
  backoff: { baseMs: 10_000 },
  timeoutMs: 600_000
})

export const trafficJobs = [watchSpendJob, takeTrafficJob]
