import type { Reader } from '#core/database/db'
import { type Instant, instantAt, instantMs } from '#core/time'
import type { VariantPricing } from '#plugins/catalog'
import { selectStock } from '../../flash/repository.ts'
import { lowestListPrices } from '../../pricing/changes/lowest.ts'
import type { ProfitRates } from '../../pricing/margin/contribution.ts'
import { modelFor, modelsIn } from '../../pricing/margin/models.ts'
import type { PromotionsScope } from '../../scope.ts'
import type { EnrolmentItemShape } from '../definition.ts'
import type { EnrolmentRuleShape } from '../rules.ts'
import type { PlatformEventRow } from '../tables.ts'

const dayMs = 86_400_000

/** What is known of a SKU that rules may ask. Confidential where it tells of cost. */
export interface SkuFacts extends Omit<VariantPricing, 'variantId'> {
  variantId: string
  sku: string
  /** Null: it has no price in the event's currency. */
  listMinor: number | null
  /** Days → the lowest list price of these days; none: there was none. */
  lowestMinor: ReadonlyMap<number, number>
  /** Days → units sold in them. */
  unitsSold: ReadonlyMap<number, number>
  /** Units that can be promised, with those its promotion has locked; null: stock is not counted. */
  availableUnits: number | null
}

/** What rules are checked against. */
export interface CheckFacts {
  /** By SKU; one that is not there is not in the catalog. */
  skus: ReadonlyMap<string, SkuFacts>
  /** What selling costs on the channel; undefined: no profit model says. */
  rates: ProfitRates | undefined
  currency: string
  now: Instant
}

type ReadScope = Pick<PromotionsScope, 'parts'>

/** What rules ask is read in ten queries at most, whatever the number of SKUs and rules. */
export async function readFacts(
  { parts: { catalog, inventory, orders } }: ReadScope,
  db: Reader,
  asked: {
    event: Pick<PlatformEventRow, 'channelId' | 'currency' | 'startsAt'>
    rules: readonly EnrolmentRuleShape[]
    items: readonly Pick<EnrolmentItemShape, 'sku'>[]
    promotionId: string | null
    now: Instant
  }
): Promise<CheckFacts> {
  const { event, rules, items, promotionId, now } = asked
  const { currency, channelId } = event
  const refs = await catalog.variantsBySku(db, [...new Set(items.map(({ sku }) => sku))])
  const ids = [...refs.values()].map(({ id }) => id)
  const pricing = await catalog.pricingOf(db, ids)
  const listPrices = await catalog.pricesOf(db, ids, currency)
  const [until] = [event.startsAt, now].sort()
  const spans = spansOf(rules, until!)
  const lowest = await lowestListPrices(db, {
    prices: ids.map((variantId) => ({ variantId, listMinor: listPrices.get(variantId) ?? null })),
    currency,
    spans: spans.lowest
  })
  const asks = [...refs.keys()].flatMap((sku) =>
    spans.sold.map(({ from, to }) => ({ sku, channelId, from, to }))
  )
  const sold = asks.length === 0 ? [] : await orders.unitsSold(db, asks)
  const available = await inventory.available(db, ids)
  const locked = await lockedUnits(db, promotionId === null ? [] : [promotionId])
  const asksMargin = rules.some(({ kind }) => kind === 'minMargin')
  const models = asksMargin ? await modelsIn(db, currency) : new Map()
  const skus = [...refs.values()].map(({ id, sku }, at): [string, SkuFacts] => {
    const units = available.get(id)
    const ofSku = sold.slice(at * spans.sold.length, (at + 1) * spans.sold.length)
    return [
      sku,
      {
        ...pricing.get(id)!,
        variantId: id,
        sku,
        listMinor: listPrices.get(id) ?? null,
        lowestMinor: new Map(
          spans.lowest.flatMap(({ days }, place) => {
            const price = lowest.get(id)?.[place]
            return price == null ? [] : [[days, price] as const]
          })
        ),
        unitsSold: new Map(spans.sold.map(({ days }, place) => [days, ofSku[place]!])),
        availableUnits: units === undefined ? null : units + (locked.get(sku) ?? 0)
      }
    ]
  })
  return { skus: new Map(skus), rates: modelFor(models, channelId), currency, now }
}

/** Units that promotions keep locked in stock, by SKU: one query, without any promotion none. */
export async function lockedUnits(
  db: Reader,
  promotionIds: readonly string[]
): Promise<Map<string, number>> {
  const locked = new Map<string, number>()
  if (promotionIds.length === 0) return locked
  for (const { sku, quantity, taken, reservationId } of await selectStock(db, promotionIds)) {
    if (reservationId !== null) locked.set(sku, (locked.get(sku) ?? 0) + quantity - taken)
  }
  return locked
}

/** The spans that rules look back over: each ends when the event starts, or now when that is earlier. */
function spansOf(rules: readonly EnrolmentRuleShape[], to: Instant) {
  const spanOf = (days: number) => ({ days, from: instantAt(instantMs(to) - days * dayMs), to })
  const lowest = rules.flatMap((rule) =>
    rule.kind === 'maxPrice' && rule.of === 'lowest' ? [rule.days!] : []
  )
  const sold = rules.flatMap((rule) => (rule.kind === 'unitsSold' ? [rule.days] : []))
  return {
    lowest: [...new Set(lowest)].map(spanOf),
    sold: [...new Set(sold)].map(spanOf)
  }
}
