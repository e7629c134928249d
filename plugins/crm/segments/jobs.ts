import { Type } from 'typebox'
import { Nullable } from '#core/http/schemas'
import { defineJob } from '#core/jobs'

declare module 'shopkeeper' {
  interface Jobs {
    'crm.refresh-segments': { segmentId: string | null }
  }
}

/** Safe to repeat: who is in already stays as long as it fits. */
export const refreshSegmentsJob = defineJob({
  name: 'crm.refresh-segments',
  title: 'Goes over a segment whose rule is new; null: over all of them, once a business day',
  payload: Type.Object({ segmentId: Nullable(Type.String()) }),
  key: ({ segmentId }) => segmentId ?? 'all',
  timeoutMs: 60 * 60 * 1000,
  // Every hour, since the business day may begin at any; the first one of a day does the work.
  schedule: { cron: '5 * * * *', payload: { segmentId: null } }
})

export const segmentJobs = [refreshSegmentsJob]
