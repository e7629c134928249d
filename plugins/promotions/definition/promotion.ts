import { type Static, Type } from 'typebox'
import { CurrencyCode, InstantText, Nullable, OneOf } from '#core/http/schemas'
import { Condition } from './condition.ts'
import { Reward } from './reward.ts'

const closed = { additionalProperties: false }
const Count = Type.Integer({ minimum: 1, maximum: 1_000_000_000 })

/** When in an order's sum a promotion is reckoned; one class after the other, each on what the last one left. */
export const promotionClasses = ['item', 'shop', 'platform', 'shipping'] as const
export type PromotionClass = (typeof promotionClasses)[number]

export const Limits = Type.Object(
  {
    uses: Type.Optional(Count),
    usesPerCustomer: Type.Optional(Count),
    budgetMinor: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: Number.MAX_SAFE_INTEGER,
        description: 'Discounts it may give'
      })
    )
  },
  closed
)

/** What people write of a promotion. Ids, versions and counts are kept beside it. */
export const PromotionInput = Type.Object(
  {
    handle: Type.String({
      pattern: '^[a-z0-9][a-z0-9-]{0,79}$',
      description: 'Its own name, unique: others name it in stackableWith'
    }),
    title: Type.String({ minLength: 1, maxLength: 200, description: 'What a buyer reads' }),
    class: OneOf(promotionClasses),
    currency: CurrencyCode,
    startsAt: Type.Optional(Nullable(InstantText)),
    endsAt: Type.Optional(Nullable(InstantText)),
    priority: Type.Integer({
      minimum: 0,
      maximum: 10_000,
      default: 100,
      description: 'Within its class: lower is reckoned first'
    }),
    exclusiveGroup: Type.Optional(
      Nullable(
        Type.String({
          pattern: '^[a-z0-9][a-z0-9-]{0,79}$',
          description: 'Only one of a group applies'
        })
      )
    ),
    stackableWith: Type.Union(
      [
        OneOf(['all', 'none']),
        Type.Array(Type.String({ minLength: 1, maxLength: 80 }), { minItems: 1, maxItems: 200 })
      ],
      {
        default: 'none',
        description:
          'Promotions of the same class it goes together with, by handle. Two that do not go together: the better one for the customer'
      }
    ),
    coupon: OneOf(['none', 'code', 'unique'], {
      default: 'none',
      description: 'none: automatic; code: one code for all; unique: each code once'
    }),
    code: Type.Optional(
      Type.String({ pattern: '^[A-Za-z0-9_-]{3,40}$', description: 'For coupon: code' })
    ),
    conditions: Type.Optional(Condition),
    reward: Reward,
    limits: Type.Optional(Limits),
    reckonedOn: OneOf(['reduced', 'list'], {
      default: 'reduced',
      description:
        'What percentages and thresholds are reckoned on: what earlier promotions left of a price, or list prices'
    }),
    mayBreakMarginFloor: Type.Boolean({ default: false }),
    earlyAccess: Type.Optional(
      Type.Object(
        {
          segments: Type.Array(Type.String({ minLength: 1, maxLength: 128 }), {
            minItems: 1,
            maxItems: 50
          }),
          from: InstantText
        },
        {
          ...closed,
          description: 'These segments get it from then on, everybody else from startsAt'
        }
      )
    )
  },
  closed
)
export type PromotionInputShape = Static<typeof PromotionInput>

export const promotionStates = ['draft', 'live', 'paused', 'ended'] as const
export type PromotionState = (typeof promotionStates)[number]

/** A promotion as it is reckoned with. */
export interface Promotion extends PromotionInputShape {
  id: string
  /** Counts up with every change of its rule; stored with each order it applied to. */
  version: number
  /** The campaign that its orders count for. Guarded: each of them is held to guard rails. */
  campaign?: { id: string; isGuarded: boolean; closesAt: string }
}
