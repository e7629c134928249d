import { Type } from 'typebox'
import { defineJob } from '#core/jobs'

declare module 'shopkeeper' {
  interface Jobs {
    'crm.rebuild-metrics': Record<never, never>
    'crm.fit-clv': Record<never, never>
  }
}

/** Safe to repeat: what is there is reckoned anew. */
export const rebuildMetricsJob = defineJob({
  name: 'crm.rebuild-metrics',
  title: "Reckons customers' days and the cohorts anew from all orders",
  payload: Type.Object({}),
  key: () => 'all',
  timeoutMs: 60 * 60 * 1000
})

/** Safe to repeat: the newest fit stands. */
export const fitClvJob = defineJob({
  name: 'crm.fit-clv',
  title: 'Fits how customers buy and spend, for their lifetime value',
  payload: Type.Object({}),
  key: () => 'all',
  timeoutMs: 30 * 60 * 1000,
  schedule: { cron: '20 4 * * *', payload: {} }
})

export const metricJobs = [rebuildMetricsJob, fitClvJob]
