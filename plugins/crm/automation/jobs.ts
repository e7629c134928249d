import { Type } from 'typebox'
import { defineJob } from '#core/jobs'

/** Safe to repeat, and to run twice at once: what is done is written down in the transaction that does it. */
export const runAutomationsJob = defineJob({
  name: 'automation.run',
  title: 'Lets customers enter automations, and does the steps that are due',
  payload: Type.Object({}),
  key: () => 'all',
  timeoutMs: 3_600_000,
  schedule: { cron: '* * * * *', payload: {} }
})

export const automationJobs = [runAutomationsJob]
