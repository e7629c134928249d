import { Type } from 'typebox'
import { defineJob } from '#core/jobs'

/** Safe to repeat: days are reckoned anew. */
export const keepCostsJob = defineJob({
  name: 'reporting.keep-costs',
  title: 'Reckons what selling cost on days that have changed',
  payload: Type.Object({}),
  key: () => 'all',
  attempts: 5,
  backoff: { baseMs: 10_000 },
  timeoutMs: 3_600_000,
  schedule: { cron: '5-59/10 * * * *', payload: {} }
})

export const costJobs = [keepCostsJob]
