import type { Reader } from '#core/database/db'
import type { Instant } from '#core/time'
import type { VariantPricing, VariantRef } from '#plugins/catalog'
import type { CartRequest } from '../api.ts'
import type { CartLine } from '../evaluation/types.ts'
import type { PromotionsScope } from '../scope.ts'
import type { BuyerFacts } from './customer.ts'

/** A line of a cart whose variant is known. */
export interface NamedLine {
  variant: Pick<VariantRef, 'id' | 'sku'>
  quantity: number
  /** Undefined: what it costs here. */
  unitPriceMinor: number | undefined
  /** Undefined: not looked up yet; null: it has none. */
  listPriceMinor?: number | null
  taxRatesBps: readonly number[]
}

/** Lines with all that promotions may ask; `unpriced`: places of lines that have no price. */
export interface BuiltLines {
  lines: CartLine[]
  unpriced: number[]
}

/**
 * Looks up what promotions may ask of lines; where they ask for nothing, the prices alone. `lineId` is the line's place. Six
 * queries for any number of lines.
 *
 * Floors are confidential: no answer carries them.
 */
export async function buildLines(
  scope: Pick<PromotionsScope, 'parts' | 'pricing'>,
  db: Reader,
  named: readonly NamedLine[],
  cart: Pick<CartRequest, 'currency' | 'channelId' | 'pricesIncludeTax'> & {
    at: Instant
    askBuyer: () => Promise<BuyerFacts>
    /** Whether a promotion asks for more of a line than its SKU and price. */
    asksForProducts: boolean
    hasPriceLists: boolean
    hasProfitModels: boolean
  }
): Promise<BuiltLines> {
  const prices = await pricesOf(scope, db, named, cart)
  const isAsked = cart.asksForProducts || cart.hasProfitModels
  const ids = isAsked ? new Set(named.map(({ variant }) => variant.id)) : []
  const facts = await scope.parts.catalog.pricingOf(db, [...ids])
  const floors = await floorsOf(scope, db, named, { ...cart, facts })
  const unpriced: number[] = []
  const lines = named.map((line, index): CartLine => {
    const { variant, quantity, taxRatesBps } = line
    const { productId, categoryIds, attributes, launchedAt } = facts.get(variant.id) ?? nothingKnown
    const price = line.unitPriceMinor ?? prices.get(variant.id)
    if (price === undefined) unpriced.push(index)
    return {
      lineId: String(index),
      variantId: variant.id,
      sku: variant.sku,
      productId,
      categoryIds,
      attributes,
      quantity,
      unitPriceMinor: price ?? 0,
      taxRatesBps,
      launchedAt,
      unitFloorMinor: floors.get(variant.id) ?? null
    }
  })
  return { lines, unpriced }
}

const nothingKnown: Pick<
  VariantPricing,
  'productId' | 'categoryIds' | 'attributes' | 'launchedAt'
> = { productId: '', categoryIds: [], attributes: {}, launchedAt: null }

/** What units cost here: by price lists where there are any, else by list price. */
async function pricesOf(
  { parts, pricing }: Pick<PromotionsScope, 'parts' | 'pricing'>,
  db: Reader,
  named: readonly NamedLine[],
  cart: {
    currency: string
    channelId: string
    at: Instant
    askBuyer: () => Promise<BuyerFacts>
    hasPriceLists: boolean
  }
): Promise<Map<string, number>> {
  const { currency, channelId, at, askBuyer, hasPriceLists } = cart
  if (!pricing || !hasPriceLists) return listPricesOf(parts, db, named, currency)
  const quantities = new Map<string, number>()
  for (const { variant, quantity, unitPriceMinor } of named) {
    if (unitPriceMinor !== undefined) continue
    quantities.set(variant.id, (quantities.get(variant.id) ?? 0) + quantity)
  }
  const groups = async () => {
    const { summary } = await askBuyer()
    return { segments: summary?.segments ?? new Set<string>(), tier: summary?.tier ?? null }
  }
  const resolved = await pricing.priceFor(db, { quantities, currency, channelId, groups, at })
  return new Map([...resolved].map(([id, { unitPriceMinor }]) => [id, unitPriceMinor]))
}

/** List prices: those that lines come with, and the others looked up. */
async function listPricesOf(
  { catalog }: Pick<PromotionsScope['parts'], 'catalog'>,
  db: Reader,
  named: readonly NamedLine[],
  currency: string
): Promise<Map<string, number>> {
  const prices = new Map<string, number>()
  const asked = new Set<string>()
  for (const { variant, unitPriceMinor, listPriceMinor } of named) {
    if (unitPriceMinor !== undefined) continue
    if (listPriceMinor === undefined) asked.add(variant.id)
    else if (listPriceMinor !== null) prices.set(variant.id, listPriceMinor)
  }
  if (asked.size === 0) return prices
  return new Map([...prices, ...(await catalog.pricesOf(db, [...asked], currency))])
}

async function floorsOf(
  { pricing }: Pick<PromotionsScope, 'pricing'>,
  db: Reader,
  named: readonly NamedLine[],
  cart: {
    currency: string
    channelId: string
    pricesIncludeTax: boolean
    facts: ReadonlyMap<string, { costMinor: number | null; costCurrency: string | null }>
  }
): Promise<ReadonlyMap<string, number>> {
  const { currency, channelId, pricesIncludeTax, facts } = cart
  const hasCost = [...facts.values()].some(({ costCurrency }) => costCurrency === currency)
  if (!pricing || !hasCost) return new Map()
  const units = named.map(({ variant, taxRatesBps }) => {
    const { costMinor, costCurrency } = facts.get(variant.id)!
    const taxBps = taxRatesBps.length > 0 ? taxRatesBps.reduce((sum, bps) => sum + bps, 0) : null
    return { variantId: variant.id, costMinor, costCurrency, taxBps }
  })
  return pricing.floorsFor(db, { units, currency, channelId, pricesIncludeTax })
}
