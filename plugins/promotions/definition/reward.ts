import { type Static, Type } from 'typebox'
import { OneOf, Sku } from '#core/http/schemas'
import { Scope } from './scope.ts'

const closed = { additionalProperties: false }
const Amount = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER })
const Price = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })
const Units = Type.Integer({ minimum: 1, maximum: 1_000_000 })
const Bps = Type.Integer({ minimum: 1, maximum: 10_000, description: 'Basis points off' })
const MaxUnits = Type.Optional(
  Type.Integer({ minimum: 1, maximum: 1_000_000, description: 'Of each SKU in the order' })
)
const Times = Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000 }))

/** Percent off each line in scope, or off shipping in the class of that name. Rounded half-up once a line. */
const PercentOff = Type.Object(
  {
    kind: Type.Literal('percentOff'),
    percentBps: Bps,
    scope: Type.Optional(Scope),
    maxDiscountMinor: Type.Optional(Amount)
  },
  closed
)

/**
 * An amount off: of each unit, once each line, or across what is in scope by largest remainder; off shipping in the
 * class of that name. Never below zero.
 */
const AmountOff = Type.Object(
  {
    kind: Type.Literal('amountOff'),
    amountMinor: Amount,
    // No default to fill in: off shipping it has no meaning.
    per: Type.Optional(
      OneOf(['unit', 'line', 'across'], { description: 'Default: across. Not off shipping' })
    ),
    maxUnits: MaxUnits,
    scope: Type.Optional(Scope)
  },
  closed
)

/** What is in scope costs so much a unit; what is cheaper already stays so. */
const FixedPrice = Type.Object(
  {
    kind: Type.Literal('fixedPrice'),
    unitPriceMinor: Price,
    maxUnits: MaxUnits,
    scope: Type.Optional(Scope)
  },
  closed
)

/**
 * 满减 / 满折: from so much money or so many units on, so much off. `tiered`: the highest step that is reached;
 * `eachFull`: every full `at` of the only step counts.
 */
const Threshold = Type.Object(
  {
    kind: Type.Literal('threshold'),
    basis: OneOf(['amount', 'quantity']),
    mode: OneOf(['tiered', 'eachFull']),
    steps: Type.Array(
      Type.Object(
        {
          at: Amount,
          amountMinor: Type.Optional(Amount),
          percentBps: Type.Optional(Bps)
        },
        { ...closed, description: 'One of amountMinor and percentBps' }
      ),
      { minItems: 1, maxItems: 20 }
    ),
    maxTimes: Times,
    scope: Type.Optional(Scope)
  },
  closed
)

/** 秒杀: a price for units that were locked for it, so many a customer. */
const Flash = Type.Object(
  {
    kind: Type.Literal('flash'),
    items: Type.Array(
      Type.Object(
        { sku: Sku, unitPriceMinor: Price, quantity: Units, perCustomer: Units },
        {
          ...closed,
          description: 'quantity: units locked; perCustomer: the most one customer gets'
        }
      ),
      { minItems: 1, maxItems: 200 }
    )
  },
  closed
)

/** Buy X get Y. Units that qualify are not discounted; what is got is whole: Y units or none. `get`: default as `buy`. */
const BuyGet = Type.Object(
  {
    kind: Type.Literal('buyGet'),
    buyQuantity: Units,
    buy: Type.Optional(Scope),
    getQuantity: Units,
    get: Type.Optional(Scope),
    percentBps: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000, default: 10_000 })),
    benefit: Type.Optional(OneOf(['cheapest', 'dearest'], { default: 'cheapest' })),
    repeat: Type.Optional(Type.Boolean({ default: true })),
    maxTimes: Times
  },
  closed
)

/** What becomes of gifts when goods come back, so that an order would not have earned them. */
export const giftReturnRules = ['giftBack', 'keep', 'charge'] as const

/**
 * Gifts: lines of price zero that are taken from stock; `choose` of them when there is a choice. When one is short it is
 * left out, or (`refuse`) the promotion does not apply.
 */
const Gift = Type.Object(
  {
    kind: Type.Literal('gift'),
    gifts: Type.Array(
      Type.Object(
        {
          sku: Sku,
          quantity: Units,
          valueMinor: Type.Optional(
            Type.Integer({ ...Amount, description: 'Of a unit, for whenReturned: charge' })
          )
        },
        closed
      ),
      { minItems: 1, maxItems: 50 }
    ),
    choose: Type.Optional(Type.Integer({ minimum: 1, maximum: 50 })),
    whenShort: Type.Optional(OneOf(['leaveOut', 'refuse'], { default: 'leaveOut' })),
    whenReturned: Type.Optional(
      OneOf(giftReturnRules, {
        default: 'giftBack',
        description: 'When goods are returned without which it would not have been earned'
      })
    )
  },
  closed
)

/** A set of SKUs for one price, or at percent off. */
const Bundle = Type.Object(
  {
    kind: Type.Literal('bundle'),
    parts: Type.Array(Type.Object({ sku: Sku, quantity: Units }, closed), {
      minItems: 1,
      maxItems: 50
    }),
    priceMinor: Type.Optional(Price),
    percentBps: Type.Optional(Bps),
    maxTimes: Times
  },
  { ...closed, description: 'One of priceMinor and percentBps' }
)

/** 团购: a price for members of a group that fills in time. Orders name their group. */
const Group = Type.Object(
  {
    kind: Type.Literal('group'),
    items: Type.Array(Type.Object({ sku: Sku, unitPriceMinor: Price }, closed), {
      minItems: 1,
      maxItems: 200
    }),
    membersMin: Type.Integer({ minimum: 2, maximum: 100_000 }),
    fillWithinMinutes: Type.Integer({ minimum: 1, maximum: 525_600 })
  },
  closed
)

/**
 * Presale: a deposit a unit now, worth `worthMinor` of its price when the balance is paid in its time. The difference is
 * the discount.
 */
const Presale = Type.Object(
  {
    kind: Type.Literal('presale'),
    items: Type.Array(Type.Object({ sku: Sku, depositMinor: Amount, worthMinor: Amount }, closed), {
      minItems: 1,
      maxItems: 200
    }),
    balanceFrom: Type.String({ format: 'date-time' }),
    balanceTo: Type.String({ format: 'date-time' })
  },
  closed
)

const rewards = [
  PercentOff,
  AmountOff,
  FixedPrice,
  Threshold,
  Flash,
  BuyGet,
  Gift,
  Bundle,
  Group,
  Presale
] as const
export type RewardShape = Static<(typeof rewards)[number]>

/** Names of what there is to give. */
export const rewardKinds = rewards.map(({ properties }) => properties.kind.const)

/**
 * What a promotion gives; its kind says which of them, so that what is wrong is told of that one alone. What is optional
 * keeps its default where it is reckoned: rules made in code don't pass a validator.
 */
export const Reward = Type.Unsafe<RewardShape>({
  type: 'object',
  required: ['kind'],
  properties: {
    // Named here too, so that a field that no kind has is refused by name, whichever kind is meant.
    ...Object.fromEntries(
      rewards.flatMap(({ properties }) => Object.keys(properties)).map((name) => [name, {}])
    ),
    kind: { type: 'string', enum: rewardKinds }
  },
  additionalProperties: false,
  discriminator: { propertyName: 'kind' },
  oneOf: [...rewards]
})
export type RewardOf<Kind extends RewardShape['kind']> = Extract<RewardShape, { kind: Kind }>
