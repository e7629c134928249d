import { Type } from 'typebox'
import { defineJob } from '#core/jobs'

declare module 'shopkeeper' {
  interface Jobs {
    'reports.find-due': Record<never, never>
    'reports.run': { definitionId: string; dueAt: string }
  }
}

/** Safe to repeat: each due time of a definition is found once. */
export const findDueReportsJob = defineJob({
  name: 'reports.find-due',
  title: 'Finds reports that are due; of those missed meanwhile, the last',
  payload: Type.Object({}),
  key: () => 'all',
  timeoutMs: 120_000,
  schedule: { cron: '* * * * *', payload: {} }
})

/** Safe to repeat: a definition has one run for each due time. */
export const runReportJob = defineJob({
  name: 'reports.run',
  title: 'Makes a report that is due, and puts it on its way',
  payload: Type.Object({ definitionId: Type.String(), dueAt: Type.String() }),
  queue: 'reports',
  concurrency: 1,
  key: ({ definitionId, dueAt }) => `${definitionId} ${dueAt}`,
  attempts: 6,
  backoff: { baseMs: 60_000, factor: 3, maxMs: 3_600_000 },
  timeoutMs: 600_000
})

export const definitionJobs = [findDueReportsJob, runReportJob]
