import { type Static, Type } from 'typebox'
import { type ChannelOrderStatus, channelOrderStatuses } from '#core/channel/documents'
import { OneOf } from '#core/http/schemas'

const column = Type.String({ minLength: 1, maxLength: 200 })
const optional = (description: string) =>
  Type.Optional(Type.String({ minLength: 1, maxLength: 200, description }))

/** Which column of a file holds what. Values of the order may stand in its first row alone. */
export const ColumnMapping = Type.Object(
  {
    order: column,
    placedAt: column,
    sku: column,
    quantity: column,
    unitPrice: optional('Of one unit; needed unless there is a lineTotal'),
    lineTotal: optional("Of all units, after the line's own discount"),
    number: optional('What people call the order'),
    status: optional('Read by statusWords'),
    currency: optional("ISO 4217; without it the account's"),
    modifiedAt: optional('When the order last changed; without it the time the file was written'),
    shipBy: optional('Until when it has to leave'),
    lineId: optional('Unique in the order; without it the number of the row'),
    listingId: optional("The platform's own id of what was sold"),
    title: optional('What the line is called'),
    lineDiscount: optional("The line's own discount, zero or more"),
    lineTax: optional('Tax of the line'),
    shipping: optional('Shipping of the order'),
    discount: optional('Discount on the whole order, zero or more'),
    tax: optional('Tax of the order'),
    total: optional('What the buyer pays in all; without it the sum'),
    paid: optional('What is paid; without it all, unless the status says otherwise'),
    customer: optional("The platform's id of the buyer"),
    name: optional("The buyer's name"),
    email: optional("The buyer's e-mail address"),
    phone: optional("The buyer's phone"),
    recipient: optional('Who gets the parcel'),
    address1: optional('Street and number'),
    address2: optional('What else the address needs'),
    city: optional('City'),
    region: optional('Province or state'),
    postalCode: optional('Postal code'),
    country: optional('ISO 3166 code or name'),
    note: optional("The buyer's note")
  },
  { additionalProperties: false }
)
export type ColumnMapping = Static<typeof ColumnMapping>

/** A column mapping as it stands in a config, with what its words mean. */
export const InlineMapping = Type.Object(
  {
    columns: ColumnMapping,
    dateFormat: Type.Optional(
      Type.String({
        minLength: 2,
        maxLength: 60,
        description: 'Tokens of Luxon, such as dd/MM/yyyy HH:mm. Default: ISO 8601'
      })
    ),
    statusWords: Type.Optional(
      Type.Record(Type.String({ minLength: 1, maxLength: 100 }), OneOf(channelOrderStatuses), {
        description: "The file's words for statuses. Our own words are known; others are unmapped"
      })
    ),
    statusDefault: Type.Optional(OneOf(channelOrderStatuses)),
    pricesIncludeTax: Type.Optional(
      Type.Boolean({ description: 'Tax is within the prices, not on top. Default true' })
    )
  },
  { additionalProperties: false }
)
export type InlineMapping = Static<typeof InlineMapping>

/** What a file's word for a status means: as given, else one of ours; null when nobody knows. */
export function statusOf(
  word: string,
  words: Readonly<Record<string, ChannelOrderStatus>>
): ChannelOrderStatus {
  const given = words[word] ?? words[word.toLowerCase()]
  if (given !== undefined) return given
  const own = word.toLowerCase().replaceAll(/[\s-]+/g, '_')
  return channelOrderStatuses.find((status) => status === own) ?? 'unmapped'
}
