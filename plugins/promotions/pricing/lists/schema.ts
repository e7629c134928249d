import { type Static, Type } from 'typebox'
import { CurrencyCode, InstantText, Nullable, OneOf, Sku } from '#core/http/schemas'
import { priceListKinds } from '../tables.ts'

const closed = { additionalProperties: false }
const Names = Type.Array(Type.String({ minLength: 1, maxLength: 128 }), {
  minItems: 1,
  maxItems: 100,
  uniqueItems: true
})
const Handle = Type.String({
  pattern: '^[a-z0-9][a-z0-9-]{0,79}$',
  description: 'Its own name, unique'
})
const Title = Type.String({ minLength: 1, maxLength: 200 })
const Priority = Type.Integer({
  minimum: 0,
  maximum: 10_000,
  default: 100,
  description: 'Lower is looked at first'
})

/** A price list without its prices. */
export const PriceListInput = Type.Object(
  {
    handle: Handle,
    title: Title,
    kind: OneOf(priceListKinds, {
      description: 'sale: counts where it is lower; override: replaces the list price'
    }),
    currency: CurrencyCode,
    priority: Priority,
    channels: Type.Optional(Nullable(Names)),
    segments: Type.Optional(Nullable(Names)),
    tiers: Type.Optional(Nullable(Names)),
    startsAt: Type.Optional(Nullable(InstantText)),
    endsAt: Type.Optional(Nullable(InstantText)),
    isEnabled: Type.Boolean({ default: true })
  },
  closed
)
export type PriceListInputShape = Static<typeof PriceListInput>

/** What may change of a price list; what is not given stays. */
export const PriceListChange = Type.Partial(
  Type.Object(
    {
      title: Title,
      priority: Type.Integer({ minimum: 0, maximum: 10_000 }),
      channels: Nullable(Names),
      segments: Nullable(Names),
      tiers: Nullable(Names),
      startsAt: Nullable(InstantText),
      endsAt: Nullable(InstantText),
      isEnabled: Type.Boolean()
    },
    closed
  ),
  closed
)
export type PriceListChangeShape = Static<typeof PriceListChange>

export const PriceListShape = Type.Object({
  id: Type.String(),
  handle: Handle,
  title: Title,
  kind: OneOf(priceListKinds),
  currency: CurrencyCode,
  priority: Type.Integer(),
  channels: Nullable(Type.Array(Type.String())),
  segments: Nullable(Type.Array(Type.String())),
  tiers: Nullable(Type.Array(Type.String())),
  startsAt: Nullable(InstantText),
  endsAt: Nullable(InstantText),
  isEnabled: Type.Boolean(),
  version: Type.Integer(),
  createdAt: InstantText,
  updatedAt: InstantText
})

/** Prices to set in a list, or to take out of it. */
export const EntriesBody = Type.Object(
  {
    items: Type.Array(
      Type.Object(
        {
          sku: Sku,
          minQuantity: Type.Integer({
            minimum: 1,
            maximum: 1_000_000,
            default: 1,
            description: 'From so many units on'
          }),
          unitPriceMinor: Nullable(
            Type.Integer({
              minimum: 0,
              maximum: Number.MAX_SAFE_INTEGER,
              description: 'null: taken out'
            })
          )
        },
        closed
      ),
      { minItems: 1, maxItems: 1000 }
    )
  },
  closed
)
export type EntriesBodyShape = Static<typeof EntriesBody>

export const EntryShape = Type.Object({
  variantId: Type.String(),
  sku: Nullable(Type.String()),
  minQuantity: Type.Integer(),
  unitPriceMinor: Type.Integer(),
  updatedAt: InstantText
})
