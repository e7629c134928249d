import { Type } from 'typebox'
import { defineJob } from '#core/jobs'

declare module 'shopkeeper' {
  interface Jobs {
    'reporting.take-earlier-orders': Record<never, never>
    'reporting.rebuild': { fillCosts: boolean }
  }
}

/** Safe to repeat: an order contributes once, and the job goes on where it was. */
export const takeEarlierOrdersJob = defineJob({
  name: 'reporting.take-earlier-orders',
  title: 'Reckons with the orders that were there before reporting was',
  payload: Type.Object({}),
  key: () => 'all',
  attempts: 20,
  backoff: { baseMs: 1000, maxMs: 60_000 },
  timeoutMs: 3_600_000
})

/** Safe to repeat: what agrees is left alone, and the job goes on where it was. */
export const rebuildJob = defineJob({
  name: 'reporting.rebuild',
  title: 'Reckons facts and sums of reports anew from orders and credit notes',
  payload: Type.Object({ fillCosts: Type.Boolean() }),
  key: () => 'all',
  attempts: 20,
  backoff: { baseMs: 1000, maxMs: 60_000 },
  timeoutMs: 3_600_000
})

export const factJobs = [takeEarlierOrdersJob, rebuildJob]
