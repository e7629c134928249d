import { Type } from 'typebox'
import { defineJob } from '#core/jobs'

/** Wakes at the instant of a deadline. Safe to repeat: what is told is marked in the same transaction. */
export const tellDeadlineJob = defineJob({
  name: 'aftersales.tell-deadline',
  title: 'Raises the alert of one deadline at its instant',
  payload: Type.Object({ clockId: Type.String() }),
  key: ({ clockId }) => clockId,
  attempts: 10,
  backoff: { baseMs: 1000, maxMs: 60_000 },
  timeoutMs: 60_000,
  priority: 20
})

/** Tells what the jobs above have missed, such as while nothing ran. */
export const tellDeadlinesJob = defineJob({
  name: 'aftersales.tell-deadlines',
  title: 'Raises alerts of deadlines that nobody was told of',
  payload: Type.Object({}),
  key: () => 'all',
  timeoutMs: 600_000,
  schedule: { cron: '* * * * *', payload: {} }
})

/** Safe to repeat: clocks follow from their turns and the calendar. */
export const recomputeClocksJob = defineJob({
  name: 'aftersales.recompute-clocks',
  title: 'Reckons the open clocks of a calendar anew after it was changed',
  payload: Type.Object({ calendarId: Type.String() }),
  key: ({ calendarId }) => calendarId,
  attempts: 10,
  backoff: { baseMs: 1000, maxMs: 60_000 },
  timeoutMs: 600_000
})

export const slaJobs = [tellDeadlineJob, tellDeadlinesJob, recomputeClocksJob]
