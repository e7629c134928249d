import { type Static, Type } from 'typebox'
import { smtpFields } from '#core/mail/options'

const closed = { additionalProperties: false }

/** How reports are mailed. Both given, smtp goes first. */
export const DeliveryOptions = Type.Object(
  {
    smtp: Type.Optional(Type.Object(smtpFields, closed)),
    outbox: Type.Optional(
      Type.Object(
        {
          folder: Type.String({
            minLength: 1,
            maxLength: 1000,
            description: 'For trials: each mail is written there as a file'
          })
        },
        closed
      )
    )
  },
  { ...closed, default: {} }
)
export type DeliveryOptionsShape = Static<typeof DeliveryOptions>
