import type { AvailabilityReader, CatalogService, VariantRef } from '../api.ts'
import { selectCategories } from '../repository/categories.ts'
import { selectContent } from '../repository/content.ts'
import { selectPricing } from '../repository/pricing.ts'
import { selectProducts } from '../repository/products.ts'
import { selectOffers, selectPrices, selectRefs } from '../repository/refs.ts'
import { selectCurrencies } from '../repository/transfer.ts'
import { selectVariantIds } from '../repository/variants.ts'
import type { CatalogRules } from './products.ts'
import { setPrices } from './set-prices.ts'
import { createTracked } from './tracked.ts'
import { createUntracked } from './untracked.ts'

/** Where the stock that lists show comes from; set once by inventory. */
export interface AvailabilitySource {
  reader: AvailabilityReader | undefined
}

/** The catalog as other plugins use it. */
export function createCatalogService(
  rules: CatalogRules,
  availability: AvailabilitySource,
  transfer: Pick<CatalogService, 'importProducts' | 'exportProducts'>
): CatalogService {
  return {
    variantsBySku: async (db, skus) => mapBy('sku', await selectRefs(db, 'sku', skus)),
    variantsById: async (db, ids) => mapBy('id', await selectRefs(db, 'id', ids)),
    offersBySku: async (db, skus, currency) => mapBy('sku', await selectOffers(db, skus, currency)),
    createUntracked: (tx, skus) => createUntracked(tx, skus, rules.currency),
    createTracked: (tx, products) => createTracked(tx, rules, products),
    contentOf: selectContent,
    pricesOf: selectPrices,
    pricingOf: selectPricing,
    pricedCurrencies: selectCurrencies,
    knownCategories: async (db, ids) => idsOf(await selectCategories(db, 'id', ids)),
    knownProducts: async (db, ids) => idsOf(await selectProducts(db, 'id', ids)),
    variantIdsAfter: selectVariantIds,
    setPrices: (tx, prices) => setPrices(tx, prices, rules.currency),
    provideAvailability: (reader) => {
      availability.reader = reader
    },
    ...transfer
  }
}

function mapBy<Ref extends VariantRef>(key: 'id' | 'sku', refs: readonly Ref[]): Map<string, Ref> {
  return new Map(refs.map((ref) => [ref[key], ref]))
}

function idsOf(rows: readonly { id: string }[]): Set<string> {
  return new Set(rows.map(({ id }) => id))
}
