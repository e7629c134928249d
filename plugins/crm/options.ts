import { Type } from 'typebox'
import { MessagesOptions } from './messages/options.ts'
import { recommendationOptions } from './recommendations/options.ts'

/** Options of crm. */
export const CrmOptions = Type.Object(
  {
    country: Type.Optional(
      Type.String({
        pattern: '^[A-Z]{2}$',
        description:
          'ISO 3166-1: phone numbers without a country code are read by it when the address names no country. ' +
          'Without it such numbers find nobody'
      })
    ),
    ...recommendationOptions,
    messages: MessagesOptions
  },
  { additionalProperties: false }
)
