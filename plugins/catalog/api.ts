import type { Reader } from '#core/database/db'
import type { Instant } from '#core/time'
import type { Tx } from '#core/transaction'

/** Where a product stands: only `live` ones are offered. */
export const lifecycles = ['draft', 'live', 'paused', 'retired'] as const
export type Lifecycle = (typeof lifecycles)[number]

/** A sellable thing as other plugins need to know it. */
export interface VariantRef {
  id: string
  sku: string
  productId: string
  title: string
  /** Whether stock is counted for it; services and SKUs learned from an import are untracked. */
  isTracked: boolean
  lifecycle: Lifecycle
}

/** A variant with what it costs at list price. */
export interface VariantOffer extends VariantRef {
  /** In the currency that was asked for; null: it has no price in it. */
  listPriceMinor: number | null
}

/**
 * Reads what is available to promise, by variant: one query. Variants it leaves out have no figure.
 */
export type AvailabilityReader = (
  db: Reader,
  variantIds: readonly string[]
) => Promise<Map<string, number>>

export const transferFormats = ['csv', 'ndjson'] as const
export type TransferFormat = (typeof transferFormats)[number]

/** What an import has done so far. */
export interface ImportReport {
  rows: number
  created: number
  updated: number
  unchanged: number
  rejected: number
  /** Rejected rows, the first thousand of them. */
  errors: { line: number; sku: string | null; column: string; reason: string }[]
}

/** A product of one variant that is offered at once. */
export interface ForSale {
  sku: string
  title: string
  amountMinor: number
  currency: string
}

/** What a listing of a variant is made of. */
export interface VariantContent {
  variantId: string
  sku: string
  title: string
  description: string
  gtin: string | null
  /** The main images first. */
  imageUrls: string[]
  /** Of the product, then of the variant; the latter win. */
  attributes: Record<string, unknown>
}

/** What the price of a variant may depend on. */
export interface VariantPricing {
  variantId: string
  productId: string
  /** Its product's category and those above it. */
  categoryIds: string[]
  /** Of the product, then of the variant; the latter win. */
  attributes: Record<string, unknown>
  /** When its product first went live; null: not yet. */
  launchedAt: Instant | null
  /** Confidential: for a margin floor, never for an answer. */
  costMinor: number | null
  costCurrency: string | null
}

/** What other plugins and commands may ask of the catalog. */
export interface CatalogService {
  /** Variants by SKU, those that exist: one query for any number. */
  variantsBySku(db: Reader, skus: readonly string[]): Promise<Map<string, VariantRef>>
  variantsById(db: Reader, ids: readonly string[]): Promise<Map<string, VariantRef>>
  /** Variants by SKU with their list prices: one query for any number. */
  offersBySku(
    db: Reader,
    skus: readonly string[],
    currency: string
  ): Promise<Map<string, VariantOffer>>
  /**
   * Makes products of one untracked variant for SKUs that are not there yet; the others are left
   * alone.
   */
  createUntracked(
    tx: Tx,
    skus: readonly { sku: string; title: string }[]
  ): Promise<Map<string, VariantRef>>
  /**
   * Makes live products of one tracked variant with a price, for SKUs that are not there yet. For a
   * few at a time.
   */
  createTracked(tx: Tx, products: readonly ForSale[]): Promise<Map<string, VariantRef>>
  /** What listings of variants are made of, by variant: two queries for any number. */
  contentOf(db: Reader, variantIds: readonly string[]): Promise<Map<string, VariantContent>>
  /** What variants cost in a currency at list price; those without a price are left out. */
  pricesOf(
    db: Reader,
    variantIds: readonly string[],
    currency: string
  ): Promise<Map<string, number>>
  /** What prices of variants may depend on, by variant: two queries for any number. */
  pricingOf(db: Reader, variantIds: readonly string[]): Promise<Map<string, VariantPricing>>
  /** Currencies that anything has a list price in: one query. */
  pricedCurrencies(db: Reader): Promise<string[]>
  /** Those of these categories that there are: one query. */
  knownCategories(db: Reader, ids: readonly string[]): Promise<Set<string>>
  /** Those of these products that there are: one query. */
  knownProducts(db: Reader, ids: readonly string[]): Promise<Set<string>>
  /** Ids of variants in their order, those after one: for walking through all of them. */
  variantIdsAfter(db: Reader, after: string, limit: number): Promise<string[]>
  /**
   * Sets list prices of variants, each in one currency; their other prices stay. A constant number of queries. What is
   * that price already is left alone. Errors: CURRENCY_UNKNOWN.
   */
  setPrices(
    tx: Tx,
    prices: readonly { variantId: string; currency: string; amountMinor: number }[]
  ): Promise<void>
  /**
   * Lets product lists show stock. Called by inventory in its setup: the catalog itself knows
   * nothing of stock.
   */
  provideAvailability(reader: AvailabilityReader): void
  /**
   * Imports variants with their products from a file, page by page; `onProgress` hears of every
   * page. The same file again changes nothing. Errors: FILE_…, CSV_… before anything is changed; a
   * bad row is only reported.
   */
  importProducts(
    file: string,
    format: TransferFormat,
    onProgress?: (report: Readonly<ImportReport>) => void
  ): Promise<ImportReport>
  /**
   * Writes every variant with its product as text, a page at a time: what `importProducts` reads
   * again.
   */
  exportProducts(db: Reader, format: TransferFormat): AsyncGenerator<string>
}

declare module 'shopkeeper' {
  interface Services {
    catalog: CatalogService
  }
  interface Events {
    /** Variants that are new. */
    'variant.created': VariantRef
    /** Variants of which SKU, title, tracking or lifecycle changed. */
    'variant.changed': VariantRef
    /** Variants of a draft that are about to be deleted; whoever still needs them vetoes. */
    'variant.deleted': VariantRef
    /** A list price is new, changed or gone (`amountMinor: null`). */
    'price.changed': {
      variantId: string
      sku: string
      currency: string
      amountMinor: number | null
      /** Null: there was none. */
      previousMinor: number | null
    }
    /** What variants cost us has changed; the figure itself is confidential. */
    'cost.changed': { variantId: string; sku: string }
  }
  interface Permissions {
    'catalog:read': true
    'catalog:write': true
    /** Sees cost and supplier prices. */
    'catalog:cost': true
  }
}
