import { type Static, Type } from 'typebox'
import { BatchOutcomes } from '#core/http/batch'
import { InstantText, Nullable, OneOf, PageQuery } from '#core/http/schemas'
import { media, messageStates } from './tables.ts'
import { Handle, Variables } from './templates/schema.ts'

const closed = { additionalProperties: false }
const Id = Type.String({ minLength: 1, maxLength: 128 })

export const MessagesQuery = Type.Object(
  {
    ...PageQuery.properties,
    customerId: Type.Optional(Id),
    state: Type.Optional(OneOf(messageStates)),
    template: Type.Optional(Handle),
    batchId: Type.Optional(Id)
  },
  closed
)

export const MessageShape = Type.Object({
  id: Type.String(),
  batchId: Nullable(Type.String()),
  memberId: Type.String({ description: 'The customer it was meant for, before a merge' }),
  customerId: Type.String(),
  template: Type.String(),
  templateId: Type.String(),
  templateVersion: Nullable(
    Type.Integer({ description: 'What it was made of; null: not yet made' })
  ),
  medium: OneOf(media),
  purpose: Type.String(),
  language: Nullable(Type.String()),
  state: OneOf(messageStates),
  reason: Nullable(
    Type.String({ description: 'Why it was skipped or failed, or was not taken last time' })
  ),
  contactId: Nullable(Type.String()),
  provider: Nullable(Type.String()),
  providerRef: Nullable(Type.String()),
  attempts: Type.Integer(),
  notBefore: InstantText,
  dueAt: InstantText,
  claimedAt: Nullable(InstantText),
  createdAt: InstantText,
  finishedAt: Nullable(InstantText)
})

export const MessageWithVariablesShape = Type.Object({
  ...MessageShape.properties,
  variables: Nullable(
    Type.Record(Type.String(), Type.String(), { description: 'Null without crm:personal' })
  )
})

const To = Type.Union([
  Type.Object({ customerIds: Type.Array(Id, { minItems: 1, maxItems: 500 }) }, closed),
  Type.Object({ segment: Type.String({ minLength: 1, maxLength: 64 }) }, closed)
])

export const BatchBody = Type.Object(
  {
    template: Handle,
    to: To,
    variables: Type.Optional(Variables),
    sourceId: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 128,
        description: 'Names this one sending: again it changes nothing'
      })
    ),
    notBefore: Type.Optional(
      Type.String({
        format: 'date-time',
        'x-instant': true,
        description: 'To a segment: whoever is in it by then. Default: now'
      })
    )
  },
  closed
)
export type BatchBodyShape = Static<typeof BatchBody>

export const BatchShape = Type.Object({
  id: Type.String(),
  sourceId: Type.String(),
  template: Type.String(),
  segment: Nullable(Type.String()),
  notBefore: InstantText,
  queued: Type.Integer({ description: 'Messages so far' }),
  createdAt: InstantText,
  finishedAt: Nullable(InstantText)
})

export const StartedBatchShape = Type.Object({
  ...BatchShape.properties,
  ...BatchOutcomes(Type.Object({ customerId: Type.String() })).properties
})
