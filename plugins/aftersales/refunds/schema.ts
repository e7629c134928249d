import { type Static, Type } from 'typebox'
import {
  AmountMinor,
  CurrencyCode,
  InstantText,
  Nullable,
  OneOf,
  PageQuery,
  Quantity
} from '#core/http/schemas'
import { allocationRules, partStates, refundKinds, refundStates, refundWays } from './tables.ts'

const closed = { additionalProperties: false }
const Id = Type.String({ minLength: 1, maxLength: 128 })
const Text = (maxLength: number) => Type.String({ minLength: 1, maxLength })
const Amount = Type.Integer({
  ...{ minimum: 0, maximum: Number.MAX_SAFE_INTEGER },
  description: "In the currency's ISO 4217 minor unit"
})

export const UnitsInput = Type.Array(Type.Object({ orderLineId: Id, quantity: Quantity }, closed), {
  maxItems: 1000
})

const refundInput = {
  orderId: Type.Optional(Type.String({ ...Id, description: 'Or the case that is about it' })),
  caseId: Type.Optional(Id),
  lines: Type.Optional(
    Type.Unsafe<Static<typeof UnitsInput>>({
      ...UnitsInput,
      description:
        'Units that are given up. Default: those of the case, unless an amount is asked for'
    })
  ),
  shippingMinor: Type.Optional(
    Type.Integer({ ...Amount, description: 'Default: by the policy and the reason' })
  ),
  extraMinor: Type.Optional(
    Type.Integer({
      ...Amount,
      description: 'For neither goods nor shipping: compensation, a price difference'
    })
  ),
  deductions: Type.Optional(
    Type.Array(
      Type.Object(
        { amountMinor: Type.Integer({ ...Amount, minimum: 1 }), reason: Text(500) },
        closed
      ),
      { maxItems: 20, description: 'What is withheld, and why' }
    )
  ),
  allocation: Type.Optional(OneOf(allocationRules, { description: "Default: the config's rule" })),
  kind: Type.Optional(OneOf(['return', 'compensation', 'price_difference'])),
  reason: Type.Optional(
    Type.String({ ...Text(100), description: 'Code of the taxonomy. Default: that of the case' })
  ),
  note: Type.Optional(Type.String({ maxLength: 2000 })),
  payments: Type.Optional(
    Type.Array(
      Type.Object(
        { paymentId: Id, amountMinor: Type.Optional(Type.Integer({ ...Amount, minimum: 1 })) },
        closed
      ),
      { maxItems: 50, description: 'By which payments. Default: by the policy' }
    )
  ),
  currency: Type.Optional(CurrencyCode)
}

export const RefundInput = Type.Object(
  {
    ...refundInput,
    expectedMinor: Type.Optional(
      Type.Integer({
        ...Amount,
        description: 'What the preview came to; refused if it comes to something else now'
      })
    )
  },
  closed
)
export type RefundInputShape = Static<typeof RefundInput>
export const PreviewInput = Type.Object(refundInput, closed)

const RefundLineShape = Type.Object({
  orderLineId: Type.String(),
  sku: Type.String(),
  quantity: Type.Integer(),
  amountMinor: AmountMinor
})

const part = {
  paymentId: Nullable(Type.String({ description: 'Null: captured without a payment known here' })),
  method: Type.String(),
  way: OneOf(refundWays),
  why: Nullable(Type.String({ description: 'Why a person has to do it' })),
  amountMinor: AmountMinor
}

const DeductionShape = Type.Object({ amountMinor: AmountMinor, reason: Type.String() })
const GiftShape = Type.Object({
  promotionId: Type.String(),
  handle: Type.String(),
  orderLineId: Type.String(),
  sku: Type.String(),
  quantity: Type.Integer({ description: 'Units that the customer still has' }),
  outcome: OneOf(['earned', 'giftBack', 'keep', 'charge']),
  chargeMinor: AmountMinor
})

const sums = {
  orderId: Type.String(),
  kind: OneOf(refundKinds),
  allocation: OneOf(allocationRules),
  currency: Type.String(),
  reason: Nullable(Type.String()),
  goodsMinor: AmountMinor,
  shippingMinor: AmountMinor,
  extraMinor: AmountMinor,
  deductedMinor: AmountMinor,
  amountMinor: Type.Integer({ description: 'goods + shipping + extra − deducted' }),
  deductions: Type.Array(DeductionShape),
  gifts: Type.Array(GiftShape),
  lines: Type.Array(RefundLineShape)
}

export const PreviewShape = Type.Object({
  ...sums,
  clampedMinor: Type.Integer({ description: 'Left out of the goods: no more is left' }),
  maximumMinor: AmountMinor,
  parts: Type.Array(Type.Object(part))
})

export const RefundShape = Type.Object({
  id: Type.String(),
  caseId: Nullable(Type.String()),
  state: OneOf(refundStates),
  ...sums,
  doneMinor: AmountMinor,
  note: Nullable(Type.String()),
  requestedBy: Type.String(),
  version: Type.Integer(),
  createdAt: InstantText,
  updatedAt: InstantText,
  settledAt: Nullable(InstantText),
  parts: Type.Array(
    Type.Object({
      id: Type.String({ description: 'The idempotency key of whoever gives it back' }),
      ...part,
      state: OneOf(partStates),
      reference: Nullable(Type.String()),
      reason: Nullable(Type.String()),
      attempts: Type.Integer(),
      sentAt: Nullable(InstantText),
      settledAt: Nullable(InstantText)
    })
  )
})

export const RefundsQuery = Type.Object(
  {
    ...PageQuery.properties,
    orderId: Type.Optional(Id),
    caseId: Type.Optional(Id),
    state: Type.Optional(OneOf(refundStates))
  },
  closed
)

export const PartParams = Type.Object({ id: Id, partId: Id })
export const ConfirmPartInput = Type.Object(
  {
    reference: Type.String({ ...Text(200), description: 'What the bank or provider calls it' })
  },
  closed
)
export const FailPartInput = Type.Object({ reason: Text(500) }, closed)

export const RefundableShape = Type.Object({
  orderId: Type.String(),
  currency: Type.String(),
  paidMinor: AmountMinor,
  refundedMinor: AmountMinor,
  openMinor: Type.Integer({ description: 'On its way back' }),
  maximumMinor: AmountMinor,
  lines: Type.Array(
    Type.Object({
      orderLineId: Type.String(),
      sku: Type.String(),
      quantity: Type.Integer(),
      netMinor: AmountMinor,
      refundedUnits: Type.Integer(),
      refundedMinor: AmountMinor,
      leftUnits: Type.Integer()
    })
  ),
  payments: Type.Array(
    Type.Object({
      paymentId: Nullable(Type.String()),
      method: Type.String(),
      leftMinor: AmountMinor
    })
  )
})
