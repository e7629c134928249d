import { Type } from 'typebox'
import { defineJob } from '#core/jobs'
import type { PluginContext } from '#core/plugin'
import type { Holds } from './service/holds.ts'
import { announceLocation } from './service/locations.ts'
import { type ReviewParts, reviewPolicies } from './service/review.ts'

declare module 'shopkeeper' {
  interface Jobs {
    'inventory.expire-reservations': Record<never, never>
    'inventory.review-policies': Record<never, never>
    'inventory.announce-location': { locationId: string }
  }
}

export const expireReservations = defineJob({
  name: 'inventory.expire-reservations',
  title: 'Gives back what reservations hold whose time is up',
  payload: Type.Object({}),
  key: () => 'expire',
  schedule: { cron: '* * * * *', payload: {} }
})

export const reviewPoliciesNightly = defineJob({
  name: 'inventory.review-policies',
  title: 'Recomputes reorder points and looks for slow movers and short cover',
  payload: Type.Object({}),
  key: () => 'review',
  timeoutMs: 30 * 60 * 1000,
  schedule: { cron: '20 3 * * *', payload: {} }
})

export const announceLocationJob = defineJob({
  name: 'inventory.announce-location',
  title: 'Tells what is available after a location was switched on or off',
  payload: Type.Object({ locationId: Type.String() }),
  key: (payload) => payload.locationId,
  timeoutMs: 30 * 60 * 1000
})

export const inventoryJobs = [expireReservations, reviewPoliciesNightly, announceLocationJob]

/** Gives the jobs their handlers. All of them work in pages, and are safe to run twice. */
export function handleJobs(
  ctx: Pick<PluginContext, 'handle'>,
  parts: ReviewParts & { holds: Holds }
): void {
  ctx.handle(expireReservations, async (job) => {
    while (!job.signal.aborted && (await job.transaction(parts.holds.expirePage)) > 0);
  })
  ctx.handle(reviewPoliciesNightly, (job) => reviewPolicies(parts, job))
  ctx.handle(announceLocationJob, (job) => announceLocation(parts.ledger, job))
}
