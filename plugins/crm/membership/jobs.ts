import { Type } from 'typebox'
import { defineJob } from '#core/jobs'
import type { Tx } from '#core/transaction'
import type { CrmScope } from '../scope.ts'
import { grantGifts } from './gifts/grant.ts'
import { customersWithEndedTerms, lockMemberships } from './members/repository.ts'
import { reviewMembers } from './members/review.ts'
import { endTerms } from './members/terms.ts'
import { pageSize } from './pages.ts'
import { expirePoints, noticeExpiring } from './points/expire.ts'
import { programmeOf } from './programme/programme.ts'

declare module 'shopkeeper' {
  interface Jobs {
    'membership.end-terms': Record<never, never>
    'membership.review-members': Record<never, never>
    'membership.expire-points': Record<never, never>
    'membership.grant-gifts': Record<never, never>
  }
}

/** Safe to repeat: a term ends once. Often, since a tier ends with the day, and cheap when none does. */
export const endTermsJob = defineJob({
  name: 'membership.end-terms',
  title: 'Keeps, lowers and ends tiers whose term is over',
  payload: Type.Object({}),
  key: () => 'all',
  timeoutMs: 600_000,
  schedule: { cron: '*/10 * * * *', payload: {} }
})

/** Safe to repeat: who has joined is a member, and who has come up is there. Asked for, not scheduled. */
export const reviewMembersJob = defineJob({
  name: 'membership.review-members',
  title: 'Takes in customers who have bought, and lets members come up to tiers that are new',
  payload: Type.Object({}),
  key: () => 'all',
  timeoutMs: 1_800_000
})

/** Safe to repeat: what has expired is gone, and each lot is told of once. */
export const expirePointsJob = defineJob({
  name: 'membership.expire-points',
  title: 'Takes points whose day is over, and tells of those that expire soon',
  payload: Type.Object({}),
  key: () => 'all',
  timeoutMs: 600_000,
  schedule: { cron: '5 * * * *', payload: {} }
})

/** Safe to repeat: each member gets a gift once a year. */
export const grantGiftsJob = defineJob({
  name: 'membership.grant-gifts',
  title: 'Gives members what their tier gives for birthdays and anniversaries',
  payload: Type.Object({}),
  key: () => 'all',
  timeoutMs: 600_000,
  schedule: { cron: '20 6 * * *', payload: {} }
})

export const membershipJobs = [endTermsJob, reviewMembersJob, expirePointsJob, grantGiftsJob]

/** Gives the jobs their handlers. */
export function handleMembershipJobs(scope: CrmScope): void {
  const { ctx } = scope
  ctx.handle(endTermsJob, (job) => job.pages('', (tx, after) => endTermsPage(tx, scope, after)))
  ctx.handle(reviewMembersJob, (job) => reviewMembers(job, scope))
  ctx.handle(expirePointsJob, async (job) => {
    await expirePoints(job, scope)
    await noticeExpiring(job)
  })
  ctx.handle(grantGiftsJob, (job) => grantGifts(job, scope))
}

async function endTermsPage(tx: Tx, scope: CrmScope, after: string): Promise<string | undefined> {
  const programme = await programmeOf(tx)
  if (!programme) return undefined
  const customerIds = await customersWithEndedTerms(tx, { now: tx.now, after, limit: pageSize })
  if (customerIds.length === 0) return undefined
  const rows = await lockMemberships(tx, customerIds)
  await endTerms(tx, scope, { programme, rows })
  return customerIds.at(-1)!
}
