import { type Static, Type } from 'typebox'
import { CurrencyCode, InstantText, Nullable, OneOf } from '#core/http/schemas'
import { tierKinds } from '../tables.ts'

const closed = { additionalProperties: false }
const pointsMax = 1_000_000_000
const amountMax = 1_000_000_000_000

const Rate = Type.Object(
  {
    currency: CurrencyCode,
    points: Type.Integer({ minimum: 1, maximum: 1_000_000, description: 'For each `perMinor`' }),
    perMinor: Type.Integer({ minimum: 1, maximum: amountMax, description: 'Minor units' })
  },
  closed
)

const PointsRule = Type.Object(
  {
    rates: Type.Array(Rate, {
      maxItems: 50,
      description: 'What is earned, rounded down; orders in another currency earn nothing'
    }),
    spendRates: Type.Array(Rate, {
      maxItems: 50,
      default: [],
      description: 'What points pay for: an amount takes its points rounded up'
    }),
    earnedWhen: OneOf(['placed', 'paid', 'completed'], {
      default: 'placed',
      description: 'Until then the points of an order are pending'
    }),
    startsAt: Type.Optional(
      Type.String({
        format: 'date-time',
        'x-instant': true,
        description: 'Orders placed before earn nothing. Default: when the rules were first written'
      })
    ),
    excludedCategoryIds: Type.Array(Type.String({ minLength: 1, maxLength: 128 }), {
      maxItems: 1000,
      default: [],
      description: 'What is in one of them, or below it, earns nothing'
    }),
    expireAfterMonths: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 240,
        description: "At the end of that day in the shop's zone. Without it points never expire"
      })
    ),
    noticeDays: Type.Integer({
      minimum: 0,
      maximum: 365,
      default: 30,
      description: 'How long before they expire `points.expiring` tells of it; 0: not at all'
    }),
    adjustmentMax: Type.Integer({
      minimum: 0,
      maximum: pointsMax,
      default: 1000,
      description: 'An adjustment of more, up or down, waits for approval'
    })
  },
  closed
)

export const ProgrammeBody = Type.Object(
  {
    title: Type.String({ minLength: 1, maxLength: 200 }),
    currency: CurrencyCode,
    qualifyBy: OneOf(['spend', 'orders'], {
      default: 'spend',
      description: 'What thresholds count: net spend in `currency`, or orders in any currency'
    }),
    qualifyMonths: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 120,
        description: 'Only orders of the last so many months count. Without it all do'
      })
    ),
    joining: OneOf(['automatic', 'manual'], {
      default: 'automatic',
      description: 'Whether customers become members with an order'
    }),
    refunds: OneOf(['atPeriodEnd', 'instantly'], {
      default: 'atPeriodEnd',
      description: 'When a refund that takes a member below what its tier asked for lowers it'
    }),
    cardPrefix: Type.String({
      pattern: '^[1-9]\\d{0,5}$',
      default: '88',
      description: 'First digits of card numbers'
    }),
    leapDay: OneOf(['feb28', 'mar1'], {
      default: 'feb28',
      description: 'When a day of 29 February is kept in other years'
    }),
    giftDaysBefore: Type.Integer({
      minimum: 0,
      maximum: 60,
      default: 0,
      description: 'How many days before a birthday or anniversary its benefit is given'
    }),
    points: PointsRule
  },
  closed
)
/** The rules of membership as people write them. */
export type ProgrammeBodyShape = Static<typeof ProgrammeBody>

export const ProgrammeShape = Type.Object({
  ...ProgrammeBody.properties,
  version: Type.Integer(),
  createdAt: InstantText,
  updatedAt: InstantText
})

const Gift = Type.Object(
  {
    points: Type.Integer({ minimum: 0, maximum: pointsMax, default: 0 }),
    benefit: Type.Optional(
      Type.String({
        pattern: '^[a-z0-9][a-z0-9_-]{0,63}$',
        description: 'Carried by `benefit.granted`, for automation to act on'
      })
    )
  },
  closed
)

export const TierBenefits = Type.Object(
  {
    discountBps: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 10_000, description: 'Told, not taken off by itself' })
    ),
    pointsMultiplierBps: Type.Optional(
      Type.Integer({ minimum: 0, maximum: 1_000_000, description: '10,000 is once' })
    ),
    freeShipping: Type.Optional(Type.Boolean()),
    birthday: Type.Optional(Gift),
    anniversary: Type.Optional(Gift),
    services: Type.Optional(
      Type.Array(Type.String({ minLength: 1, maxLength: 200 }), { maxItems: 50 })
    )
  },
  { ...closed, description: 'What members of the tier have; promotions and people act on it' }
)
export type TierBenefitsShape = Static<typeof TierBenefits>

export const TierBody = Type.Object(
  {
    handle: Type.String({ pattern: '^[a-z0-9][a-z0-9_-]{0,39}$' }),
    title: Type.String({ minLength: 1, maxLength: 100 }),
    level: Type.Integer({ minimum: 1, maximum: 1000, description: 'Higher is better' }),
    kind: OneOf(tierKinds, { default: 'earned' }),
    threshold: Type.Optional(
      Nullable(
        Type.Integer({
          minimum: 0,
          maximum: amountMax,
          description: 'Minor units or orders; reached by exactly so much. 0: on joining'
        })
      )
    ),
    keep: Type.Optional(
      Nullable(
        Type.Integer({
          minimum: 0,
          maximum: amountMax,
          description: 'What a term must bring to keep the tier. Default: the threshold'
        })
      )
    ),
    termMonths: Type.Optional(
      Nullable(
        Type.Integer({
          minimum: 1,
          maximum: 240,
          description: "How long it lasts, until the end of a day in the shop's zone; null: no end"
        })
      )
    ),
    benefits: Type.Optional(TierBenefits)
  },
  closed
)
export type TierBodyShape = Static<typeof TierBody>

export const TierShape = Type.Object({
  id: Type.String(),
  handle: Type.String(),
  title: Type.String(),
  level: Type.Integer(),
  kind: OneOf(tierKinds),
  threshold: Nullable(Type.Integer()),
  keep: Nullable(Type.Integer()),
  termMonths: Nullable(Type.Integer()),
  benefits: TierBenefits,
  version: Type.Integer(),
  createdAt: InstantText,
  updatedAt: InstantText
})
