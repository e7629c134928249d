import { type Static, Type } from 'typebox'
import { CurrencyCode, InstantText, Nullable, OneOf } from '#core/http/schemas'
import { endingKinds, roundingDirections } from './endings.ts'

const closed = { additionalProperties: false }
const Names = (maxItems: number) =>
  Type.Array(Type.String({ minLength: 1, maxLength: 200 }), {
    minItems: 1,
    maxItems,
    uniqueItems: true
  })
const Amount = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })

/** What a policy prices. All that is given has to hold; nothing given: everything. */
export const PolicyScope = Type.Object(
  {
    skus: Type.Optional(Names(1000)),
    productIds: Type.Optional(Names(1000)),
    categoryIds: Type.Optional(Names(200))
  },
  { ...closed, description: 'A category holds for those below it' }
)
export type PolicyScopeShape = Static<typeof PolicyScope>

const CostPlus = Type.Object(
  {
    markupBps: Type.Optional(
      Type.Integer({ minimum: 0, maximum: 1_000_000, description: 'Basis points of the cost' })
    ),
    marginBps: Type.Optional(
      Type.Integer({ minimum: 0, maximum: 9_999, description: 'Basis points of the price' })
    ),
    costBasis: OneOf(['unit', 'landed'], {
      default: 'unit',
      description: "landed: with what the currency's profit model for every channel puts on top"
    }),
    taxBps: Type.Integer({
      minimum: 0,
      maximum: 10_000,
      default: 0,
      description: 'Tax to put on top, when list prices include it'
    })
  },
  { ...closed, description: 'One of markupBps and marginBps' }
)

const Market = Type.Object(
  {
    indexBps: Type.Integer({
      minimum: 1,
      maximum: 100_000,
      description: 'Basis points of the price in the middle (p50) of competitors'
    }),
    maxAgeDays: Type.Integer({
      minimum: 1,
      maximum: 365,
      default: 7,
      description: 'Older prices of competitors do not count'
    }),
    competitorsMin: Type.Integer({ minimum: 1, maximum: 100, default: 1 })
  },
  closed
)

/** How a policy finds a price: by cost or by the market. */
export const PolicyRule = Type.Object(
  {
    costPlus: Type.Optional(CostPlus),
    market: Type.Optional(Market),
    floorMinor: Type.Optional(Nullable(Amount)),
    capMinor: Type.Optional(Nullable(Amount)),
    isFloorKept: Type.Boolean({
      default: true,
      description: 'Not below the margin floor, where there is one; it goes before the cap'
    }),
    ending: Type.Optional(
      Nullable(
        Type.Object({ ending: OneOf(endingKinds), rounding: OneOf(roundingDirections) }, closed)
      )
    )
  },
  { ...closed, description: 'One of costPlus and market' }
)
export type PolicyRuleShape = Static<typeof PolicyRule>

const fields = {
  handle: Type.String({
    pattern: '^[a-z0-9][a-z0-9-]{0,79}$',
    description: 'Its own name, unique'
  }),
  title: Type.String({ minLength: 1, maxLength: 200 }),
  currency: CurrencyCode,
  priority: Type.Integer({
    minimum: 0,
    maximum: 10_000,
    default: 100,
    description: 'Lower first: the first policy that a variant is in the scope of prices it'
  }),
  scope: { ...PolicyScope, default: {} },
  rule: PolicyRule,
  appliesItself: Type.Boolean({
    default: false,
    description: 'Whether what is within the limits is set at once; false: all waits for approval'
  }),
  isEnabled: Type.Boolean({ default: true })
}

export const PricePolicyInput = Type.Object(fields, closed)
export type PricePolicyInputShape = Static<typeof PricePolicyInput>

export const PricePolicyShape = Type.Object({
  id: Type.String(),
  ...fields,
  version: Type.Integer(),
  createdAt: InstantText,
  updatedAt: InstantText
})
