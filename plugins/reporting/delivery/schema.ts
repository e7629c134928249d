import { type Static, Type } from 'typebox'
import { InstantText, Nullable, OneOf, PageQuery } from '#core/http/schemas'
import { formats } from '../rendering/files/files.ts'
import { deliveryStates } from './tables.ts'

const closed = { additionalProperties: false }

export const DeliveryShape = Type.Object(
  {
    id: Type.String(),
    runId: Type.String(),
    recipient: Type.String(),
    formats: Type.Array(OneOf(formats)),
    state: OneOf(deliveryStates, {
      description: 'unknown: it broke off where the mail may have been taken'
    }),
    attempts: Type.Integer(),
    reason: Nullable(Type.String()),
    ref: Nullable(Type.String({ description: 'What the mail server called it' })),
    createdAt: InstantText,
    finishedAt: Nullable(InstantText)
  },
  closed
)

export const DeliveriesQuery = Type.Object(
  {
    ...PageQuery.properties,
    runId: Type.Optional(Type.String({ maxLength: 128 })),
    state: Type.Optional(OneOf(deliveryStates))
  },
  closed
)
export type DeliveriesQueryShape = Static<typeof DeliveriesQuery>

export const DeliverBody = Type.Object(
  {
    recipients: Type.Array(Type.String({ format: 'email', maxLength: 320 }), {
      ...{ minItems: 1, maxItems: 50, uniqueItems: true },
      description: 'Who has it already does not get it again'
    }),
    formats: Type.Array(OneOf(formats), {
      ...{ minItems: 1, maxItems: formats.length, uniqueItems: true, default: ['html'] }
    })
  },
  closed
)
