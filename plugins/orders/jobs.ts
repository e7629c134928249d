import { Type } from 'typebox'
import { defineJob } from '#core/jobs'

/** Safe to repeat: what has got its stock is no longer short. */
export const allocateWaitingJob = defineJob({
  name: 'orders.allocate-waiting',
  title: 'Gives stock that has come in to the orders that wait for it, oldest first',
  payload: Type.Object({}),
  key: () => 'all',
  schedule: { cron: '*/10 * * * *', payload: {} }
})

/** Safe to repeat: an order is late once. */
export const findLateJob = defineJob({
  name: 'orders.find-late',
  title: 'Finds orders that should have been shipped by now',
  payload: Type.Object({}),
  schedule: { cron: '*/5 * * * *', payload: {} }
})

/** Safe to repeat: what is closed is no longer unpaid. */
export const closeUnpaidJob = defineJob({
  name: 'orders.close-unpaid',
  title: 'Closes orders placed here that were not paid in time, and gives their stock back',
  payload: Type.Object({}),
  schedule: { cron: '* * * * *', payload: {} }
})
