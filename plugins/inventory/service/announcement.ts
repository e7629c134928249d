import type { Alerts } from '#core/alerts/types'
import type { Deferred } from '#core/transaction'
import { watchStock } from './alerts.ts'
import type { Stock } from './stock.ts'

/** A variant whose stock has changed. */
export interface StockNews {
  variantId: string
  /** Its levels, locked, as they were left. */
  stock: Stock
  /** What was available before. */
  before: number
}

/** Tells, once for a commit, what is available now, and looks at the alerts of what has changed. */
export function announcementOf(alerts: Alerts, alertMarginUnits: number): Deferred<StockNews> {
  return {
    name: 'stock.changed',
    run: async (tx, news) => {
      const changed = netNews(news)
      await watchStock(tx, { alerts, changed, alertMarginUnits })
      await tx.emit(
        'stock.changed',
        [...changed.values()].flatMap(({ variantId, stock, before }) => {
          const available = stock.available(variantId)
          return available === before
            ? []
            : [{ variantId, sku: stock.variant(variantId).sku, available }]
        })
      )
    }
  }
}

/** What was before the first news of a variant, and is after the last. */
function netNews(news: readonly StockNews[]): Map<string, StockNews> {
  const net = new Map<string, StockNews>()
  for (const one of news) {
    const first = net.get(one.variantId)
    net.set(one.variantId, first ? { ...one, before: first.before } : one)
  }
  return net
}
