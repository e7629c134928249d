import type { Reader } from '#core/database/db'
import { instantMs } from '#core/time'
import type { CustomerSummary } from '#plugins/crm'
import type { SoldOrder } from '#plugins/orders'
import type { Promotion } from '../../definition/promotion.ts'
import { compilePromotions } from '../../evaluation/compile.ts'
import { evaluate } from '../../evaluation/evaluate.ts'
import type { CartLine, CartSnapshot, Evaluation } from '../../evaluation/types.ts'
import { floorsFor } from '../margin/floors.ts'
import type { PricingScope } from '../scope.ts'
import type { AfterOrder, SimulatedChange, SoldPage } from './change.ts'
import { SimulatedUses } from './simulated-uses.ts'

const code = 'simulated'

/**
 * A promotion that these orders did not have. It comes on top of the discounts that they did have, and takes no line
 * below zero; its limits, budget and locked units count from order to order.
 */
export function withPromotion(
  { parts, ctx }: Pick<PricingScope, 'parts' | 'ctx'>,
  promotion: Promotion,
  giftIds: ReadonlyMap<string, string>
): SimulatedChange {
  const compiled = compilePromotions([promotion], ctx.shop.zone, 'ignored')
  const uses = new SimulatedUses(promotion)
  return {
    variantIds: [...giftIds.values()],
    assumptions: [
      'it is reckoned on prices before discounts, and comes on top of the discounts that orders had',
      'it ran the whole time, whatever its start and end; whoever could use a code did',
      'segments and tiers of customers are those of today'
    ],
    async prepare(db, page) {
      const floors = await floorsByOrder(db, page)
      const customers = await customersOf(db, parts, page.orders)
      return (order) => {
        const summary = customers.get(order.orderId)
        const evaluation = evaluate(cartOf(order, page, promotion, floors), compiled, {
          customer: uses.customerFacts(order, summary, isFirst(order, summary)),
          remaining: new Map([[promotion.id, uses.remaining()]]),
          now: order.placedAt
        })
        uses.record(order, evaluation)
        return afterOf(order, evaluation, giftIds)
      }
    }
  }
}

function cartOf(
  order: SoldOrder,
  page: SoldPage,
  promotion: Promotion,
  floors: ReadonlyMap<string, number>
): CartSnapshot {
  const isCoupon = promotion.coupon !== 'none'
  return {
    currency: promotion.currency,
    pricesIncludeTax: true,
    lines: order.lines.flatMap((line): CartLine[] => {
      const known = page.pricing.get(line.variantId ?? '')
      if (!known) return []
      const { variantId, productId, categoryIds, attributes, launchedAt } = known
      const { lineId, sku, quantity, unitPriceMinor } = line
      const unitFloorMinor = floors.get(`${order.channelId}\n${variantId}`) ?? null
      const thing = { variantId, productId, categoryIds, attributes, launchedAt, unitFloorMinor }
      return [{ ...thing, lineId, sku, quantity, unitPriceMinor, taxRatesBps: [] }]
    }),
    shippingMinor: order.shippingMinor,
    shippingTaxRatesBps: [],
    channelId: order.channelId,
    region: order.country,
    payment: null,
    coupons: isCoupon
      ? [{ code, promotionId: promotion.id, couponId: null, claimedAt: null, refusal: null }]
      : [],
    giftChoices: {},
    group: promotion.reward.kind === 'group' ? { groupId: code, promotionId: promotion.id } : null
  }
}

function afterOf(
  order: SoldOrder,
  evaluation: Evaluation,
  giftIds: ReadonlyMap<string, string>
): AfterOrder {
  const taken = new Map<string | null, number>()
  for (const { lineId, amountMinor } of evaluation.shares) {
    taken.set(lineId, (taken.get(lineId) ?? 0) + amountMinor)
  }
  return {
    totalsMinor: order.lines.map(({ lineId, totalMinor }) =>
      Math.max(0, totalMinor - (taken.get(lineId) ?? 0))
    ),
    gifts: evaluation.gifts.map(({ sku, quantity }) => ({
      variantId: giftIds.get(sku)!,
      quantity
    })),
    shippingDiscountMinor: taken.get(null) ?? 0
  }
}

/** Margin floors by channel and variant; where orders have tax on top, floors are without it. */
async function floorsByOrder(
  db: Reader,
  { orders, pricing, currency }: SoldPage
): Promise<Map<string, number>> {
  const floors = new Map<string, number>()
  const units = [...pricing.values()].map((variant) => ({ ...variant, taxBps: null }))
  const channels = new Map(orders.map(({ channelId, isTaxIncluded }) => [channelId, isTaxIncluded]))
  for (const [channelId, pricesIncludeTax] of channels) {
    const found = await floorsFor(db, { units, currency, channelId, pricesIncludeTax })
    for (const [variantId, floor] of found) floors.set(`${channelId}\n${variantId}`, floor)
  }
  return floors
}

/** What crm knows of buyers, by order. */
async function customersOf(
  db: Reader,
  { crm }: PricingScope['parts'],
  orders: readonly SoldOrder[]
): Promise<Map<string, CustomerSummary>> {
  if (!crm) return new Map()
  const buyers = orders.map(({ channelId, customerRef }) => ({
    channelId,
    externalId: customerRef
  }))
  const ids = await crm.find(db, buyers)
  const known = [...new Set(ids.filter((id) => id !== null))]
  const summaries = await crm.summaries(db, known)
  const byOrder = orders.flatMap(({ orderId }, index) => {
    const summary = summaries.get(ids[index] ?? '')
    return summary ? [[orderId, summary] as const] : []
  })
  return new Map(byOrder)
}

function isFirst(order: SoldOrder, summary: CustomerSummary | undefined): boolean {
  const firstAt = summary?.firstOrderAt ?? null
  return firstAt === null || instantMs(order.placedAt) <= instantMs(firstAt)
}
