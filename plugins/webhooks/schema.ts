import { type Static, Type } from 'typebox'
import { InstantText, Nullable, OneOf, PageQuery } from '#core/http/schemas'
import { deliveryStates, disabledReasons } from './tables.ts'

const closed = { additionalProperties: false }

export const WebhooksOptions = Type.Object(
  {
    timeoutMs: Type.Integer({
      minimum: 1000,
      maximum: 30_000,
      default: 15_000,
      description: 'Longest exchange with an endpoint, from the name lookup to the last byte'
    }),
    disableAfterDays: Type.Integer({
      minimum: 1,
      maximum: 30,
      default: 5,
      description: 'A subscription is disabled when each attempt has failed for this long'
    }),
    keepDays: Type.Integer({
      minimum: 1,
      maximum: 365,
      default: 30,
      description: 'How long deliveries are kept after they were made'
    }),
    unsafeAllowPrivateNetworks: Type.Boolean({
      default: false,
      description: 'Also calls http:// and private addresses; for development and tests'
    })
  },
  closed
)

const SubscriptionFields = {
  url: Type.String({ minLength: 1, maxLength: 2000, description: 'An https address' }),
  events: Type.Array(
    Type.String({ pattern: '^(\\*|[a-z][a-z0-9.-]*(\\.\\*)?)$', maxLength: 100 }),
    {
      minItems: 1,
      maxItems: 50,
      description: 'Names of events, `order.*` for all that begin so, or `*`'
    }
  ),
  description: Type.String({ maxLength: 500 })
}

export const NewSubscriptionShape = Type.Object(
  { ...SubscriptionFields, description: Type.Optional(SubscriptionFields.description) },
  closed
)
export type NewSubscription = Static<typeof NewSubscriptionShape>

export const SubscriptionChangeShape = Type.Partial(Type.Object(SubscriptionFields), closed)
export type SubscriptionChange = Static<typeof SubscriptionChangeShape>

export const SubscriptionShape = Type.Object({
  id: Type.String(),
  ...SubscriptionFields,
  state: OneOf(['enabled', 'disabled']),
  disabledReason: Nullable(
    OneOf(disabledReasons, { description: 'gone: answered 410; failing: failed for days' })
  ),
  disabledAt: Nullable(InstantText),
  failingSince: Nullable(InstantText),
  previousSecretUntil: Nullable(InstantText),
  version: Type.Integer(),
  createdAt: InstantText,
  updatedAt: InstantText
})

export const SubscriptionWithSecretShape = Type.Object({
  ...SubscriptionShape.properties,
  secret: Type.Optional(
    Type.String({
      description: 'Signs what is sent; shown in this answer and in no retry'
    })
  )
})

export const RotationShape = Type.Object(
  {
    overlapHours: Type.Integer({
      minimum: 0,
      maximum: 168,
      default: 24,
      description: 'How long the secret before signs too'
    })
  },
  closed
)

export const ReplayShape = Type.Object({ since: InstantText }, closed)

export const ReplayedShape = Type.Object({
  replayed: Type.Integer(),
  isMore: Type.Boolean({ description: 'There are more: call again' })
})

const deliveryFields = {
  id: Type.String(),
  subscriptionId: Type.String(),
  messageId: Type.String({ description: 'Sent as `webhook-id`' }),
  type: Type.String({ description: 'Name of the event' }),
  state: OneOf(deliveryStates),
  attempts: Type.Integer(),
  nextAttemptAt: Nullable(InstantText),
  createdAt: InstantText,
  finishedAt: Nullable(InstantText)
}

export const DeliveryShape = Type.Object(deliveryFields)

export const DeliveryWithAttemptsShape = Type.Object({
  ...deliveryFields,
  payload: Type.Unknown({ description: 'The body that is sent' }),
  attemptLog: Type.Array(
    Type.Object({
      attempt: Type.Integer(),
      startedAt: InstantText,
      durationMs: Type.Integer(),
      status: Nullable(Type.Integer({ description: 'null: there was no answer' })),
      error: Nullable(Type.String()),
      answer: Type.String({ description: 'The first 1024 bytes of its body' })
    }),
    { description: 'The newest hundred, newest first' }
  )
})

export const DeliveryQuery = Type.Object(
  {
    ...PageQuery.properties,
    subscriptionId: Type.Optional(Type.String({ maxLength: 128 })),
    state: Type.Optional(OneOf(deliveryStates)),
    type: Type.Optional(Type.String({ maxLength: 100 })),
    since: Type.Optional(InstantText)
  },
  closed
)
