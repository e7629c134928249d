import { type Static, type TSchema, Type } from 'typebox'

/** Query of every list: keyset pagination. */
export const PageQuery = Type.Object(
  {
    limit: Type.Integer({ minimum: 1, maximum: 100, default: 20, description: 'Rows of a page' }),
    after: Type.Optional(Type.String({ maxLength: 1000, description: '`next` of the page before' }))
  },
  { additionalProperties: false }
)

/** Answer of every list. */
export function PageOf<Row extends TSchema>(row: Row) {
  return Type.Object({
    data: Type.Array(row),
    next: Type.Union([Type.String(), Type.Null()], { description: 'Cursor of the next page' })
  })
}

/** One of some words. */
export function OneOf<const Words extends readonly string[]>(
  words: Words,
  options: { description?: string; default?: Words[number] } = {}
) {
  return Type.Unsafe<Words[number]>(Type.String({ enum: [...words], ...options }))
}

/**
 * A value or null, as `type: [T, 'null']` wherever the schema has a type: a union is serialized by validating the value
 * against each of its members, which costs more than all the rest of a list.
 */
export function Nullable<Schema extends TSchema>(schema: Schema) {
  const { type, enum: words } = schema as { type?: unknown; enum?: readonly unknown[] }
  const nullable =
    typeof type === 'string'
      ? { ...schema, type: [type, 'null'], ...(words && { enum: [...words, null] }) }
      : Type.Union([schema, Type.Null()])
  return Type.Unsafe<Static<Schema> | null>(nullable)
}

export const IdParams = Type.Object({ id: Type.String({ minLength: 1, maxLength: 128 }) })

export const InstantText = Type.String({
  format: 'date-time',
  'x-instant': true,
  description: 'ISO 8601; answered in UTC with milliseconds'
})

export const AmountMinor = Type.Integer({
  minimum: -Number.MAX_SAFE_INTEGER,
  maximum: Number.MAX_SAFE_INTEGER,
  description: "In the currency's ISO 4217 minor unit"
})

export const CurrencyCode = Type.String({
  pattern: '^[A-Z]{3}$',
  description: 'ISO 4217'
})

export const MoneyShape = Type.Object(
  { amountMinor: AmountMinor, currency: CurrencyCode },
  { additionalProperties: false }
)

/** Characters of a SKU: what the catalog takes may be named everywhere. */
export const skuCharactersMax = 128
export const Sku = Type.String({ minLength: 1, maxLength: skuCharactersMax })

/** A whole quantity of units, one or more. */
export const Quantity = Type.Integer({ minimum: 1, maximum: 1_000_000_000 })

export type PageQueryShape = Static<typeof PageQuery>
