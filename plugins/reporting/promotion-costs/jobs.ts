import { Type } from 'typebox'
import { defineJob } from '#core/jobs'

/** Safe to repeat: days are reckoned anew. */
export const keepPromotionCostsJob = defineJob({
  name: 'reporting.keep-promotion-costs',
  title: 'Reckons what promotions took off on days that have changed',
  payload: Type.Object({}),
  key: () => 'all',
  attempts: 5,
  backoff: { baseMs: 10_000 },
  timeoutMs: 1_800_000,
  schedule: { cron: '3-59/10 * * * *', payload: {} }
})

export const promotionCostJobs = [keepPromotionCostsJob]
