import { type Static, Type } from 'typebox'
import { InstantText, MoneyShape, Nullable, OneOf, PageQuery } from '#core/http/schemas'
import { adjustmentStates, pointsKinds, tierReasons } from './tables.ts'

const closed = { additionalProperties: false }
const Id = Type.String({ minLength: 1, maxLength: 128 })
const Reason = Type.String({ minLength: 1, maxLength: 500 })
const SourceId = Type.String({
  minLength: 1,
  maxLength: 200,
  description: 'Names this one effect: again it changes nothing'
})

export const MembersQuery = Type.Object(
  {
    ...PageQuery.properties,
    tier: Type.Optional(Type.String({ maxLength: 40, description: 'Handle' })),
    cardNumber: Type.Optional(Type.String({ pattern: '^\\d{16}$' }))
  },
  closed
)

export const JoinBody = Type.Object({ customerId: Id }, closed)

export const OverrideBody = Type.Object(
  {
    tier: Type.Optional(
      Nullable(
        Type.String({ maxLength: 40, description: 'Handle; null: none. Left out: as it is' })
      )
    ),
    endsOn: Type.Optional(
      Type.String({
        format: 'date',
        description: "Last day, in the shop's zone. Default: as long as the tier lasts"
      })
    ),
    isExcludedFromAutomatic: Type.Optional(
      Type.Boolean({ description: 'Whether neither orders nor ends of terms change the tier' })
    ),
    reason: Reason
  },
  closed
)

/** One membership, by the customer that joined. */
export const MembershipShape = Type.Object({
  memberId: Type.String(),
  customerId: Type.String(),
  cardNumber: Type.String(),
  joinedAt: InstantText,
  tier: Nullable(Type.String()),
  tierReason: OneOf(tierReasons),
  tierSince: InstantText,
  termStartsAt: InstantText,
  termEndsAt: Nullable(InstantText),
  isExcludedFromAutomatic: Type.Boolean(),
  version: Type.Integer()
})

export const MemberShape = Type.Object({
  customerId: Type.String(),
  tier: Nullable(Type.String({ description: 'The best of its memberships' })),
  memberships: Type.Array(MembershipShape, { description: 'More than one after a merge' })
})

export const TierEventShape = Type.Object({
  id: Type.String(),
  memberId: Type.String(),
  at: InstantText,
  actor: Type.String(),
  reason: OneOf(tierReasons),
  fromTier: Nullable(Type.String()),
  toTier: Nullable(Type.String()),
  qualifying: Nullable(Type.Integer({ description: 'What was measured; null: nothing was' })),
  note: Nullable(Type.String())
})

export const BalanceShape = Type.Object({
  customerId: Type.String(),
  balance: Type.Integer({ description: 'Below zero: spent, and then taken back' }),
  pending: Type.Integer({ description: 'Of orders that are not yet paid or completed' }),
  expiring: Type.Array(Type.Object({ expiresAt: InstantText, points: Type.Integer() }), {
    description: 'The ten next days that points expire at the end of; each is exclusive'
  })
})

export const EntryShape = Type.Object({
  id: Type.String(),
  memberId: Type.String(),
  kind: OneOf(pointsKinds),
  points: Type.Integer(),
  sourceId: Type.String(),
  reason: Type.String(),
  actor: Type.String(),
  at: InstantText
})

export const SpendBody = Type.Object(
  {
    points: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000_000 })),
    amount: Type.Optional(MoneyShape),
    sourceId: SourceId,
    reason: Type.Optional(Reason)
  },
  { ...closed, description: 'Points, or an amount that takes its points rounded up' }
)
export type SpendBodyShape = Static<typeof SpendBody>

export const GiveBackBody = Type.Object(
  { spentBy: SourceId, reason: Type.Optional(Reason) },
  closed
)

export const ChangedShape = Type.Object({ points: Type.Integer(), balance: Type.Integer() })

export const AdjustBody = Type.Object(
  {
    points: Type.Integer({ minimum: -1_000_000_000, maximum: 1_000_000_000 }),
    reason: Reason
  },
  closed
)

export const AdjustmentShape = Type.Object({
  id: Type.String(),
  customerId: Type.String(),
  points: Type.Integer(),
  reason: Type.String(),
  state: OneOf(adjustmentStates),
  requestedBy: Type.String(),
  requestedAt: InstantText,
  decidedBy: Nullable(Type.String()),
  decidedAt: Nullable(InstantText)
})

export const AdjustmentsQuery = Type.Object(
  { ...PageQuery.properties, state: Type.Optional(OneOf(adjustmentStates)) },
  closed
)
