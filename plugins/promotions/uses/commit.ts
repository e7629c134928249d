import { insertAll } from '#core/database/rows'
import type { Deferred, Tx } from '#core/transaction'
import { hasLimit } from '../carts/remaining.ts'
import { useCoupons } from '../coupons/repository.ts'
import type { Promotion } from '../definition/promotion.ts'
import { CouponUsed, PromotionExhausted } from '../errors.ts'
import type { AppliedPromotion, CouponEntry } from '../evaluation/types.ts'
import type { PlacedOrder, PromotionsScope } from '../scope.ts'
import type { PromotionApplicationRow, PromotionShareRow } from '../tables.ts'
import { countsPerCustomer } from './per-customer.ts'
import { takeCustomerUses, takeUses } from './repository.ts'

/** An order whose stock is claimed, with what it was reckoned by. */
export interface PricedOrder extends PlacedOrder {
  coupons: readonly CouponEntry[]
}

interface Use {
  applied: AppliedPromotion
  promotion: Promotion
}

/**
 * Counts what an order has used, and writes what applied to it. Locks are taken in the order: counters, customers, codes,
 * then what areas keep, campaigns last; each by its key. Errors: PROMOTION_EXHAUSTED, COUPON_USED when others were faster.
 */
export async function commitUses(
  { extensions, campaigns }: Pick<PromotionsScope, 'extensions' | 'campaigns'>,
  tx: Tx,
  order: PricedOrder
): Promise<void> {
  const { evaluation, compiled } = order
  const uses = evaluation.applied
    .map((applied) => ({ applied, promotion: compiled.byId.get(applied.promotionId)!.promotion }))
    .sort((a, b) => (a.promotion.id < b.promotion.id ? -1 : 1))
  if (uses.length === 0) return
  await countUses(tx, uses)
  await countCustomer(tx, uses, order)
  await markCoupons(tx, uses, order)
  for (const { kinds, take } of extensions) {
    const own = uses.filter(({ promotion }) => kinds.includes(promotion.reward.kind))
    if (take && own.length > 0)
      await take(
        tx,
        order,
        own.map(({ applied }) => applied)
      )
  }
  tx.defer(
    applications,
    uses.map((use) => applicationOf(use, order, tx.now))
  )
  tx.defer(shares, sharesOf(order))
  await campaigns?.count(
    tx,
    order,
    uses.map(({ promotion }) => promotion)
  )
}

/** Nothing is reckoned by these while orders are placed: limits are counted apart. */
const applications: Deferred<PromotionApplicationRow> = {
  name: 'applied promotions',
  run: async (tx, rows) => {
    await insertAll(tx, 'promotionApplications', rows)
  }
}

const shares: Deferred<PromotionShareRow> = {
  name: 'shares of applied promotions',
  run: async (tx, rows) => {
    await insertAll(tx, 'promotionShares', rows)
  }
}

async function countUses(tx: Tx, uses: readonly Use[]): Promise<void> {
  const limited = uses.filter(({ promotion }) => hasLimit(promotion))
  const takes = limited.map(({ applied }) => ({
    promotionId: applied.promotionId,
    uses: 1 as const,
    amountMinor: applied.amountMinor
  }))
  const counted = await takeUses(tx, takes)
  const short = limited.find(({ promotion }) => !counted.has(promotion.id))
  if (short) throw exhausted(short.promotion, 'its uses or its budget are gone')
}

/** What others were faster for. */
export function exhausted(
  { id: promotionId, handle }: Pick<Promotion, 'id' | 'handle'>,
  limit: string
): Error {
  return new PromotionExhausted({ promotionId, handle, limit })
}

async function countCustomer(tx: Tx, uses: readonly Use[], order: PricedOrder): Promise<void> {
  const takes = uses
    .filter(({ promotion }) => countsPerCustomer(promotion))
    .flatMap(({ promotion }) =>
      order.customerKeys.map((customerKey) => ({
        promotionId: promotion.id,
        customerKey,
        usesMax: promotion.limits?.usesPerCustomer ?? null
      }))
    )
  const shortId = await takeCustomerUses(tx, 'use', takes)
  const short = uses.find(({ promotion }) => promotion.id === shortId)
  if (short) throw exhausted(short.promotion, 'the customer has used it up')
  const { orderId } = order.draft
  await insertAll(
    tx,
    'promotionUseKeys',
    takes.map(({ promotionId, customerKey }) => ({ orderId, promotionId, customerKey }))
  )
}

/** One code for all is counted by its promotion; one of many belongs to the order from now on. */
async function markCoupons(tx: Tx, uses: readonly Use[], order: PricedOrder): Promise<void> {
  const ids = uses
    .filter(({ promotion }) => promotion.coupon === 'unique')
    .map(({ applied }) => applied.couponId!)
    .sort()
  const { orderId } = order.draft
  const used = await useCoupons(tx, { orderId, customerKeys: order.customerKeys }, ids)
  if (used === ids.length) return
  throw new CouponUsed({ coupon: codeOf(order, ids[0]!) ?? '' })
}

function codeOf({ coupons }: PricedOrder, couponId: string | null): string | null {
  return coupons.find((entry) => entry.couponId === couponId)?.code ?? null
}

function applicationOf(
  { applied, promotion }: Use,
  order: PricedOrder,
  createdAt: string
): PromotionApplicationRow {
  const { promotionId, version, handle, title, couponId, amountMinor, times } = applied
  return {
    orderId: order.draft.orderId,
    promotionId,
    version,
    handle,
    title,
    class: promotion.class,
    currency: order.draft.currency,
    couponId,
    code: couponId === null ? null : codeOf(order, couponId),
    amountMinor,
    returnedMinor: 0,
    times,
    units: JSON.stringify(Object.fromEntries(applied.unitsBySku)),
    state: 'used',
    campaignId: promotion.campaign?.id ?? null,
    createdAt
  }
}

/** Discounts by line, and gifts as shares of nothing: so that one can see what gave them. */
function sharesOf({ draft, evaluation, lineIds }: PricedOrder): PromotionShareRow[] {
  const rows = new Map<string, PromotionShareRow>()
  const add = (promotionId: string, orderLineId: string, amountMinor: number, quantity: number) => {
    const key = `${promotionId} ${orderLineId}`
    const known = rows.get(key)
    if (known) {
      known.amountMinor += amountMinor
      known.quantity += quantity
      return
    }
    const { orderId } = draft
    rows.set(key, { orderId, promotionId, orderLineId, amountMinor, quantity, returnedMinor: 0 })
  }
  for (const { promotionId, lineId, amountMinor, quantity } of evaluation.shares) {
    add(promotionId, lineId === null ? '' : lineIds[Number(lineId)]!, amountMinor, quantity)
  }
  for (const [index, { promotionId, quantity }] of evaluation.gifts.entries()) {
    add(promotionId, lineIds[draft.lines.length + index]!, 0, quantity)
  }
  return [...rows.values()]
}
