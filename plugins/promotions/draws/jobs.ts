import { Type } from 'typebox'
import { defineJob } from '#core/jobs'

/** Safe to repeat: what is drawn stays drawn, and drawing again would give the same. */
export const moveDrawsJob = defineJob({
  name: 'draws.move',
  title: 'Closes draws that take no more entries, counts them, and draws when it is time',
  payload: Type.Object({}),
  key: () => 'all',
  timeoutMs: 10 * 60 * 1000,
  schedule: { cron: '* * * * *', payload: {} }
})

/** Safe to repeat: a prize is given in the transaction that says so. */
export const awardPrizesJob = defineJob({
  name: 'draws.award',
  title: 'Gives winners of draws their prizes',
  payload: Type.Object({}),
  key: () => 'all',
  timeoutMs: 10 * 60 * 1000,
  schedule: { cron: '* * * * *', payload: {} }
})

export const drawJobs = [moveDrawsJob, awardPrizesJob]
