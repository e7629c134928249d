import { defineError } from '#core/errors'

export const CommunityTaken = defineError({
  code: 'COMMUNITY_TAKEN',
  status: 409,
  title: 'This group of the channel is a community already',
  detail: (f: { channelId: string; externalId: string; communityId: string }) =>
    `${f.externalId} of ${f.channelId} is ${f.communityId}`
})

export const CommunityFull = defineError({
  code: 'COMMUNITY_FULL',
  status: 409,
  title: 'The community has no places for that many',
  detail: (f: { communityId: string; capacity: number; members: number; joining: number }) =>
    `${f.members} of ${f.capacity} places are taken, ${f.joining} want to join: raise the capacity, or open another`
})

export const CommunityClosed = defineError({
  code: 'COMMUNITY_CLOSED',
  status: 409,
  title: 'The community is closed',
  detail: (f: { communityId: string }) => `${f.communityId}: open it again first`
})

export const CapacityTooSmall = defineError({
  code: 'COMMUNITY_CAPACITY_TOO_SMALL',
  status: 422,
  title: 'The community has more members than that',
  detail: (f: { field: string; members: number }) => `${f.field}: write at least ${f.members}`
})

export const communityErrors = [CommunityTaken, CommunityFull, CommunityClosed, CapacityTooSmall]
