import type { Tx } from '#core/transaction'
import { dayOn } from '#core/zone'
import type { VariantPricing } from '#plugins/catalog'
import type { SoldOne } from '#plugins/orders'
import type { Promotion } from '../../definition/promotion.ts'
import { PromotionExhausted } from '../../errors.ts'
import type { PlacedOrder, PromotionsScope } from '../../scope.ts'
import { heedGuards } from '../guards.ts'
import { lockCampaigns } from '../repository.ts'
import type { CampaignOrderRow } from '../tables.ts'
import { addToDays, insertOrders } from './repository.ts'
import { type CountedLine, type CountedOrder, pickSums, sumsOf } from './sums.ts'

const shards = 16

/**
 * Counts an order to the campaigns of the promotions that apply to it, in its own transaction. Asks nothing of the
 * database when there are none. A campaign with guard rails is locked, so that its orders come one after the other and each
 * sees all before it; orders of others never wait.
 *
 * Errors: PROMOTION_EXHAUSTED while a campaign is about to be stopped, so that it never spends more than the order that
 * reached its limit.
 */
export async function countOrder(
  scope: PromotionsScope,
  tx: Tx,
  order: PlacedOrder,
  promotions: readonly Promotion[]
): Promise<void> {
  const own = promotions.filter(({ campaign }) => campaign !== undefined)
  if (own.length === 0) return
  const counted = await readOrder(scope, tx, order)
  if (!counted) return
  const guarded = own.filter(({ campaign }) => campaign!.isGuarded)
  const ids = [...new Set(guarded.map(({ campaign }) => campaign!.id))]
  const locked = ids.length === 0 ? [] : await lockCampaigns(tx, ids)
  for (const { id, stopping } of locked) {
    if (stopping === null) continue
    const { id: promotionId, handle } = guarded.find(({ campaign }) => campaign!.id === id)!
    throw new PromotionExhausted({ promotionId, handle, limit: 'its campaign is being stopped' })
  }
  const rows = rowsOf(order, own, counted)
  await insertOrders(tx, rows)
  await addToDays(
    tx,
    rows.map((row) => ({
      campaignId: row.campaignId,
      dayOn: row.dayOn,
      shard: row.shard,
      ...pickSums(row)
    }))
  )
  if (locked.length > 0) await heedGuards(scope, tx, locked)
}

interface ReadOrder {
  lines: readonly CountedLine[]
  isNewCustomer: boolean
  dayOn: string
}

/** What is kept of an order: four queries, and one more where crm knows who bought. */
async function readOrder(
  { ctx, parts: { orders, catalog, crm } }: PromotionsScope,
  tx: Tx,
  { draft, customerId }: PlacedOrder
): Promise<ReadOrder | undefined> {
  const sold = await orders.soldOrder(tx, draft.orderId)
  if (!sold) return undefined
  const variantIds = sold.lines.flatMap(({ variantId }) => (variantId === null ? [] : [variantId]))
  const pricing = await catalog.pricingOf(tx, [...new Set(variantIds)])
  // crm has counted this order already: it is the first when there is no other.
  const summary =
    crm && customerId !== null ? (await crm.summaries(tx, [customerId])).get(customerId) : undefined
  return {
    lines: sold.lines.map((line) => countedLine(line, sold, pricing)),
    isNewCustomer: summary?.orders === 1,
    dayOn: dayOn(sold.placedAt, ctx.shop.zone, ctx.shop.dayStartsAtHour)
  }
}

function countedLine(
  line: SoldOne['lines'][number],
  { currency, isTaxIncluded }: SoldOne,
  pricing: ReadonlyMap<string, VariantPricing>
): CountedLine {
  const { lineId, sku, variantId, quantity, unitPriceMinor, totalMinor, taxMinor } = line
  const known = pricing.get(variantId ?? '')
  return {
    lineId,
    sku,
    quantity,
    grossMinor: unitPriceMinor * quantity,
    netMinor: totalMinor - (isTaxIncluded ? taxMinor : 0),
    unitCostMinor: known?.costCurrency === currency ? known.costMinor : null
  }
}

function rowsOf(
  { draft: { orderId }, evaluation }: PlacedOrder,
  promotions: readonly Promotion[],
  { lines, isNewCustomer, dayOn }: ReadOrder
): CampaignOrderRow[] {
  const campaigns = new Map(promotions.map(({ campaign }) => [campaign!.id, campaign!]))
  const sorted = [...campaigns.values()].sort((a, b) => (a.id < b.id ? -1 : 1))
  return sorted.map(({ id: campaignId, isGuarded }) => {
    const order: CountedOrder = { lines, isNewCustomer, discountMinor: 0, shippingDiscountMinor: 0 }
    for (const { promotionId, lineId, amountMinor } of evaluation.shares) {
      if (!promotions.some((one) => one.id === promotionId && one.campaign!.id === campaignId)) {
        continue
      }
      order.discountMinor += amountMinor
      if (lineId === null) order.shippingDiscountMinor += amountMinor
    }
    return {
      campaignId,
      orderId,
      dayOn,
      shard: isGuarded ? 0 : orderId.charCodeAt(orderId.length - 1) % shards,
      isNewCustomer: Number(isNewCustomer),
      lines: JSON.stringify(lines),
      ...sumsOf(order, { lines: [], isOver: false })
    }
  })
}
