import { type Static, Type } from 'typebox'
import { InstantText, Nullable, OneOf, PageQuery } from '#core/http/schemas'
import { activityKinds, communityStates } from './tables.ts'

const closed = { additionalProperties: false }
const Text = (maxLength: number) => Type.String({ minLength: 1, maxLength })
const Count = Type.Integer({ minimum: 0 })
const Id = Text(128)
const Past = (description: string) =>
  Type.Optional(Type.String({ format: 'date-time', 'x-instant': true, description }))

const capacity = Nullable(Type.Integer({ minimum: 1, maximum: 1_000_000 }))

export const CommunityInput = Type.Object(
  {
    title: Text(200),
    channelId: Type.String({
      minLength: 1,
      maxLength: 128,
      description: 'Where it is: a channel, or the name of a messenger'
    }),
    externalId: Type.Optional(Nullable(Text(200))),
    owner: Type.String({
      minLength: 1,
      maxLength: 200,
      description: 'Who of the shop looks after it'
    }),
    capacity: Type.Optional(capacity)
  },
  closed
)
export type CommunityInputShape = Static<typeof CommunityInput>

export const CommunityChange = Type.Object(
  {
    title: Type.Optional(Text(200)),
    owner: Type.Optional(Text(200)),
    capacity: Type.Optional(capacity),
    state: Type.Optional(OneOf(communityStates))
  },
  { ...closed, minProperties: 1, description: 'What it names is replaced' }
)
export type CommunityChangeShape = Static<typeof CommunityChange>

export const CommunityShape = Type.Object({
  id: Type.String(),
  title: Type.String(),
  channelId: Type.String(),
  externalId: Nullable(Type.String()),
  owner: Type.String(),
  capacity: Nullable(Type.Integer()),
  state: OneOf(communityStates),
  members: Type.Integer({ minimum: 0, description: 'Customers who are in it now' }),
  version: Type.Integer(),
  createdAt: InstantText,
  updatedAt: InstantText
})

export const CommunitiesQuery = Type.Object(
  {
    ...PageQuery.properties,
    channelId: Type.Optional(Id),
    state: Type.Optional(OneOf(communityStates))
  },
  closed
)

export const JoinBody = Type.Object(
  {
    members: Type.Array(Type.Object({ customerId: Id, joinedAt: Past('Default: now') }, closed), {
      minItems: 1,
      maxItems: 1000
    })
  },
  closed
)
export type JoinBodyShape = Static<typeof JoinBody>

export const LeaveBody = Type.Object(
  {
    members: Type.Array(
      Type.Object({ customerId: Id, leftAt: Past('Exclusive. Default: now') }, closed),
      { minItems: 1, maxItems: 1000 }
    )
  },
  closed
)
export type LeaveBodyShape = Static<typeof LeaveBody>

const unknown = Type.Array(Type.String(), { description: 'Lead to no customer' })

export const JoinReport = Type.Object({
  joined: Count,
  known: Type.Integer({ minimum: 0, description: 'Are in it already' }),
  unknown
})
export const LeaveReport = Type.Object({
  left: Count,
  absent: Type.Integer({ minimum: 0, description: 'Are not in it' }),
  unknown
})

export const MembersQuery = Type.Object(
  {
    ...PageQuery.properties,
    present: Type.Optional(Type.Boolean({ description: 'Only who is in it now, or has left' }))
  },
  closed
)
export const CommunityMemberShape = Type.Object({
  id: Type.String(),
  customerId: Type.String(),
  joinedAt: InstantText,
  leftAt: Nullable(InstantText)
})

export const ActivityInput = Type.Object(
  {
    kind: OneOf(activityKinds),
    title: Text(200),
    subjectId: Type.Optional(Nullable(Id)),
    startsAt: InstantText,
    endsAt: Type.Optional(Nullable(InstantText))
  },
  closed
)
export type ActivityInputShape = Static<typeof ActivityInput>

export const ActivityShape = Type.Object({
  id: Type.String(),
  communityId: Type.String(),
  kind: OneOf(activityKinds),
  title: Type.String(),
  subjectId: Nullable(Type.String()),
  startsAt: InstantText,
  endsAt: Nullable(InstantText),
  participants: Count,
  createdAt: InstantText
})

export const ParticipationBody = Type.Object(
  {
    participations: Type.Array(
      Type.Object(
        {
          customerId: Id,
          tookPartAt: Past('Default: now'),
          reference: Type.Optional(
            Type.String({
              minLength: 1,
              maxLength: 500,
              description: 'What came of it, such as a photo or an order; forgotten with the person'
            })
          )
        },
        closed
      ),
      { minItems: 1, maxItems: 1000 }
    )
  },
  closed
)
export type ParticipationBodyShape = Static<typeof ParticipationBody>

export const ParticipationReport = Type.Object({
  added: Count,
  known: Type.Integer({
    minimum: 0,
    description: 'Took part already; they keep what was said then'
  }),
  absent: Type.Array(Type.String(), { description: 'Were not members then' }),
  unknown
})

export const ParticipationShape = Type.Object({
  id: Type.String(),
  customerId: Type.String(),
  tookPartAt: InstantText
})

export const FiguresQuery = Type.Object(
  {
    from: Type.Optional(
      Type.String({
        format: 'date-time',
        'x-instant': true,
        description: 'Default: 30 days before `to`'
      })
    ),
    to: Type.Optional(
      Type.String({
        format: 'date-time',
        'x-instant': true,
        description: 'Exclusive. Default: now'
      })
    )
  },
  closed
)
export const FiguresShape = Type.Object({
  from: InstantText,
  to: InstantText,
  members: Type.Integer({ minimum: 0, description: 'In it at `to`' }),
  joined: Count,
  left: Count,
  membersDuring: Type.Integer({ minimum: 0, description: 'In it at any time of the period' }),
  active: Type.Integer({ minimum: 0, description: 'Took part in anything in the period' }),
  activeRateBps: Nullable(Type.Integer({ description: 'active / membersDuring; null: nobody' }))
})
