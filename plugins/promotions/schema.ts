import { type Static, type TSchema, Type } from 'typebox'
import {
  AmountMinor,
  CurrencyCode,
  InstantText,
  Nullable,
  OneOf,
  PageQuery,
  Quantity
} from '#core/http/schemas'
import { PromotionInput, promotionClasses, promotionStates } from './definition/promotion.ts'
import { rewardKinds } from './definition/reward.ts'
import { refusalReasons } from './evaluation/types.ts'

const closed = { additionalProperties: false }
const Text = (maxLength: number) => Type.String({ minLength: 1, maxLength })
const Amount = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })
const Bps = Type.Integer({ minimum: 0, maximum: 100_000 })
const couponKinds = ['none', 'code', 'unique'] as const

/** Fields that null takes off a promotion again. */
export const removable = [
  'code',
  'conditions',
  'limits',
  'earlyAccess',
  'startsAt',
  'endsAt',
  'exclusiveGroup'
] as const

/** A change leaves alone what it does not name, so that no default may be filled in. */
function changeOf(name: string, { default: _, ...schema }: TSchema & { default?: unknown }) {
  const isRemovable = (removable as readonly string[]).includes(name)
  return Type.Optional(isRemovable ? Nullable(schema) : schema)
}

export const PromotionChange = Type.Unsafe<
  Partial<{
    [Key in keyof Static<typeof PromotionInput>]: Static<typeof PromotionInput>[Key] | null
  }>
>(
  Type.Object(
    Object.fromEntries(
      Object.entries(PromotionInput.properties).map(([name, schema]) => [
        name,
        changeOf(name, schema as TSchema)
      ])
    ),
    { ...closed, minProperties: 1, description: 'What it names is replaced; null takes it off' }
  )
)
export type PromotionChangeShape = Static<typeof PromotionChange>

/** Rules as they were given: what was checked when it came in is not checked again. */
const AsGiven = (description: string) =>
  Type.Unsafe<object>(Type.Object({}, { additionalProperties: true, description }))

const rule = {
  handle: Type.String(),
  title: Type.String(),
  class: OneOf(promotionClasses),
  currency: Type.String(),
  startsAt: Type.Optional(Nullable(InstantText)),
  endsAt: Type.Optional(Nullable(InstantText)),
  priority: Type.Integer(),
  exclusiveGroup: Type.Optional(Nullable(Type.String())),
  stackableWith: Type.Unsafe<unknown>({ description: '`all`, `none`, or handles' }),
  coupon: OneOf(couponKinds),
  code: Type.Optional(Type.String()),
  conditions: Type.Optional(AsGiven('As given')),
  reward: AsGiven('As given'),
  limits: Type.Optional(
    Type.Object({
      uses: Type.Optional(Type.Integer()),
      usesPerCustomer: Type.Optional(Type.Integer()),
      budgetMinor: Type.Optional(Type.Integer())
    })
  ),
  reckonedOn: OneOf(['reduced', 'list']),
  mayBreakMarginFloor: Type.Boolean(),
  earlyAccess: Type.Optional(AsGiven('As given'))
}

const Used = Type.Object(
  { uses: Type.Integer(), spentMinor: AmountMinor },
  { description: 'Orders it applies to, and what it gave them' }
)

export const PromotionShape = Type.Object({
  id: Type.String(),
  state: OneOf(promotionStates),
  kind: OneOf(rewardKinds),
  ...rule,
  used: Nullable(Used),
  ruleVersion: Type.Integer({ description: 'Counts up when the rule changes; orders keep it' }),
  version: Type.Integer(),
  createdAt: InstantText,
  updatedAt: InstantText
})

export const PromotionsQuery = Type.Object(
  {
    ...PageQuery.properties,
    state: Type.Optional(OneOf(promotionStates)),
    class: Type.Optional(OneOf(promotionClasses)),
    kind: Type.Optional(OneOf(rewardKinds)),
    coupon: Type.Optional(OneOf(couponKinds)),
    handle: Type.Optional(Text(80)),
    at: Type.Optional(
      Type.String({
        format: 'date-time',
        'x-instant': true,
        description: 'Its dates cover this instant'
      })
    )
  },
  closed
)

export const VersionParams = Type.Object({
  id: Type.String({ minLength: 1, maxLength: 128 }),
  version: Type.Integer({ minimum: 1, maximum: 2_147_483_647 })
})

export const PromotionVersionShape = Type.Object({
  promotionId: Type.String(),
  version: Type.Integer(),
  createdBy: Type.String(),
  createdAt: InstantText,
  rule: AsGiven('The promotion as it was written then')
})

const BuyerInput = Type.Object(
  {
    externalId: Type.Optional(Nullable(Text(200))),
    email: Type.Optional(Text(320)),
    phone: Type.Optional(Text(50))
  },
  closed
)
const TaxRates = Type.Array(Bps, { maxItems: 5, description: 'In basis points: [2000] is 20 %' })

export const CartInput = Type.Object(
  {
    channelId: Type.String({ minLength: 1, maxLength: 128, default: 'direct' }),
    currency: Type.Optional(CurrencyCode),
    pricesIncludeTax: Type.Boolean({ default: true }),
    lines: Type.Array(
      Type.Object(
        {
          sku: Text(100),
          quantity: Quantity,
          unitPriceMinor: Type.Optional(
            Type.Integer({ ...Amount, description: 'Default: the list price' })
          ),
          taxRatesBps: Type.Optional(TaxRates)
        },
        closed
      ),
      { minItems: 1, maxItems: 1000 }
    ),
    shippingMinor: Type.Integer({ ...Amount, default: 0 }),
    shippingTaxRatesBps: Type.Optional(TaxRates),
    buyer: Type.Optional(BuyerInput),
    country: Type.Optional(Text(100)),
    region: Type.Optional(Text(200)),
    payment: Type.Optional(Text(50)),
    codes: Type.Optional(Type.Array(Text(60), { maxItems: 10 })),
    giftChoices: Type.Optional(
      Type.Record(Text(128), Type.Array(Text(100), { minItems: 1, maxItems: 50 }), {
        maxProperties: 20
      })
    ),
    groupId: Type.Optional(Text(128)),
    at: Type.Optional(
      Type.String({
        format: 'date-time',
        'x-instant': true,
        description: 'Reckon as at this instant. Default: now'
      })
    )
  },
  closed
)
export type CartInputShape = Static<typeof CartInput>

const ShareShape = Type.Object({
  promotionId: Type.String(),
  version: Type.Integer(),
  lineId: Nullable(Type.String({ description: 'Place of the line in the cart; null: shipping' })),
  amountMinor: AmountMinor,
  quantity: Type.Integer()
})

export const EvaluationShape = Type.Object({
  currency: Type.String(),
  evaluatedAt: InstantText,
  lines: Type.Array(
    Type.Object({
      sku: Type.String(),
      quantity: Type.Integer(),
      unitPriceMinor: AmountMinor,
      listMinor: AmountMinor,
      discountMinor: AmountMinor,
      netMinor: AmountMinor,
      taxMinor: AmountMinor,
      grossMinor: AmountMinor
    })
  ),
  gifts: Type.Array(
    Type.Object({ promotionId: Type.String(), sku: Type.String(), quantity: Type.Integer() })
  ),
  shipping: Type.Object({
    listMinor: AmountMinor,
    discountMinor: AmountMinor,
    netMinor: AmountMinor,
    taxMinor: AmountMinor,
    grossMinor: AmountMinor
  }),
  discountMinor: AmountMinor,
  netMinor: AmountMinor,
  taxMinor: AmountMinor,
  grossMinor: AmountMinor,
  dueNowMinor: AmountMinor,
  shares: Type.Array(ShareShape),
  applied: Type.Array(
    Type.Object({
      promotionId: Type.String(),
      handle: Type.String(),
      title: Type.String(),
      version: Type.Integer(),
      class: OneOf(promotionClasses),
      couponId: Nullable(Type.String()),
      amountMinor: AmountMinor,
      unappliedMinor: AmountMinor,
      times: Type.Integer()
    })
  ),
  refused: Type.Array(
    Type.Object({
      promotionId: Nullable(Type.String()),
      handle: Nullable(Type.String()),
      code: Nullable(Type.String()),
      reason: OneOf(refusalReasons),
      detail: Type.String()
    })
  )
})

export const OrderPromotionsShape = Type.Object({
  data: Type.Array(
    Type.Object({
      promotionId: Type.String(),
      handle: Type.String(),
      title: Type.String(),
      version: Type.Integer({ description: 'Of its rule, as it counted for this order' }),
      class: OneOf(promotionClasses),
      currency: Type.String(),
      couponId: Nullable(Type.String()),
      code: Nullable(Type.String()),
      amountMinor: AmountMinor,
      returnedMinor: AmountMinor,
      times: Type.Integer(),
      state: OneOf(['used', 'returned']),
      createdAt: InstantText,
      shares: Type.Array(
        Type.Object({
          orderLineId: Nullable(Type.String({ description: 'Null: shipping' })),
          amountMinor: AmountMinor,
          quantity: Type.Integer(),
          returnedMinor: AmountMinor
        })
      )
    })
  )
})

export const couponStates = ['free', 'claimed', 'used', 'expired'] as const

export const CouponShape = Type.Object({
  id: Type.String(),
  code: Type.String(),
  promotionId: Type.String(),
  isShared: Type.Boolean({ description: 'One code for everybody' }),
  batch: Nullable(Type.String()),
  state: OneOf(couponStates),
  expiresAt: Nullable(InstantText),
  claimedAt: Nullable(InstantText),
  orderId: Nullable(Type.String()),
  usedAt: Nullable(InstantText),
  createdAt: InstantText
})

export const CouponsQuery = Type.Object(
  {
    ...PageQuery.properties,
    promotionId: Type.Optional(Text(128)),
    code: Type.Optional(Text(60)),
    batch: Type.Optional(Text(80)),
    orderId: Type.Optional(Text(128))
  },
  closed
)

const BatchName = Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$' })
const codesMax = 1_000_000

export const GenerateInput = Type.Object(
  {
    batch: Type.Unsafe<string>({
      ...BatchName,
      description: 'Name of the lot. Sending it again makes what is still missing'
    }),
    count: Type.Integer({
      minimum: 1,
      maximum: codesMax,
      description: 'Codes of the batch in all'
    }),
    prefix: Type.String({ pattern: '^([A-Za-z0-9][A-Za-z0-9_-]{0,19})?$', default: '' }),
    length: Type.Integer({
      minimum: 8,
      maximum: 20,
      default: 12,
      description: 'Random characters of a code: 5 bits each'
    }),
    expiresAt: Type.Optional(InstantText)
  },
  closed
)
export type GenerateInputShape = Static<typeof GenerateInput>

export const BatchShape = Type.Object({
  promotionId: Type.String(),
  batch: Type.String(),
  count: Type.Integer(),
  made: Type.Integer()
})

export const CodesQuery = Type.Object(
  {
    batch: Type.Optional(BatchName),
    format: OneOf(['ndjson', 'csv'], { default: 'csv' })
  },
  closed
)
export const ImportCodesQuery = Type.Object({ batch: BatchName }, closed)

export const CodesReport = Type.Object({
  rows: Type.Integer(),
  created: Type.Integer(),
  unchanged: Type.Integer({ description: 'Codes that the promotion has already' }),
  rejected: Type.Integer(),
  errors: Type.Array(Type.Object({ line: Type.Integer(), reason: Type.String() }), {
    description: 'The first thousand rejected rows'
  })
})

export const ClaimInput = Type.Object(
  {
    promotionId: Text(128),
    customerId: Type.Optional(Text(128)),
    channelId: Type.String({ minLength: 1, maxLength: 128, default: 'direct' }),
    buyer: Type.Optional(BuyerInput),
    country: Type.Optional(Text(100))
  },
  { ...closed, description: 'customerId (of crm), or a buyer' }
)
export type ClaimInputShape = Static<typeof ClaimInput>

export const ClaimedShape = Type.Object({
  couponId: Type.String(),
  code: Type.String(),
  promotionId: Type.String(),
  expiresAt: Nullable(InstantText)
})
