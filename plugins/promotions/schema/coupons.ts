import { type Static, Type } from 'typebox'
import { InstantText, Nullable, OneOf, PageQuery } from '#core/http/schemas'
import { BuyerInput } from './carts.ts'

const closed = { additionalProperties: false }
const Text = (maxLength: number) => Type.String({ minLength: 1, maxLength })

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

export const ClaimedShape = Type.Object({
  couponId: Type.String(),
  code: Type.String(),
  promotionId: Type.String(),
  expiresAt: Nullable(InstantText)
})
