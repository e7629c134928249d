import { Type } from 'typebox'
import { AmountMinor, InstantText, Nullable, OneOf, PageQuery } from '#core/http/schemas'
import { ChangeAction } from './actions.ts'
import { changeStates } from './tables.ts'

const closed = { additionalProperties: false }
const Id = Type.String({ minLength: 1, maxLength: 128 })
const Actions = Type.Array(ChangeAction, { maxItems: 100 })

export const ChangeInput = Type.Object(
  {
    orderId: Id,
    caseId: Type.Optional(Id),
    note: Type.Optional(Type.String({ maxLength: 2000 })),
    actions: Type.Optional(Actions)
  },
  closed
)
export const ActionsInput = Type.Object(
  { actions: Type.Array(ChangeAction, { minItems: 1, maxItems: 100 }) },
  closed
)
export const ChangePreviewInput = Type.Object({ orderId: Id, actions: Actions }, closed)

const Text = (maxLength: number) => Type.String({ minLength: 1, maxLength })
export const ConfirmChangeInput = Type.Object(
  {
    expectedMinor: Type.Optional(
      Type.Integer({
        ...{ minimum: 0, maximum: Number.MAX_SAFE_INTEGER },
        description: 'What the preview came to; refused if it comes to something else now'
      })
    ),
    address: Type.Optional(
      Type.Object(
        {
          recipient: Type.Optional(Text(200)),
          phone: Type.Optional(Text(50)),
          lines: Type.Array(Type.String({ maxLength: 300 }), { maxItems: 10 }),
          city: Type.Optional(Type.String({ maxLength: 200 })),
          region: Type.Optional(Type.String({ maxLength: 200 })),
          postalCode: Type.Optional(Type.String({ maxLength: 40 })),
          country: Text(100)
        },
        { ...closed, description: 'Where it goes instead. Personal: kept with the order alone' }
      )
    )
  },
  closed
)

export const ChangePreviewShape = Type.Object({
  lines: Type.Array(
    Type.Object({
      lineId: Nullable(Type.String({ description: 'Null: it is new' })),
      name: Type.String({ description: 'How actions name it' }),
      sku: Type.String(),
      quantity: Type.Integer(),
      unitPriceMinor: AmountMinor,
      discountMinor: AmountMinor,
      taxMinor: AmountMinor
    })
  ),
  shippingMinor: AmountMinor,
  isTaxAdded: Type.Boolean(),
  beforeMinor: AmountMinor,
  afterMinor: AmountMinor,
  dueMinor: Type.Integer({ description: 'To be paid in addition before it goes on' }),
  refundMinor: Type.Integer({ description: 'To be given back' })
})

export const ChangeShape = Type.Object({
  id: Type.String(),
  orderId: Type.String(),
  caseId: Nullable(Type.String()),
  state: OneOf(changeStates),
  note: Nullable(Type.String()),
  beforeMinor: AmountMinor,
  afterMinor: Nullable(AmountMinor),
  dueMinor: Nullable(AmountMinor),
  refundMinor: Nullable(AmountMinor),
  refundId: Nullable(Type.String()),
  version: Type.Integer(),
  createdBy: Type.String(),
  createdAt: InstantText,
  updatedAt: InstantText,
  settledAt: Nullable(InstantText),
  actions: Type.Array(
    Type.Object({
      id: Type.String(),
      kind: Type.String(),
      detail: Type.Unknown({ description: 'What the action was given' }),
      actor: Type.String(),
      at: InstantText
    })
  ),
  preview: Nullable(ChangePreviewShape)
})

export const ChangesQuery = Type.Object(
  {
    ...PageQuery.properties,
    orderId: Type.Optional(Id),
    state: Type.Optional(OneOf(changeStates))
  },
  closed
)
