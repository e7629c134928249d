import type { Reader } from '#core/database/db'
import type { ConditionShape } from '../definition/condition.ts'
import type { Promotion } from '../definition/promotion.ts'
import { compilePromotions } from '../evaluation/compile.ts'
import { evaluate } from '../evaluation/evaluate.ts'
import { type CartLine, type CartSnapshot, guest } from '../evaluation/types.ts'
import type { PromotionsScope } from '../scope.ts'
import { promotionsOfOrder } from '../uses/read.ts'
import type { OrderReprice, RepricedOrder } from './api.ts'
import { rulesOf } from './rules.ts'

type Applied = Awaited<ReturnType<typeof promotionsOfOrder>>

/**
 * Reckons what the promotions of an order would have taken off other goods, by their rules as they were then. Conditions
 * on amounts and units are asked again; what does not depend on the goods was so, and stays so. Limits are not asked
 * again: the order has used them already. Five queries, whatever the lines.
 */
export async function repriceOrder(
  scope: Pick<PromotionsScope, 'ctx' | 'parts'>,
  db: Reader,
  { orderId, currency, channelId, lines, shippingMinor }: OrderReprice
): Promise<RepricedOrder | null> {
  const applied = await promotionsOfOrder(db, orderId)
  const [first] = applied
  if (!first) return null
  const promotions = await rulesOf(db, applied)
  const facts = await scope.parts.catalog.pricingOf(db, [
    ...new Set(lines.map(({ variantId }) => variantId))
  ])
  const cart: CartSnapshot = {
    ...{ currency, channelId, pricesIncludeTax: true, shippingMinor, shippingTaxRatesBps: [] },
    ...{ region: null, payment: null, giftChoices: {} },
    lines: lines.map((line, index) => cartLine(line, index, facts.get(line.variantId))),
    coupons: applied.flatMap(couponOf),
    group: groupOf(promotions)
  }
  const compiled = compilePromotions(promotions.map(asOfTheOrder), scope.ctx.shop.zone)
  const at = { customer: guest, remaining: new Map(), now: first.createdAt }
  const { lines: priced, shipping } = evaluate(cart, compiled, at)
  return {
    discountsMinor: priced.map(({ discountMinor }) => discountMinor),
    shippingDiscountMinor: shipping.discountMinor
  }
}

function cartLine(
  { sku, variantId, quantity, unitPriceMinor }: OrderReprice['lines'][number],
  index: number,
  facts: Partial<CartLine> | undefined
): CartLine {
  return {
    ...{ lineId: String(index), sku, variantId, quantity, unitPriceMinor },
    productId: facts?.productId ?? '',
    categoryIds: facts?.categoryIds ?? [],
    attributes: facts?.attributes ?? {},
    launchedAt: facts?.launchedAt ?? null,
    taxRatesBps: [],
    unitFloorMinor: null
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
function asOfTheOrder(promotion: Promotion): Promotion {
  const { conditions, limits: _, earlyAccess: __, ...rest } = promotion
  const asked = conditions && ofTheGoods(conditions)
  return { ...rest, startsAt: null, endsAt: null, ...(asked && { conditions: asked }) }
}

/** What of a condition depends on the goods; undefined: nothing, so that it is met. */
function ofTheGoods(shape: ConditionShape): ConditionShape | undefined {
  if ('all' in shape) {
    const asked = shape.all.flatMap((one) => ofTheGoods(one) ?? [])
    return asked.length > 0 ? { all: asked } : undefined
  }
  if ('any' in shape) {
    const asked = shape.any.flatMap((one) => ofTheGoods(one) ?? [])
    return asked.length === shape.any.length ? { any: asked } : undefined
  }
  if ('none' in shape) {
    const asked = shape.none.flatMap((one) => ofTheGoods(one) ?? [])
    return asked.length > 0 ? { none: asked } : undefined
  }
  return 'subtotal' in shape || 'quantity' in shape ? shape : undefined
}
