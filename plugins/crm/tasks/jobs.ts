import { Type } from 'typebox'
import { defineJob } from '#core/jobs'

/** Safe to repeat: of each due date of a task is told once. */
export const findOverdueTasksJob = defineJob({
  name: 'tasks.find-overdue',
  title: 'Raises alerts for tasks about customers that are overdue',
  payload: Type.Object({}),
  key: () => 'all',
  timeoutMs: 600_000,
  schedule: { cron: '* * * * *', payload: {} }
})

export const taskJobs = [findOverdueTasksJob]
