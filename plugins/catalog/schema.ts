import { type Static, Type } from 'typebox'
import {
  CurrencyCode,
  IdParams,
  InstantText,
  MoneyShape,
  Nullable,
  OneOf,
  PageQuery,
  skuCharactersMax
} from '#core/http/schemas'
import { lifecycles } from './api.ts'
import { completenessChecks } from './completeness.ts'
import { mediaRoles } from './tables.ts'

const closed = { additionalProperties: false } as const

/** Options of the plugin. */
export const CatalogOptions = Type.Object(
  {
    importMaxBytes: Type.Integer({
      minimum: 1024,
      maximum: 10_737_418_240,
      default: 1_073_741_824,
      description: 'Largest file of an import, in bytes'
    }),
    rowMaxBytes: Type.Integer({
      minimum: 1024,
      maximum: 16_777_216,
      default: 1_048_576,
      description: 'Longest row of an import, in bytes'
    }),
    publishScoreMin: Type.Integer({
      minimum: 0,
      maximum: 100,
      default: 0,
      description: 'Completeness score below which a product does not go live'
    })
  },
  closed
)

const SkuText = Type.String({
  minLength: 1,
  maxLength: skuCharactersMax,
  pattern: '^[^\\s\\p{Cc}]([^\\p{Cc}]*[^\\s\\p{Cc}])?$',
  description: "The merchant's own identifier of the variant, unique"
})
const Title = Type.String({ minLength: 1, maxLength: 500, pattern: '\\S' })
const TaxClass = Type.String({ minLength: 1, maxLength: 60 })
const Millimeters = Type.Integer({ minimum: 1, maximum: 1_000_000 })

const PriceShape = Type.Object(
  {
    amountMinor: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }),
    currency: CurrencyCode
  },
  { ...closed, description: "In the currency's ISO 4217 minor unit" }
)

/** Free attributes: name → text, number or yes/no. */
const Attributes = Type.Record(
  Type.String({ minLength: 1, maxLength: 100 }),
  Type.Union([
    Type.String({ maxLength: 5000 }),
    Type.Number({ minimum: -1e15, maximum: 1e15 }),
    Type.Boolean()
  ]),
  { maxProperties: 100 }
)
/** Attributes as answers carry them: what was checked when it came in is not checked again. */
const AttributesShown = Type.Unsafe<Static<typeof Attributes>>(
  Type.Object({}, { additionalProperties: true, description: 'Name → text, number or boolean' })
)
const OptionValues = Type.Record(
  Type.String({ minLength: 1, maxLength: 100 }),
  Type.String({ minLength: 1, maxLength: 200 }),
  { maxProperties: 5, description: "The product's option → the variant's value of it" }
)
const Options = Type.Array(
  Type.Object(
    {
      name: Type.String({ minLength: 1, maxLength: 100 }),
      values: Type.Array(Type.String({ minLength: 1, maxLength: 200 }), {
        minItems: 1,
        maxItems: 200,
        uniqueItems: true
      })
    },
    closed
  ),
  { maxItems: 5, description: 'What the variants differ in, such as color and size' }
)
const Dimensions = Type.Object(
  { lengthMm: Millimeters, widthMm: Millimeters, heightMm: Millimeters },
  closed
)

/** What may be given of a variant beside its SKU. */
const variantFields = {
  title: Type.Optional(Nullable(Title)),
  gtin: Type.Optional(
    Nullable(
      Type.String({ maxLength: 20, description: '8, 12, 13 or 14 digits, check digit last' })
    )
  ),
  isTracked: Type.Optional(Type.Boolean({ description: 'Whether stock is counted. Default true' })),
  cost: Type.Optional(Nullable(PriceShape)),
  weightGrams: Type.Optional(Nullable(Type.Integer({ minimum: 0, maximum: 100_000_000 }))),
  dimensions: Type.Optional(Nullable(Dimensions)),
  taxClass: Type.Optional(Nullable(TaxClass)),
  attributes: Type.Optional(Attributes),
  optionValues: Type.Optional(OptionValues),
  position: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000_000 }))
}
const Prices = Type.Array(PriceShape, { maxItems: 200 })

export const NewVariant = Type.Object(
  { sku: SkuText, ...variantFields, prices: Type.Optional(Prices) },
  closed
)
export const VariantChange = Type.Object({ sku: Type.Optional(SkuText), ...variantFields }, closed)
export const PricesBody = Type.Object({ prices: Prices }, closed)

export const NewMedia = Type.Object(
  {
    role: OneOf(mediaRoles),
    url: Type.String({ minLength: 1, maxLength: 2000, pattern: '^https?://[^\\s]+$' }),
    alt: Type.Optional(Type.String({ maxLength: 500 })),
    position: Type.Optional(Type.Integer({ minimum: 0, maximum: 1000 })),
    width: Type.Optional(Nullable(Type.Integer({ minimum: 1, maximum: 100_000 }))),
    height: Type.Optional(Nullable(Type.Integer({ minimum: 1, maximum: 100_000 }))),
    bytes: Type.Optional(Nullable(Type.Integer({ minimum: 1, maximum: 10_000_000_000 })))
  },
  closed
)

/** What may be given of a product beside its variants. */
const productFields = {
  handle: Type.Optional(
    Type.String({ minLength: 1, maxLength: 128, pattern: '^\\S+$', description: 'Default: its id' })
  ),
  description: Type.Optional(Type.String({ maxLength: 50_000 })),
  categoryId: Type.Optional(Nullable(Type.String({ minLength: 1, maxLength: 128 }))),
  taxClass: Type.Optional(Nullable(TaxClass)),
  attributes: Type.Optional(Attributes),
  options: Type.Optional(Options)
}

export const NewProduct = Type.Object(
  {
    title: Title,
    ...productFields,
    lifecycle: Type.Optional(OneOf(['draft', 'live'], { description: 'Default draft' })),
    variants: Type.Optional(Type.Array(NewVariant, { maxItems: 500 })),
    media: Type.Optional(Type.Array(NewMedia, { maxItems: 50 }))
  },
  closed
)
export const ProductChange = Type.Object({ title: Type.Optional(Title), ...productFields }, closed)

export const MediaShape = Type.Object({
  id: Type.String(),
  role: OneOf(mediaRoles),
  position: Type.Integer(),
  url: Type.String(),
  alt: Type.String(),
  width: Nullable(Type.Integer()),
  height: Nullable(Type.Integer()),
  bytes: Nullable(Type.Integer())
})

const variantKept = {
  id: Type.String(),
  productId: Type.String(),
  sku: Type.String(),
  gtin: Nullable(Type.String()),
  title: Nullable(Type.String({ description: "Null: the product's title" })),
  isTracked: Type.Boolean(),
  prices: Type.Array(MoneyShape),
  weightGrams: Nullable(Type.Integer()),
  dimensions: Nullable(Dimensions),
  taxClass: Nullable(Type.String()),
  attributes: AttributesShown,
  optionValues: Type.Unsafe<Static<typeof OptionValues>>(
    Type.Object({}, { additionalProperties: true, description: 'Option → value' })
  ),
  position: Type.Integer(),
  version: Type.Integer(),
  createdAt: InstantText,
  updatedAt: InstantText
}
/** A variant but for its stock and its cost. */
export const VariantKept = Type.Object(variantKept)
export const CostShape = Nullable(MoneyShape)
export const VariantShape = Type.Object({
  ...variantKept,
  available: Nullable(
    Type.Integer({ description: 'Available to promise; null when no stock is counted' })
  ),
  cost: Type.Optional(CostShape)
})

const productKept = {
  id: Type.String(),
  handle: Type.String(),
  title: Type.String(),
  description: Type.String(),
  categoryId: Nullable(Type.String()),
  taxClass: Nullable(Type.String()),
  attributes: AttributesShown,
  options: Options,
  lifecycle: OneOf(lifecycles),
  completeness: Type.Object({
    score: Type.Integer({ description: '0 to 100' }),
    missing: Type.Array(OneOf(completenessChecks))
  }),
  version: Type.Integer(),
  createdAt: InstantText,
  updatedAt: InstantText
}
const Variants = Type.Array(VariantShape)

/** One product with everything that belongs to it. */
export const ProductShape = Type.Object({
  ...productKept,
  variants: Variants,
  media: Type.Array(MediaShape)
})

const listedKept = {
  ...productKept,
  imageUrl: Nullable(Type.String({ description: 'Its first main image' }))
}
/** A product of a list but for its variants. */
export const ListedKept = Type.Object(listedKept)
/** A product as a list shows it. */
export const ProductListed = Type.Object({ ...listedKept, variants: Variants })

const productSorts = ['-createdAt', 'createdAt', '-updatedAt', 'updatedAt', 'title'] as const

export const ProductQuery = Type.Object(
  {
    ...PageQuery.properties,
    sort: OneOf(productSorts, { default: '-createdAt' }),
    lifecycle: Type.Optional(OneOf(lifecycles)),
    categoryId: Type.Optional(
      Type.String({ maxLength: 128, description: 'With the categories below it' })
    ),
    sku: Type.Optional(Type.String({ maxLength: skuCharactersMax })),
    updatedSince: Type.Optional(InstantText),
    q: Type.Optional(
      Type.String({ maxLength: 200, description: 'Words that all occur in title, SKU, GTIN, …' })
    )
  },
  closed
)

export const VariantQuery = Type.Object(
  {
    ...PageQuery.properties,
    sku: Type.Optional(Type.String({ maxLength: skuCharactersMax })),
    gtin: Type.Optional(Type.String({ maxLength: 20 })),
    productId: Type.Optional(Type.String({ maxLength: 128 }))
  },
  closed
)

export const CategoryShape = Type.Object({
  id: Type.String(),
  parentId: Nullable(Type.String()),
  name: Type.String(),
  slug: Type.String(),
  path: Type.String({ description: 'Slugs from the root down, such as home/kitchen/mugs' }),
  position: Type.Integer(),
  version: Type.Integer(),
  createdAt: InstantText,
  updatedAt: InstantText
})

const categoryFields = {
  parentId: Type.Optional(Nullable(Type.String({ minLength: 1, maxLength: 128 }))),
  position: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000_000 }))
}
const CategoryName = Type.String({ minLength: 1, maxLength: 200, pattern: '\\S' })
const Slug = Type.String({ maxLength: 60, pattern: '^[\\p{L}\\p{N}-]+$' })

export const NewCategory = Type.Object(
  { name: CategoryName, slug: Slug, ...categoryFields },
  closed
)
export const CategoryChange = Type.Object(
  { name: Type.Optional(CategoryName), slug: Type.Optional(Slug), ...categoryFields },
  closed
)

export const MediaParams = Type.Object({ ...IdParams.properties, mediaId: IdParams.properties.id })

export type NewProductInput = Static<typeof NewProduct>
export type ProductChangeInput = Static<typeof ProductChange>
export type NewVariantInput = Static<typeof NewVariant>
export type VariantChangeInput = Static<typeof VariantChange>
export type NewMediaInput = Static<typeof NewMedia>
export type NewCategoryInput = Static<typeof NewCategory>
export type CategoryChangeInput = Static<typeof CategoryChange>
export type PriceInput = Static<typeof PriceShape>
export type ProductQueryInput = Static<typeof ProductQuery>
export type VariantQueryInput = Static<typeof VariantQuery>
