import { defineError } from '#core/errors'

export const GroupNotOpenable = defineError({
  code: 'GROUP_NOT_OPENABLE',
  status: 409,
  title: 'No group of this promotion can be opened now',
  detail: (f: { promotionId: string; reason: string }) => f.reason
})

export const GroupUnknown = defineError({
  code: 'GROUP_UNKNOWN',
  status: 422,
  title: 'There is no such group',
  detail: (f: { groupId: string }) => JSON.stringify(f.groupId)
})

export const GroupFull = defineError({
  code: 'GROUP_FULL',
  status: 409,
  title: 'The group is full',
  detail: (f: { groupId: string }) => `${f.groupId}: join another one, or open one`
})

export const GroupOver = defineError({
  code: 'GROUP_OVER',
  status: 409,
  title: 'The time to join the group is over',
  detail: (f: { groupId: string; deadlineAt: string }) => `${f.groupId}: until ${f.deadlineAt}`
})

export const GroupNotApplicable = defineError({
  code: 'GROUP_NOT_APPLICABLE',
  status: 422,
  title: 'The group gives nothing on this order',
  detail: (f: { groupId: string; reason: string }) => `${f.groupId}: ${f.reason}`
})

export const GroupJoinedAlready = defineError({
  code: 'GROUP_JOINED_ALREADY',
  status: 409,
  title: 'The customer has joined the group already',
  detail: (f: { groupId: string }) => `${f.groupId}: members are different customers`
})

export const groupErrors = [
  GroupNotOpenable,
  GroupUnknown,
  GroupFull,
  GroupOver,
  GroupNotApplicable,
  GroupJoinedAlready
]
