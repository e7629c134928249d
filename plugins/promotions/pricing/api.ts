import type { Reader } from '#core/database/db'
import type { PriceRequest } from './lists/price-for.ts'
import type { ResolvedPrice } from './lists/resolve.ts'

/** What is asked of a margin floor. */
export interface FloorRequest {
  /** What `CatalogService.pricingOf` says of variants, and the tax on each; null: as the profit model has it. */
  units: readonly {
    variantId: string
    costMinor: number | null
    costCurrency: string | null
    taxBps: number | null
  }[]
  currency: string
  /** Null: the model for every channel. */
  channelId: string | null
  pricesIncludeTax: boolean
}

/** What the other areas of the plugin ask of pricing: a cart's unit prices and floors. */
export interface Pricing {
  /**
   * Unit prices by list price and price lists, by variant: two queries. Variants without any price are left out. This is
   * `unitPriceMinor` of a cart's lines.
   */
  priceFor(db: Reader, request: PriceRequest): Promise<Map<string, ResolvedPrice>>
  /**
   * The least a unit may be sold for by the margin floor, by variant: one query. Variants without a cost in the
   * currency, or without a profit model, are left out: they have no floor. This is `floorMinor` of a cart's lines.
   * Confidential: it tells of cost.
   */
  floorsFor(db: Reader, request: FloorRequest): Promise<Map<string, number>>
}
