import { Type } from 'typebox'
import { defineJob } from '#core/jobs'

/** Safe to repeat: a product is judged by its days, whenever that is. */
export const watchHotProductsJob = defineJob({
  name: 'reporting.watch-hot-products',
  title: 'Judges products that sell well by the days that are over',
  payload: Type.Object({}),
  key: () => 'all',
  attempts: 5,
  backoff: { baseMs: 10_000 },
  timeoutMs: 600_000,
  schedule: { cron: '30 * * * *', payload: {} }
})

export const hotProductJobs = [watchHotProductsJob]
