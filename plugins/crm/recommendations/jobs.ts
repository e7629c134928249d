import { Type } from 'typebox'
import { defineJob } from '#core/jobs'

declare module 'shopkeeper' {
  interface Jobs {
    'crm.count-recommendations': Record<never, never>
  }
}

/** Safe to repeat: each run counts anew, and a later one lets an earlier one go. */
export const countRecommendationsJob = defineJob({
  name: 'crm.count-recommendations',
  title: 'Counts which products are bought together',
  payload: Type.Object({}),
  key: () => 'all',
  timeoutMs: 60 * 60 * 1000,
  schedule: { cron: '50 2 * * *', payload: {} }
})

export const recommendationJobs = [countRecommendationsJob]
