import { Type } from 'typebox'
import { InstantText, Nullable, OneOf, PageQuery } from '#core/http/schemas'
import { groupStates } from './tables.ts'

export const GroupShape = Type.Object({
  id: Type.String({ description: 'What orders name as their groupId' }),
  promotionId: Type.String(),
  state: OneOf(groupStates),
  membersMin: Type.Integer({ description: 'It is full with that many' }),
  members: Type.Integer(),
  deadlineAt: InstantText,
  openedBy: Type.String({ description: 'Id of the key' }),
  createdAt: InstantText,
  endedAt: Nullable(InstantText)
})

export const GroupDetailShape = Type.Object({
  ...GroupShape.properties,
  orders: Type.Array(
    Type.Object({
      orderId: Type.String(),
      state: OneOf(['joined', 'left']),
      joinedAt: InstantText,
      toRefundMinor: Type.Integer({ description: 'To be paid back, since the group failed' }),
      currency: Type.String()
    })
  )
})

export const GroupsQuery = Type.Object(
  { ...PageQuery.properties, state: Type.Optional(OneOf(groupStates)) },
  { additionalProperties: false }
)
