import { type Static, Type } from 'typebox'
import {
  AmountMinor,
  CurrencyCode,
  InstantText,
  Nullable,
  OneOf,
  PageQuery
} from '#core/http/schemas'
import { importResults } from './api.ts'
import { MappingShape } from './formats/mapping.ts'
import {
  discrepancyKinds,
  discrepancyStates,
  lineClasses,
  lineTypes,
  payoutStates,
  statementFormats
} from './tables.ts'

const closed = { additionalProperties: false }
const Text = (maxLength: number) => Type.String({ minLength: 1, maxLength })
const DayText = Type.String({ format: 'date', description: 'YYYY-MM-DD' })

export const AccountIdParams = Type.Object({
  id: Type.String({ pattern: '^[a-z0-9][a-z0-9_-]{0,63}$' })
})

const accountFields = {
  provider: Type.String({
    ...{ minLength: 1, maxLength: 60 },
    description: 'Who settles, such as wechatpay, alipay or amazon'
  }),
  name: Text(120),
  currency: CurrencyCode,
  format: OneOf(statementFormats),
  settleLagDays: Type.Integer({
    ...{ minimum: 0, maximum: 120, default: 3 },
    description: 'Days after which a payment or refund must be in a statement'
  }),
  toleranceMinor: Type.Integer({
    ...{ minimum: 0, maximum: 1_000_000, default: 0 },
    description: 'Difference of an amount that is taken for the same, such as by rounding'
  }),
  payoutDays: Type.Integer({
    ...{ minimum: 0, maximum: 120, default: 1 },
    description: 'Days until the money of a statement or payout is in the bank'
  })
}
const paymentMethods = Type.Array(Text(60), {
  maxItems: 50,
  description:
    'Methods of recorded payments that go through it. With neither these nor a channel, what is missing in a statement cannot be told'
})

export const AccountInput = Type.Object(
  {
    ...accountFields,
    channelId: Type.Optional(Nullable(Text(128))),
    mapping: Type.Optional(MappingShape),
    paymentMethods: Type.Array(Text(60), { ...paymentMethods, default: [] })
  },
  closed
)
export type AccountInputShape = Static<typeof AccountInput>

export const AccountShape = Type.Object({
  id: Type.String(),
  ...accountFields,
  channelId: Nullable(Type.String()),
  mapping: Type.Union([MappingShape, Type.Null()]),
  paymentMethods,
  version: Type.Integer(),
  createdAt: InstantText,
  updatedAt: InstantText
})

export const ImportQuery = Type.Object(
  {
    accountId: Text(64),
    fileName: Type.Optional(Text(200)),
    replaces: Type.Optional(
      Type.String({ minLength: 1, maxLength: 128, description: 'The statement it restates' })
    ),
    openingMinor: Type.Optional(AmountMinor),
    closingMinor: Type.Optional(AmountMinor)
  },
  closed
)

const ClassSumShape = Type.Object({
  class: OneOf(lineClasses),
  type: OneOf(lineTypes),
  lines: Type.Integer(),
  amountMinor: AmountMinor
})

export const StatementShape = Type.Object({
  id: Type.String(),
  accountId: Type.String(),
  format: OneOf(statementFormats),
  currency: CurrencyCode,
  periodFromOn: DayText,
  periodToOn: DayText,
  openingMinor: AmountMinor,
  totalMinor: AmountMinor,
  closingMinor: AmountMinor,
  hasBalances: Type.Boolean({ description: 'Whether the statement says its balances itself' }),
  fileRows: Type.Integer(),
  lineCount: Type.Integer(),
  fileName: Nullable(Type.String()),
  fileHash: Type.String({ description: 'SHA-256' }),
  supersededBy: Nullable(Type.String()),
  importedBy: Type.String(),
  importedAt: InstantText,
  reconciledAt: InstantText,
  classes: Type.Array(ClassSumShape, { description: 'What became of its lines, by type' }),
  openDiscrepancies: Type.Integer({ description: 'Without those that are pending' }),
  openDifferenceMinor: AmountMinor
})

export const ImportShape = Type.Object({
  result: OneOf(importResults, {
    description:
      'known: this very file is there already, nothing is changed; equivalent: another file with the same lines, which count in place of what was to be replaced'
  }),
  statement: StatementShape
})

export const StatementsQuery = Type.Object(
  {
    ...PageQuery.properties,
    accountId: Type.Optional(Text(64)),
    superseded: Type.Optional(Type.Boolean({ description: 'Default: both' }))
  },
  closed
)

export const LinesQuery = Type.Object(
  {
    ...PageQuery.properties,
    class: Type.Optional(OneOf(lineClasses)),
    type: Type.Optional(OneOf(lineTypes))
  },
  closed
)

export const LineShape = Type.Object({
  id: Type.String(),
  position: Type.Integer(),
  fileLine: Type.Integer({ description: 'Line of the file, from 1' }),
  type: OneOf(lineTypes),
  rawType: Type.String(),
  txnId: Nullable(Type.String()),
  reference: Nullable(Type.String()),
  orderNo: Nullable(Type.String()),
  amountMinor: AmountMinor,
  postedAt: InstantText,
  description: Nullable(Type.String()),
  class: OneOf(lineClasses),
  matchId: Nullable(Type.String()),
  orderId: Nullable(Type.String()),
  pass: Nullable(
    Type.Integer({
      description:
        '1: transaction and amount, 2: order and amount, 3: sums of an order, 4: within the tolerance, 5: another amount'
    })
  ),
  differenceMinor: Nullable(AmountMinor)
})

export const DiscrepanciesQuery = Type.Object(
  {
    ...PageQuery.properties,
    statementId: Type.Optional(Text(128)),
    accountId: Type.Optional(Text(64)),
    kind: Type.Optional(OneOf(discrepancyKinds)),
    state: Type.Optional(OneOf(discrepancyStates))
  },
  closed
)

export const DiscrepancyShape = Type.Object({
  id: Type.String(),
  accountId: Type.String(),
  statementId: Type.String(),
  kind: OneOf(discrepancyKinds),
  subject: Type.String({ description: 'Id of the line, or the payment or refund it is about' }),
  orderId: Nullable(Type.String()),
  orderNo: Nullable(Type.String()),
  amountMinor: AmountMinor,
  differenceMinor: Type.Integer({ description: 'What the statement has more than we have' }),
  occurredAt: InstantText,
  state: OneOf(discrepancyStates),
  note: Nullable(Type.String()),
  resolvedBy: Nullable(Type.String()),
  resolvedAt: Nullable(InstantText),
  openedAt: InstantText,
  version: Type.Integer()
})

export const ResolveBody = Type.Object(
  { note: Type.String({ minLength: 1, maxLength: 2000, description: 'How it was dealt with' }) },
  closed
)

export const PayoutsQuery = Type.Object(
  {
    ...PageQuery.properties,
    accountId: Type.Optional(Text(64)),
    state: Type.Optional(OneOf(payoutStates))
  },
  closed
)

export const PayoutShape = Type.Object({
  id: Type.String(),
  accountId: Type.String(),
  statementId: Type.String(),
  lineId: Nullable(Type.String()),
  currency: CurrencyCode,
  expectedMinor: AmountMinor,
  expectedOn: DayText,
  state: OneOf(payoutStates),
  receivedMinor: Nullable(AmountMinor),
  differenceMinor: Nullable(AmountMinor),
  receivedOn: Nullable(DayText),
  reference: Nullable(Type.String()),
  daysToCash: Nullable(
    Type.Number({ description: 'From its sales to the bank, weighted by their amounts' })
  ),
  version: Type.Integer(),
  createdAt: InstantText
})

export const ReceiveBody = Type.Object(
  {
    amountMinor: AmountMinor,
    receivedOn: DayText,
    reference: Type.Optional(Text(200))
  },
  closed
)
