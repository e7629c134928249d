export const tierKinds = ['earned', 'paid'] as const
export type TierKind = (typeof tierKinds)[number]

/** The rules that the shop's membership follows; there is one such row at most. */
export interface MembershipProgrammeRow {
  id: 'main'
  /** JSON: `ProgrammeRule`. */
  rule: string
  version: number
  createdAt: string
  updatedAt: string
}

export interface MembershipTierRow {
  id: string
  handle: string
  title: string
  /** Higher is better; unique. */
  level: number
  kind: TierKind
  /** Minor units or orders, as the programme counts; null: a paid tier. */
  threshold: number | null
  /** What a term must bring to be followed by another one; null: the threshold. */
  keep: number | null
  /** Months that the tier lasts; null: until something changes it. */
  termMonths: number | null
  /** JSON: `TierBenefits`. */
  benefits: string
  version: number
  createdAt: string
  updatedAt: string
}

export const tierReasons = [
  'joined',
  'upgraded',
  'kept',
  'expired',
  'refunded',
  'unmerged',
  'manual',
  'paid'
] as const
export type TierReason = (typeof tierReasons)[number]

/**
 * A customer's membership, by the customer that joined. Where members of a tree of merges each have one, the best tier
 * counts; none is given up, so that an unmerge gives each its own back.
 */
export interface MembershipRow {
  memberId: string
  customerId: string
  /** Sixteen digits, the last of which checks the others. */
  cardNumber: string
  joinedAt: string
  tierId: string | null
  /** Why it has this tier. */
  tierReason: TierReason
  tierSince: string
  /** Since when what is spent counts for keeping the tier. */
  termStartsAt: string
  /** Exclusive: the start of the day after the last one, in the shop's zone; null: no end. */
  termEndsAt: string | null
  /** Since when `standard` had to be met; null with it. */
  measuredFrom: string | null
  /** What had to be met for this tier; null: nothing, it was given or bought. */
  standard: number | null
  /** 1: neither orders nor ends of terms change the tier. */
  isExcludedFromAutomatic: number
  version: number
  createdAt: string
  updatedAt: string
}

/** What became of a membership's tier. Append-only. */
export interface MembershipEventRow {
  id: string
  memberId: string
  customerId: string
  at: string
  actor: string
  reason: TierReason
  /** Handles, since tiers may be gone one day. */
  fromTier: string | null
  toTier: string | null
  /** What was met, or was not; null: nothing was measured. */
  qualifying: number | null
  note: string | null
}

/** The sum of a member's entries. Below zero: points that were spent and then taken back. */
export interface PointsAccountRow {
  memberId: string
  customerId: string
  balance: number
}

/** Points that came together and expire together. Of each member they sum to its balance, or to zero below that. */
export interface PointsLotRow {
  id: string
  memberId: string
  customerId: string
  points: number
  remaining: number
  sourceId: string
  /** Exclusive: the start of the day after the last one, in the shop's zone; null: never. */
  expiresAt: string | null
  noticedAt: string | null
  createdAt: string
}

export const pointsKinds = ['earn', 'spend', 'expire', 'reverse', 'giveBack', 'adjust'] as const
export type PointsKind = (typeof pointsKinds)[number]

/** A change of a balance. Append-only. */
export interface PointsEntryRow {
  id: string
  memberId: string
  customerId: string
  kind: PointsKind
  points: number
  /** Names the one effect this is a part of; unique with `part`. */
  sourceId: string
  /** Counts from 0: what is spent may come from several members. */
  part: number
  reason: string
  actor: string
  at: string
}

/** Which lot spent points came from: they go back into it. */
export interface PointsSpendRow {
  sourceId: string
  lotId: string
  memberId: string
  points: number
  givenBack: number
}

/** What an order has earned, by the rules that held when it was placed. */
export interface PointsOrderRow {
  orderId: string
  memberId: string
  /** Given so far. */
  points: number
  /** Given once the order is paid or completed. */
  pending: number
  /** JSON: `EarnTerms`. */
  terms: string
  /** How often `points` has changed. */
  revision: number
}

export const adjustmentStates = ['waiting', 'applied', 'rejected'] as const
export type AdjustmentState = (typeof adjustmentStates)[number]

/** Points that somebody gives or takes by hand. */
export interface PointsAdjustmentRow {
  id: string
  customerId: string
  points: number
  reason: string
  state: AdjustmentState
  requestedBy: string
  requestedAt: string
  /** Null: nobody had to decide, or nobody has yet. */
  decidedBy: string | null
  decidedAt: string | null
}

export const giftKinds = ['birthday', 'anniversary'] as const
export type GiftKind = (typeof giftKinds)[number]

/** What a member was given for a day of the year. Unique by member, kind and year. */
export interface MembershipGiftRow {
  memberId: string
  customerId: string
  kind: GiftKind
  /** Of the day itself, not of when it was given. */
  year: number
  tier: string
  points: number
  benefit: string | null
  grantedAt: string
}

declare module 'shopkeeper' {
  interface Tables {
    membershipProgrammes: MembershipProgrammeRow
    membershipTiers: MembershipTierRow
    memberships: MembershipRow
    membershipEvents: MembershipEventRow
    membershipGifts: MembershipGiftRow
    pointsAccounts: PointsAccountRow
    pointsLots: PointsLotRow
    pointsEntries: PointsEntryRow
    pointsSpends: PointsSpendRow
    pointsOrders: PointsOrderRow
    pointsAdjustments: PointsAdjustmentRow
  }
  interface Permissions {
    'membership:read': true
    'membership:write': true
    /** Spends, gives back and adjusts points within the limit. */
    'membership:points': true
    /** Decides on adjustments over the limit; never on one's own. */
    'membership:approve': true
  }
  interface Events {
    'benefit.granted': {
      customerId: string
      kind: GiftKind
      year: number
      tier: string
      /** What the tier calls the gift; null: points alone. */
      benefit: string | null
      points: number
    }
    'points.expiring': { customerId: string; points: number; expiresAt: string }
  }
  interface AlertKinds {
    'points.adjustment-waiting': { customerId: string; points: number }
  }
}
