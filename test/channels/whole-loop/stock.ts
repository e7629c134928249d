import type { ChannelOrder } from '#core/channel/documents'
import type { SimulatedProduct } from '#core/channel/simulator'
import { capUnits } from './loop.ts'
import { demandOf } from './retail-orders.ts'

/** SKUs that are kept in stock and on sale everywhere: those that most is sold of. A listing is a call of its own. */
const skusOnSale = 300
/** Of so many SKUs one runs low. */
const lowOneOf = 5

/** What is left of each SKU when everything is sold: as many as a platform is shown at most, or fewer. */
export function leftOver(orders: readonly ChannelOrder[]): Map<string, number> {
  const demand = [...demandOf(orders)].sort(([, a], [, b]) => b - a).slice(0, skusOnSale)
  return new Map(
    demand.map(([sku], index) => [
      sku,
      index % lowOneOf === 0 ? index % capUnits : capUnits + (index % 7)
    ])
  )
}

/** The SKUs with as many units as orders ask for, and what is to be left. */
export function productsOf(
  orders: readonly ChannelOrder[],
  left: ReadonlyMap<string, number>
): SimulatedProduct[] {
  const demand = demandOf(orders)
  const lines = new Map(orders.flatMap((order) => order.lines.map((line) => [line.sku, line])))
  return [...left].map(([sku, units]) => {
    const { title, unitPriceMinor } = lines.get(sku)!
    return {
      sku,
      title: title || sku,
      // No platform sells for nothing.
      amountMinor: Math.max(100, unitPriceMinor!),
      currency: 'EUR',
      onHand: demand.get(sku)! + units
    }
  })
}
