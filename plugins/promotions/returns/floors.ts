import type { Reader } from '#core/database/db'
import type { VariantPricing } from '#plugins/catalog'
import type { PromotionsScope } from '../scope.ts'
import type { OrderReprice } from './api.ts'

/**
 * The least that a unit of each line may cost, same order as the lines; null: anything. The margin floor of today, and never
 * more than what a unit costs in the order now: a cost that has risen since makes nothing dearer. One query, or none where
 * no cost is known in the currency.
 */
export async function floorsNow(
  { pricing }: Pick<PromotionsScope, 'pricing'>,
  db: Reader,
  { lines, currency, channelId, pricesIncludeTax }: OrderReprice,
  facts: ReadonlyMap<string, VariantPricing>
): Promise<(number | null)[]> {
  const units = [...facts.values()]
    .filter(({ costCurrency }) => costCurrency === currency)
    .map(({ variantId, costMinor, costCurrency }) => ({
      ...{ variantId, costMinor, costCurrency },
      taxBps: null
    }))
  if (!pricing || units.length === 0) return lines.map(() => null)
  const floors = await pricing.floorsFor(db, { units, currency, channelId, pricesIncludeTax })
  return lines.map(({ variantId, unitNetMinor }) => {
    const floorMinor = floors.get(variantId)
    if (floorMinor === undefined) return null
    return unitNetMinor === null ? floorMinor : Math.min(floorMinor, unitNetMinor)
  })
}
