import type { Reader } from '#core/database/db'
import type { CatalogService, VariantPricing } from '#plugins/catalog'
import type { FloorRequest } from '../api.ts'
import type { ProfitModelRow } from '../tables.ts'
import { priceFloor } from './floor.ts'
import { modelFor, modelsIn } from './models.ts'

/** What no price can reach is far above all of them. */
const unreachable = Number.MAX_SAFE_INTEGER

/** See `Pricing.floorsFor`. */
export async function floorsFor(db: Reader, request: FloorRequest): Promise<Map<string, number>> {
  const { currency, channelId, pricesIncludeTax: isTaxIncluded } = request
  const model = modelFor(await modelsIn(db, currency), channelId)
  if (!model) return new Map()
  const floors = request.units.flatMap(({ variantId, costMinor, costCurrency, taxBps }) => {
    if (costMinor === null || costCurrency !== currency) return []
    const unit = { costMinor, taxBps: taxBps ?? model.taxBps, isTaxIncluded }
    return [[variantId, priceFloor(model, unit) ?? unreachable] as const]
  })
  return new Map(floors)
}

/**
 * The least that list prices may be so that no channel's floor is broken, by variant: three queries. Variants without
 * a cost in the currency are left out; without any profit model all of them.
 */
export async function listFloors(
  db: Reader,
  catalog: Pick<CatalogService, 'pricingOf'>,
  variantIds: readonly string[],
  currency: string
): Promise<Map<string, number>> {
  const models = await modelsIn(db, currency)
  if (models.size === 0 || variantIds.length === 0) return new Map()
  const pricing = await catalog.pricingOf(db, variantIds)
  return floorsOver([...models.values()], [...pricing.values()], currency)
}

/** The highest floor of several models, by variant; list prices include the tax of the model. */
export function floorsOver(
  models: readonly ProfitModelRow[],
  variants: readonly VariantPricing[],
  currency: string
): Map<string, number> {
  const floors = variants.flatMap(({ variantId, costMinor, costCurrency }) => {
    if (costMinor === null || costCurrency !== currency || models.length === 0) return []
    const each = models.map(
      (model) =>
        priceFloor(model, { costMinor, taxBps: model.taxBps, isTaxIncluded: true }) ?? unreachable
    )
    return [[variantId, Math.max(...each)] as const]
  })
  return new Map(floors)
}
