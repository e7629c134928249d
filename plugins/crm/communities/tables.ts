/** `closed`: nobody joins it any more, and nothing more is done in it. */
export const communityStates = ['open', 'closed'] as const
export type CommunityState = (typeof communityStates)[number]

/** What members do together: a draw, photos of what they bought, buying as a group, or something else. */
export const activityKinds = ['draw', 'photoReview', 'groupBuy', 'other'] as const
export type ActivityKind = (typeof activityKinds)[number]

/** People whom a shop talks to together, such as a group of a messenger. */
export interface CommunityRow {
  id: string
  title: string
  /** Where it is: a channel of the shop, or the name of a messenger. */
  channelId: string
  /** What it is called there. */
  externalId: string | null
  /** Who of the shop looks after it. */
  owner: string
  /** Most members; null: any number. */
  capacity: number | null
  state: CommunityState
  version: number
  createdAt: string
  updatedAt: string
}

/** A time that a customer is in a community; who comes back has another. */
export interface CommunityMemberRow {
  id: string
  communityId: string
  memberId: string
  customerId: string
  joinedAt: string
  /** Exclusive; null: still in it. */
  leftAt: string | null
  createdAt: string
}

export interface CommunityActivityRow {
  id: string
  communityId: string
  kind: ActivityKind
  title: string
  /** Of the promotion, draw or product that it is about. */
  subjectId: string | null
  startsAt: string
  /** Exclusive; null: open. */
  endsAt: string | null
  createdAt: string
}

/** That a customer took part in an activity. */
export interface CommunityParticipationRow {
  id: string
  activityId: string
  memberId: string
  customerId: string
  tookPartAt: string
  /** What came of it, such as a photo or an order. Personal. */
  reference: string | null
  createdAt: string
}

declare module 'shopkeeper' {
  interface Tables {
    communities: CommunityRow
    communityMembers: CommunityMemberRow
    communityActivities: CommunityActivityRow
    communityParticipations: CommunityParticipationRow
  }
  interface Permissions {
    'crm:communities': true
  }
}
