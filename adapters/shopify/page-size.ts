import { ShopifyRefusal } from './errors.ts'

/** Rows in a page of orders. Shopify allows 250, but one query may not cost more than 1,000 points. */
export const orderPageMax = 25

/**
 * Asks for as large a page as Shopify takes: what a query costs depends on its answer's shape by rules that it
 * does not publish in full. A query that is too dear is refused before it runs, and half of it is asked for.
 * Errors: as `ask`.
 */
export async function largestPage<Data>(ask: (first: number) => Promise<Data>): Promise<Data> {
  for (let first = orderPageMax; ; first = Math.floor(first / 2)) {
    try {
      return await ask(first)
    } catch (error) {
      const isTooDear = error instanceof ShopifyRefusal && error.code === 'MAX_COST_EXCEEDED'
      if (!isTooDear || first < 2) throw error
    }
  }
}
