import type { Reader } from '#core/database/db'
import type { Instant } from '#core/time'
import type { VariantPricing } from '#plugins/catalog'
import { compilePromotions } from '../../evaluation/compile.ts'
import { evaluate } from '../../evaluation/evaluate.ts'
import { type CartLine, guest } from '../../evaluation/types.ts'
import type { PromotionsScope } from '../../scope.ts'
import { promotionOf } from '../../store/compiled-set.ts'
import type { PromotionRow } from '../../tables.ts'
import type { PlatformEventRow } from '../tables.ts'

type ReadScope = Pick<PromotionsScope, 'ctx' | 'parts' | 'pricing'>

/** A SKU that is asked for its price, with the promotion that is to make it; null: none. */
export interface PricedSku {
  variantId: string
  sku: string
  promotion: PromotionRow | null
}

/** What a unit costs anybody; `reason`: why its promotion takes nothing off. */
export interface PriceNow {
  priceMinor: number
  reason: string | null
}

/**
 * What one unit of SKUs costs anybody at an instant, each alone, by price lists and by its promotion, whether or not that is
 * live: by variant and promotion (`priceKey`). Those without a price are left out. Five queries for any number.
 */
export async function pricesAt(
  { ctx, parts: { catalog }, pricing }: ReadScope,
  db: Reader,
  skus: readonly PricedSku[],
  { event, at }: { event: Pick<PlatformEventRow, 'channelId' | 'currency'>; at: Instant }
): Promise<Map<string, PriceNow>> {
  const { channelId, currency } = event
  const ids = [...new Set(skus.map(({ variantId }) => variantId))]
  const quantities = new Map(ids.map((id) => [id, 1]))
  const groups = { segments: new Set<string>(), tier: null }
  const base = await pricing!.priceFor(db, { quantities, currency, channelId, groups, at })
  const facts = await catalog.pricingOf(db, ids)
  const compiled = new Map(
    skus.flatMap(({ promotion }) => (promotion ? [[promotion.id, promotion] as const] : []))
  )
  const sets = new Map(
    [...compiled].map(([id, row]) => [id, compilePromotions([promotionOf(row)], ctx.shop.zone)])
  )
  const prices = new Map<string, PriceNow>()
  for (const one of skus) {
    const unitPriceMinor = base.get(one.variantId)?.unitPriceMinor
    const known = facts.get(one.variantId)
    if (unitPriceMinor === undefined || !known) continue
    const set = one.promotion ? sets.get(one.promotion.id) : undefined
    const line = lineOf(one, known, unitPriceMinor)
    const price = { priceMinor: unitPriceMinor, reason: null }
    prices.set(priceKey(one), set ? priceBy(set, line, { channelId, currency, at }) : price)
  }
  return prices
}

export function priceKey({ variantId, promotion }: PricedSku): string {
  return `${variantId}@${promotion?.id ?? ''}`
}

function lineOf(
  { variantId, sku }: PricedSku,
  { productId, categoryIds, attributes, launchedAt }: VariantPricing,
  unitPriceMinor: number
): CartLine {
  return {
    lineId: sku,
    ...{ variantId, sku, productId, categoryIds, attributes, launchedAt, unitPriceMinor },
    quantity: 1,
    taxRatesBps: [],
    unitFloorMinor: null
  }
}

function priceBy(
  set: ReturnType<typeof compilePromotions>,
  line: CartLine,
  { channelId, currency, at }: { channelId: string | null; currency: string; at: Instant }
): PriceNow {
  const { lines, refused } = evaluate(
    {
      currency,
      pricesIncludeTax: true,
      lines: [line],
      shippingMinor: 0,
      shippingTaxRatesBps: [],
      channelId: channelId ?? '',
      region: null,
      payment: null,
      coupons: [],
      giftChoices: {},
      group: null
    },
    set,
    { customer: guest, remaining: new Map(), now: at }
  )
  const [{ listMinor, discountMinor }] = lines as [(typeof lines)[number]]
  return { priceMinor: listMinor - discountMinor, reason: refused[0]?.detail ?? null }
}
