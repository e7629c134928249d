import { Type } from 'typebox'
import {
  AmountMinor,
  InstantText,
  Nullable,
  OneOf,
  PageQuery,
  Quantity,
  skuCharactersMax
} from '#core/http/schemas'
import { grades, replacementKinds } from './tables.ts'

const closed = { additionalProperties: false }
const Id = Type.String({ minLength: 1, maxLength: 128 })
const Note = Type.String({ maxLength: 2000 })
const Day = Type.String({ format: 'date', description: "Business day, in the shop's zone" })

const subject = {
  orderId: Type.Optional(Type.String({ ...Id, description: 'Or the case that is about it' })),
  caseId: Type.Optional(Id)
}

export const ReceiptInput = Type.Object(
  {
    ...subject,
    lines: Type.Array(
      Type.Object(
        {
          orderLineId: Id,
          quantity: Quantity,
          grade: OneOf(grades),
          note: Type.Optional(Note)
        },
        closed
      ),
      { maxItems: 1000 }
    ),
    locationId: Type.Optional(
      Type.String({ ...Id, description: 'For what is sellable. Default: where it left from' })
    ),
    note: Type.Optional(Note)
  },
  closed
)

export const GradeInput = Type.Object(
  {
    orderLineId: Id,
    from: OneOf(grades),
    to: OneOf(grades),
    quantity: Quantity,
    locationId: Type.Optional(Id),
    note: Type.Optional(Note)
  },
  closed
)

export const ReceiptShape = Type.Object({
  id: Type.String(),
  orderId: Type.String(),
  caseId: Nullable(Type.String()),
  note: Nullable(Type.String()),
  receivedOn: Day,
  receivedBy: Type.String(),
  createdAt: InstantText,
  lines: Type.Array(
    Type.Object({
      orderLineId: Type.String(),
      sku: Type.String(),
      grade: OneOf(grades),
      quantity: Type.Integer({ description: 'Below zero: graded otherwise since' }),
      locationId: Nullable(Type.String({ description: 'Where it is on hand again' })),
      note: Nullable(Type.String()),
      gradedOn: Day,
      gradedBy: Type.String()
    })
  )
})

export const ReceiptsQuery = Type.Object(
  {
    ...PageQuery.properties,
    orderId: Type.Optional(Id),
    caseId: Type.Optional(Id),
    receivedOn: Type.Optional(Day)
  },
  closed
)

export const DailyQuery = Type.Object({ from: Day, to: Day }, closed)
const totals = {
  units: Type.Integer(),
  sellable: Type.Integer(),
  repair: Type.Integer(),
  scrap: Type.Integer()
}
export const DailyShape = Type.Object({
  from: Day,
  to: Day,
  days: Type.Array(Type.Object({ on: Day, sku: Type.String(), ...totals })),
  totals: Type.Object(totals)
})

export const ReplacementInput = Type.Object(
  {
    ...subject,
    kind: OneOf(replacementKinds),
    lines: Type.Array(
      Type.Object(
        {
          orderLineId: Type.String({ ...Id, description: 'Units of it that are made good' }),
          quantity: Quantity,
          sku: Type.Optional(
            Type.String({
              minLength: 1,
              maxLength: skuCharactersMax,
              description: 'Default: the same'
            })
          ),
          unitPriceMinor: Type.Optional(
            Type.Integer({ ...AmountMinor, minimum: 0, description: 'Default: nothing' })
          )
        },
        closed
      ),
      { maxItems: 1000 }
    ),
    note: Type.Optional(Note)
  },
  closed
)

export const ReplacementShape = Type.Object({
  id: Type.String(),
  orderId: Type.String(),
  caseId: Nullable(Type.String()),
  kind: OneOf(replacementKinds),
  newOrderId: Type.String({ description: 'The order that was placed for it' }),
  note: Nullable(Type.String()),
  createdBy: Type.String(),
  createdAt: InstantText,
  sentAt: Nullable(InstantText),
  lines: Type.Array(
    Type.Object({
      orderLineId: Type.String(),
      newLineId: Type.String(),
      sku: Type.String(),
      quantity: Type.Integer()
    })
  )
})

export const ReplacementsQuery = Type.Object(
  { ...PageQuery.properties, orderId: Type.Optional(Id), caseId: Type.Optional(Id) },
  closed
)
