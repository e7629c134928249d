import type { Lifecycle } from './api.ts'

declare module 'shopkeeper' {
  interface Tables {
    products: ProductRow
    variants: VariantRow
    prices: PriceRow
    productMedia: MediaRow
    categories: CategoryRow
    productTexts: ProductTextRow
  }
}

export interface ProductRow {
  id: string
  /** The merchant's own name of the product, unique; groups the rows of an import. */
  handle: string
  title: string
  description: string
  categoryId: string | null
  taxClass: string | null
  /** JSON: name → text, number or boolean. */
  attributes: string
  /** JSON: `[{ name, values }]`, what its variants differ in. */
  options: string
  lifecycle: Lifecycle
  /** When it first went live; null: not yet. Kept by `touchProducts`. */
  launchedAt: string | null
  /** Completeness, 0 to 100; kept with every write that may change it. */
  score: number
  /** JSON: names of the checks that are not met. */
  missing: string
  version: number
  createdAt: string
  updatedAt: string
}

export interface VariantRow {
  id: string
  productId: string
  sku: string
  /** 14 digits. */
  gtin: string | null
  /** Null: the product's title. */
  title: string | null
  isTracked: number
  costMinor: number | null
  costCurrency: string | null
  weightGrams: number | null
  lengthMm: number | null
  widthMm: number | null
  heightMm: number | null
  /** Null: the product's tax class. */
  taxClass: string | null
  /** JSON. */
  attributes: string
  /** JSON: option name → value. */
  optionValues: string
  position: number
  version: number
  createdAt: string
  updatedAt: string
}

export interface PriceRow {
  variantId: string
  currency: string
  amountMinor: number
  updatedAt: string
}

export const mediaRoles = ['main', 'detail'] as const
type MediaRole = (typeof mediaRoles)[number]

export interface MediaRow {
  id: string
  productId: string
  role: MediaRole
  position: number
  url: string
  alt: string
  width: number | null
  height: number | null
  bytes: number | null
  createdAt: string
}

export interface CategoryRow {
  id: string
  parentId: string | null
  name: string
  slug: string
  /** Slugs from the root down, joined by `/`; unique. */
  path: string
  position: number
  version: number
  createdAt: string
  updatedAt: string
}

/** What search looks into: one folded text a product. */
export interface ProductTextRow {
  productId: string
  content: string
}
