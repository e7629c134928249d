import type { Alerts } from '#core/alerts/types'
import type { Tx } from '#core/transaction'
import type { CatalogService } from '#plugins/catalog'
import type { MarginDrop } from '../drops/watch.ts'
import type { PriceChangeRow } from '../tables.ts'
import type { ChangeLimits } from './limits.ts'

/** What price changes are made with. */
export interface ChangeParts {
  catalog: CatalogService
  alerts: Alerts
  limits: ChangeLimits
  marginDrop: MarginDrop
  /**
   * Changes that a transaction is applying, by `priceKey`: the catalog tells of the prices it writes, and these are in the
   * log already.
   */
  applying: WeakMap<Tx, Map<string, PriceChangeRow>>
}

/** Names a list price. */
export function priceKey({ variantId, currency }: { variantId: string; currency: string }): string {
  return `${variantId}@${currency}`
}
