import type { Reader } from '#core/database/db'
import { instantMs } from '#core/time'
import type { ConditionShape } from '../definition/condition.ts'
import type { Promotion } from '../definition/promotion.ts'
import { compilePromotions } from '../evaluation/compile.ts'
import { evaluate } from '../evaluation/evaluate.ts'
import type { CartLine, CartSnapshot, Evaluation } from '../evaluation/types.ts'
import { isOpen, wallTimeOf } from '../evaluation/wall-clock.ts'
import type { PromotionsScope } from '../scope.ts'
import { promotionsOfOrder } from '../uses/read.ts'
import type { ChangedUse, OrderReprice, RepricedLine, RepricedOrder } from './api.ts'
import { floorsNow } from './floors.ts'
import { ofTheGoods, type Remembered } from './of-the-goods.ts'
import { openTo } from './open.ts'
import { rulesOf } from './rules.ts'

type Applied = Awaited<ReturnType<typeof promotionsOfOrder>>

/**
 * Reckons what the promotions of an order would have taken off other goods, by their rules as they were then. Conditions
 * on amounts and units are asked again; what does not depend on the goods was so, and stays so (`ofTheGoods`). A use is not
 * asked for again: the order has it. Budgets, locked units and caps give what is left and what the order has; beyond that goods cost
 * what they would have without. The margin floor is kept to. Up to eleven queries, whatever the lines.
 */
export async function repriceOrder(
  scope: Pick<PromotionsScope, 'ctx' | 'parts' | 'extensions' | 'pricing'>,
  db: Reader,
  wanted: OrderReprice
): Promise<RepricedOrder | null> {
  const { orderId, currency, channelId, pricesIncludeTax, lines, shippingMinor } = wanted
  const applied = await promotionsOfOrder(db, orderId)
  const [first] = applied
  if (!first) return null
  const promotions = await rulesOf(db, applied)
  const facts = await scope.parts.catalog.pricingOf(db, [
    ...new Set(lines.map(({ variantId }) => variantId))
  ])
  const floors = await floorsNow(scope, db, wanted, facts)
  const cart: CartSnapshot = {
    ...{ currency, channelId, pricesIncludeTax, shippingMinor, shippingTaxRatesBps: [] },
    ...{ region: null, payment: null, giftChoices: {} },
    lines: lines.map((line, index) => ({
      ...cartLine(line, index, facts.get(line.variantId)),
      unitFloorMinor: floors[index]!
    })),
    coupons: applied.flatMap(couponOf),
    group: groupOf(promotions)
  }
  const { zone } = scope.ctx.shop
  const remembered = rememberedBy(wanted, first.createdAt, zone)
  const compiled = compilePromotions(
    promotions.map((one) => asOfTheOrder(one, remembered)),
    zone,
    'ignored'
  )
  const held = applied.map(({ amountMinor }, i) => ({ promotion: promotions[i]!, amountMinor }))
  const open = await openTo(scope, db, orderId, held)
  const evaluation = evaluate(cart, compiled, { ...open, now: first.createdAt })
  const { lines: priced, shipping } = evaluation
  return {
    discountsMinor: priced.map(({ discountMinor }) => discountMinor),
    shippingDiscountMinor: shipping.discountMinor,
    uses: promotions.filter(isOfGoods).map((promotion) => useOf(promotion, evaluation))
  }
}

function isOfGoods({ class: name, reward }: Promotion): boolean {
  return name !== 'shipping' && reward.kind !== 'gift'
}

function useOf(promotion: Promotion, { applied, shares }: Evaluation): ChangedUse {
  const own = applied.find(({ promotionId }) => promotionId === promotion.id)
  return {
    promotion,
    times: own?.times ?? 0,
    units: own?.unitsBySku ?? new Map(),
    shares: shares
      .filter(({ promotionId }) => promotionId === promotion.id)
      .map(({ lineId, amountMinor, quantity }) => ({ line: Number(lineId), amountMinor, quantity }))
  }
}

function cartLine(
  { sku, variantId, quantity, unitPriceMinor }: RepricedLine,
  index: number,
  facts: Partial<CartLine> | undefined
): Omit<CartLine, 'unitFloorMinor'> {
  return {
    ...{ lineId: String(index), sku, variantId, quantity, unitPriceMinor },
    productId: facts?.productId ?? '',
    categoryIds: facts?.categoryIds ?? [],
    attributes: facts?.attributes ?? {},
    launchedAt: facts?.launchedAt ?? null,
    taxRatesBps: []
  }
}

function couponOf({ couponId, code, promotionId }: Applied[number]): CartSnapshot['coupons'] {
  if (couponId === null) return []
  return [{ code: code ?? couponId, promotionId, couponId, claimedAt: null, refusal: null }]
}

function groupOf(promotions: readonly Promotion[]): CartSnapshot['group'] {
  const found = promotions.find(({ reward }) => reward.kind === 'group')
  return found ? { groupId: '', promotionId: found.id } : null
}

/** The promotion without what was so when the order was placed, and what it has used already. */
function asOfTheOrder(promotion: Promotion, remembered: Remembered): Promotion {
  const { conditions, limits: _, ...rest } = promotion
  const asked = conditions === undefined || ofTheGoods(conditions, remembered)
  if (asked === true) return rest
  return { ...rest, conditions: asked === false ? never : asked }
}

const never: ConditionShape = { any: [] }

/** What an order still knows: its channel, its country, and when it was placed. */
function rememberedBy(
  { channelId, country }: Pick<OrderReprice, 'channelId' | 'country'>,
  placedAt: string,
  zone: string
): Remembered {
  return (leaf) => {
    if ('channel' in leaf) return leaf.channel.includes(channelId)
    if ('window' in leaf) return isOpen(leaf.window, wallTimeOf(instantMs(placedAt), zone))
    if (!('region' in leaf) || country === null) return null
    if (leaf.region.includes(country)) return true
    return leaf.region.some((name) => name.startsWith(`${country}-`)) ? null : false
  }
}
