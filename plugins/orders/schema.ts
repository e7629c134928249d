import { type Static, Type } from 'typebox'
import {
  AmountMinor,
  CurrencyCode,
  InstantText,
  Nullable,
  OneOf,
  PageQuery,
  Quantity,
  Sku
} from '#core/http/schemas'
import { orderStates } from './api.ts'
import {
  confirmStates,
  creditNoteReasons,
  exceptionKinds,
  exceptionStates,
  holdCauses,
  paymentStates,
  refundStates
} from './tables.ts'

const closed = { additionalProperties: false }
const Text = (maxLength: number) => Type.String({ minLength: 1, maxLength })
const Amount = Type.Integer({
  minimum: 0,
  maximum: Number.MAX_SAFE_INTEGER,
  description: "In the currency's ISO 4217 minor unit"
})
const Units = Type.Integer({ minimum: 0 })
const Flag = Type.String({ pattern: '^[a-z0-9][a-z0-9_-]{0,39}$' })

export const BuyerShape = Type.Object(
  {
    externalId: Type.Optional(Nullable(Text(200))),
    name: Type.Optional(Text(200)),
    email: Type.Optional(Text(320)),
    phone: Type.Optional(Text(50))
  },
  { ...closed, description: 'Personal: masked without orders:personal' }
)

export const AddressShape = Type.Object(
  {
    recipient: Type.Optional(Text(200)),
    recipientRef: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 500,
        description: "The platform's id of a recipient whom it shows masked (Taobao: OAID)"
      })
    ),
    phone: Type.Optional(Text(50)),
    lines: Type.Array(Type.String({ maxLength: 300 }), { maxItems: 10 }),
    city: Type.Optional(Type.String({ maxLength: 200 })),
    region: Type.Optional(Type.String({ maxLength: 200 })),
    postalCode: Type.Optional(Type.String({ maxLength: 40 })),
    country: Text(100)
  },
  { ...closed, description: 'Personal: masked without orders:personal' }
)

const OrderLineInput = Type.Object(
  {
    sku: Sku,
    quantity: Quantity,
    unitPriceMinor: Type.Optional(
      Type.Integer({ ...Amount, description: 'Default: the list price' })
    ),
    discountMinor: Type.Optional(Amount),
    taxMinor: Type.Optional(Amount)
  },
  closed
)

const orderInput = {
  number: Type.Optional(Text(100)),
  currency: Type.Optional(CurrencyCode),
  lines: Type.Array(OrderLineInput, { minItems: 1, maxItems: 1000 }),
  shippingMinor: Type.Optional(Amount),
  discountMinor: Type.Optional(
    Type.Integer({ ...Amount, description: 'On the whole order; spread over the lines' })
  ),
  pricesIncludeTax: Type.Optional(
    Type.Boolean({ default: true, description: 'false: the taxes come on top' })
  ),
  paidMinor: Type.Optional(Amount),
  buyer: Type.Optional(BuyerShape),
  address: Type.Optional(AddressShape),
  note: Type.Optional(Type.String({ maxLength: 2000 })),
  buyerNote: Type.Optional(Type.String({ maxLength: 2000 })),
  placedAt: Type.Optional(InstantText),
  shipBy: Type.Optional(InstantText),
  codes: Type.Optional(
    Type.Array(Type.String({ minLength: 1, maxLength: 60 }), {
      maxItems: 10,
      description: 'Coupon codes; one that cannot be used refuses the order'
    })
  ),
  payment: Type.Optional(
    Type.String({ ...Text(50), description: 'How it will be paid: promotions may ask for it' })
  ),
  giftChoices: Type.Optional(
    Type.Record(
      Type.String({ minLength: 1, maxLength: 128 }),
      Type.Array(Sku, { minItems: 1, maxItems: 50 }),
      { maxProperties: 20, description: 'Promotion → the SKUs of the gifts that were chosen' }
    )
  ),
  groupId: Type.Optional(
    Type.String({ ...Text(128), description: 'The group of buyers that the order joins' })
  )
}
const ExternalId = Type.String({
  minLength: 1,
  maxLength: 200,
  description: 'What the caller calls it; a second order with it is refused'
})

export const OrderInput = Type.Object(
  { externalId: Type.Optional(ExternalId), ...orderInput },
  closed
)
export type OrderInputShape = Static<typeof OrderInput>

/** In a batch each order has a name of its own, so that sending the batch again is harmless. */
export const BatchOrderInput = Type.Object({ externalId: ExternalId, ...orderInput }, closed)

export const LineShape = Type.Object({
  id: Type.String(),
  externalId: Type.String(),
  sku: Type.String(),
  variantId: Nullable(Type.String()),
  title: Type.String(),
  quantity: Units,
  unitPriceMinor: Nullable(AmountMinor),
  totalMinor: AmountMinor,
  discountMinor: AmountMinor,
  taxMinor: AmountMinor,
  allocatedQuantity: Units,
  fulfilledQuantity: Units,
  canceledQuantity: Units
})

const order = {
  id: Type.String(),
  channelId: Type.String(),
  externalId: Type.String(),
  number: Type.String(),
  state: OneOf(orderStates),
  rawStatus: Type.String({ description: "The channel's own word" }),
  paymentState: OneOf(paymentStates),
  refundState: OneOf(refundStates),
  currency: Type.String(),
  subtotalMinor: AmountMinor,
  discountMinor: AmountMinor,
  shippingMinor: AmountMinor,
  taxMinor: AmountMinor,
  totalMinor: AmountMinor,
  paidMinor: AmountMinor,
  refundedMinor: AmountMinor,
  customerRef: Nullable(Type.String()),
  buyer: Nullable(BuyerShape),
  address: Nullable(AddressShape),
  country: Nullable(Type.String()),
  placedAt: InstantText,
  modifiedAt: InstantText,
  shipBy: Nullable(InstantText),
  onHold: Type.Boolean(),
  holds: Type.Array(OneOf(holdCauses)),
  holdNote: Nullable(Type.String()),
  note: Nullable(Type.String()),
  buyerNote: Nullable(Type.String()),
  flags: Type.Array(Type.String()),
  splitFrom: Nullable(Type.String()),
  mergedInto: Nullable(Type.String()),
  version: Type.Integer(),
  createdAt: InstantText,
  updatedAt: InstantText,
  lines: Type.Array(LineShape)
}
export const OrderShape = Type.Object(order)

export const PaymentShape = Type.Object({
  id: Type.String(),
  amountMinor: AmountMinor,
  currency: Type.String(),
  method: Type.String(),
  reference: Nullable(Type.String()),
  paidAt: InstantText
})

export const ShipmentShape = Type.Object({
  id: Type.String(),
  orderId: Type.String(),
  carrier: Type.String(),
  trackingNumber: Type.String(),
  shippedAt: InstantText,
  confirmState: OneOf(confirmStates, { description: 'Whether its channel knows of it' }),
  confirmedAt: Nullable(InstantText),
  failedReason: Nullable(Type.String()),
  lines: Type.Array(
    Type.Object({
      orderLineId: Type.String(),
      sku: Type.String(),
      quantity: Units,
      locationId: Nullable(Type.String())
    })
  )
})

export const ExceptionShape = Type.Object({
  id: Type.String(),
  orderId: Type.String(),
  orderLineId: Nullable(Type.String()),
  kind: OneOf(exceptionKinds),
  state: OneOf(exceptionStates),
  sku: Nullable(Type.String()),
  quantity: Nullable(Type.Integer()),
  message: Type.String(),
  resolution: Nullable(Type.String()),
  resolvedBy: Nullable(Type.String()),
  openedAt: InstantText,
  resolvedAt: Nullable(InstantText)
})

export const OrderDetailShape = Type.Object({
  ...order,
  payments: Type.Array(PaymentShape),
  shipments: Type.Array(ShipmentShape),
  exceptions: Type.Array(ExceptionShape)
})

export const TimelineShape = Type.Object({
  id: Type.String(),
  at: InstantText,
  actor: Type.String(),
  kind: Type.String(),
  detail: Type.Unknown()
})

const filters = {
  channelId: Type.Optional(Text(128)),
  state: Type.Optional(OneOf(orderStates)),
  onHold: Type.Optional(Type.Boolean()),
  placedSince: Type.Optional(InstantText),
  placedBefore: Type.Optional(InstantText),
  number: Type.Optional(Text(100)),
  externalId: Type.Optional(Text(200)),
  sku: Type.Optional(Sku),
  flag: Type.Optional(Flag)
}
const OrderFilters = Type.Object(filters)
export type OrderFiltersShape = Static<typeof OrderFilters>
export const OrdersQuery = Type.Object({ ...PageQuery.properties, ...filters }, closed)
export const ExportQuery = Type.Object(
  {
    ...filters,
    format: OneOf(['ndjson', 'csv'], {
      default: 'ndjson',
      description: 'ndjson: one order a line; csv: one order line a row'
    })
  },
  closed
)

export const ExceptionsQuery = Type.Object(
  {
    ...PageQuery.properties,
    state: Type.Optional(OneOf(exceptionStates, { default: 'open' })),
    kind: Type.Optional(OneOf(exceptionKinds)),
    orderId: Type.Optional(Text(128))
  },
  closed
)

export const CreditNotesQuery = Type.Object(
  {
    ...PageQuery.properties,
    channelId: Type.Optional(Text(128)),
    orderId: Type.Optional(Text(128)),
    reason: Type.Optional(OneOf(creditNoteReasons))
  },
  closed
)

export const CreditNoteShape = Type.Object({
  id: Type.String(),
  channelId: Type.String(),
  externalId: Type.String(),
  reason: OneOf(creditNoteReasons),
  orderId: Nullable(Type.String()),
  currency: Type.String(),
  totalMinor: AmountMinor,
  shippingMinor: AmountMinor,
  otherMinor: Type.Integer({ description: 'For neither lines nor shipping; above zero: deducted' }),
  customerRef: Nullable(Type.String()),
  issuedAt: InstantText,
  lines: Type.Array(
    Type.Object({
      orderLineId: Nullable(Type.String()),
      sku: Type.String(),
      title: Type.String(),
      quantity: Type.Integer(),
      totalMinor: AmountMinor
    })
  )
})

export const OrderPatch = Type.Object(
  {
    note: Type.Optional(Nullable(Type.String({ maxLength: 2000 }))),
    flags: Type.Optional(Type.Array(Flag, { maxItems: 50, description: 'Replaces all of them' }))
  },
  { ...closed, minProperties: 1 }
)
export type OrderPatchShape = Static<typeof OrderPatch>

export const PaymentInput = Type.Object(
  {
    amountMinor: Type.Optional(Type.Integer({ ...Amount, description: 'Default: what is due' })),
    method: Type.String({ minLength: 1, maxLength: 50, default: 'other' }),
    reference: Type.Optional(Text(200)),
    paidAt: Type.Optional(InstantText)
  },
  closed
)
export type PaymentInputShape = Static<typeof PaymentInput>

const LineQuantities = Type.Array(Type.Object({ lineId: Text(128), quantity: Quantity }, closed), {
  minItems: 1,
  maxItems: 1000
})
export type LineQuantity = Static<typeof LineQuantities>[number]

export const HoldInput = Type.Object({ reason: Text(500) }, closed)

export const CancelInput = Type.Object(
  {
    reason: Type.Optional(Text(500)),
    lines: Type.Optional(LineQuantities)
  },
  { ...closed, description: 'Without lines: the whole order' }
)
export type CancelInputShape = Static<typeof CancelInput>

export const ShipmentInput = Type.Object(
  {
    carrier: Text(100),
    trackingNumber: Text(100),
    shippedAt: Type.Optional(InstantText),
    lines: Type.Optional(LineQuantities)
  },
  { ...closed, description: 'Without lines: all that is left to ship' }
)
export type ShipmentInputShape = Static<typeof ShipmentInput>

export const SplitInput = Type.Object({ lines: LineQuantities }, closed)
export const SplitShape = Type.Object({ order: OrderShape, split: OrderShape })

export const MergeInput = Type.Object(
  { orderIds: Type.Array(Text(128), { minItems: 1, maxItems: 50, uniqueItems: true }) },
  closed
)

export const ResolveInput = Type.Object(
  {
    note: Type.Optional(Text(500)),
    sku: Type.Optional(Type.String({ ...Sku, description: 'For unmapped_sku: our SKU of it' }))
  },
  closed
)
export type ResolveInputShape = Static<typeof ResolveInput>
