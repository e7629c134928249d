import { Type } from 'typebox'
import { defineJob } from '#core/jobs'

/** Safe to repeat: cases are counted anew. */
export const countCasesJob = defineJob({
  name: 'reporting.count-cases',
  title: 'Counts all after-sales cases anew, and so repairs what was missed',
  payload: Type.Object({}),
  key: () => 'all',
  attempts: 5,
  backoff: { baseMs: 10_000 },
  timeoutMs: 1_800_000,
  schedule: { cron: '40 3 * * *', payload: {} }
})

export const serviceJobs = [countCasesJob]
