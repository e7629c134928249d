import { type Static, Type } from 'typebox'
import { Secret } from '#core/channel/secret'
import { OneOf } from '#core/http/schemas'
import { smtpFields } from '#core/mail/options'
import { media } from './tables.ts'

const closed = { additionalProperties: false }
const TimeOfDay = (description: string) =>
  Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$', description })

const SmtpOptions = Type.Object(
  {
    ...smtpFields,
    replyTo: Type.Optional(Type.String({ format: 'email', maxLength: 320 })),
    connectionsMax: Type.Integer({
      minimum: 1,
      maximum: 50,
      default: 3,
      description: 'Connections of one process at once'
    })
  },
  closed
)

const WebhookOptions = Type.Object(
  {
    url: Type.String({ minLength: 1, maxLength: 2000, description: 'An https address' }),
    secret: Secret({
      description: 'Signs as Standard Webhooks do: whsec_ and base64 of 24 to 64 bytes'
    }),
    media: Type.Array(OneOf(media), {
      minItems: 1,
      maxItems: media.length,
      default: ['sms', 'webhook'],
      description: 'What goes there: email, sms, webhook'
    }),
    timeoutMs: Type.Integer({
      minimum: 1000,
      maximum: 30_000,
      default: 15_000,
      description: 'Longest exchange, to the last byte'
    })
  },
  closed
)

/** How messages are sent, and how often. Each medium goes to the first of smtp, webhook and outbox that takes it. */
export const MessagesOptions = Type.Object(
  {
    publicUrl: Type.Optional(
      Type.String({
        pattern: '^https?://',
        maxLength: 500,
        description: 'Where customers reach this engine: unsubscribe links lead there'
      })
    ),
    smtp: Type.Optional(SmtpOptions),
    webhook: Type.Optional(WebhookOptions),
    outbox: Type.Optional(
      Type.Object(
        {
          folder: Type.String({
            minLength: 1,
            maxLength: 1000,
            description: 'For trials: takes every medium that nothing else does, one file a message'
          })
        },
        closed
      )
    ),
    cap: Type.Optional(
      Type.Object(
        {
          messages: Type.Integer({
            minimum: 1,
            maximum: 1000,
            description: 'Most marketing messages of a customer in that time'
          }),
          days: Type.Integer({ minimum: 1, maximum: 365, description: 'Of 24 hours' })
        },
        {
          ...closed,
          description: 'Most marketing messages of a customer in so many times 24 hours'
        }
      )
    ),
    quietHours: Type.Optional(
      Type.Object(
        {
          from: TimeOfDay(
            "HH:MM on the customer's clock, else the shop's: no marketing from then on"
          ),
          to: TimeOfDay('HH:MM: from then on again; before `from`: on the next day')
        },
        closed
      )
    ),
    expireAfterHours: Type.Integer({
      minimum: 1,
      maximum: 720,
      default: 72,
      description: 'A message that could not be sent for so long is not sent any more'
    }),
    unsafeAllowPrivateNetworks: Type.Boolean({
      default: false,
      description: 'Also calls http:// and private addresses by webhook; for development and tests'
    })
  },
  { ...closed, default: {} }
)

export type MessagesOptionsShape = Static<typeof MessagesOptions>
