import { defineError } from '#core/errors'
import type { AdjustmentState } from './tables.ts'

export const MembershipInvalid = defineError({
  code: 'MEMBERSHIP_INVALID',
  status: 422,
  title: 'Membership cannot be as it is written',
  detail: (f: { errors: readonly { pointer: string; detail: string }[] }) =>
    f.errors.map(({ pointer, detail }) => `${pointer} ${detail}`).join('; ')
})

export const ProgrammeMissing = defineError({
  code: 'PROGRAMME_MISSING',
  status: 409,
  title: 'The shop has no membership programme yet',
  detail: () => 'write one first: PUT /v1/membership/programme'
})

export const TierInUse = defineError({
  code: 'TIER_IN_USE',
  status: 409,
  title: 'Members have this tier',
  detail: (f: { tier: string; members: number }) =>
    `${f.members} have ${f.tier}: give them another tier first`
})

export const NotAMember = defineError({
  code: 'NOT_A_MEMBER',
  status: 409,
  title: 'This customer is not a member',
  detail: (f: { customerId: string }) => `let ${f.customerId} join first`
})

export const PointsInsufficient = defineError({
  code: 'POINTS_INSUFFICIENT',
  status: 409,
  title: 'The customer has not that many points',
  detail: (f: { requested: number; available: number }) =>
    `${f.requested} are asked for, ${f.available} are there`
})

export const PointsSourceTaken = defineError({
  code: 'POINTS_SOURCE_TAKEN',
  status: 422,
  title: 'This source has done something else already',
  detail: (f: { sourceId: string }) =>
    `${f.sourceId}: name each effect by a sourceId of its own, and repeat it unchanged`
})

export const AdjustmentDecided = defineError({
  code: 'ADJUSTMENT_DECIDED',
  status: 409,
  title: 'The adjustment is decided already',
  detail: (f: { id: string; state: AdjustmentState }) => `adjustment ${f.id} is ${f.state}`
})

export const AdjustmentOwn = defineError({
  code: 'ADJUSTMENT_OWN',
  status: 403,
  title: 'Somebody else has to decide on an adjustment',
  detail: (f: { id: string }) => `adjustment ${f.id} was asked for with this very key`
})

export const membershipErrors = [
  MembershipInvalid,
  ProgrammeMissing,
  TierInUse,
  NotAMember,
  PointsInsufficient,
  PointsSourceTaken,
  AdjustmentDecided,
  AdjustmentOwn
]
