import { ratioOf, safeMinor } from '#core/money'
import type { SimulatedChange } from './change.ts'

/** Other unit prices, by variant; the discounts that lines had stay in proportion. */
export function withPrices(unitPrices: ReadonlyMap<string, number>): SimulatedChange {
  return {
    assumptions: ['discounts that lines had keep their share of the price'],
    variantIds: [],
    async prepare() {
      return (order) => ({
        gifts: [],
        shippingDiscountMinor: 0,
        totalsMinor: order.lines.map(({ variantId, unitPriceMinor, quantity, totalMinor }) => {
          const price = unitPrices.get(variantId ?? '')
          if (price === undefined || price === unitPriceMinor) return totalMinor
          // What was given away says nothing about a share.
          if (unitPriceMinor === 0) return safeMinor(price * quantity)
          return ratioOf(totalMinor, price, unitPriceMinor)
        })
      })
    }
  }
}
