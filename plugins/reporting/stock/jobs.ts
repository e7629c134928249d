import { Type } from 'typebox'
import { defineJob } from '#core/jobs'

/** Safe to repeat: each day is kept once. */
export const keepStockJob = defineJob({
  name: 'reporting.keep-stock',
  title: 'Keeps what lies in stock at the end of each business day, at cost',
  payload: Type.Object({}),
  key: () => 'all',
  attempts: 5,
  backoff: { baseMs: 10_000 },
  timeoutMs: 600_000,
  schedule: { cron: '1 * * * *', payload: {} }
})

export const stockJobs = [keepStockJob]
