import { NotFound } from '#core/http/errors'
import { newId } from '#core/ids'
import { type Instant, instantAt, instantMs } from '#core/time'
import type { Tx } from '#core/transaction'
import type { OrderMoney, SoldOne, SoldOrder } from '#plugins/orders'
import { evaluateCart } from '../carts/evaluate-cart.ts'
import type { PromotionsScope } from '../scope.ts'
import {
  ProtectionNotDue,
  type ProtectionRefusal,
  ProtectionTooLate,
  ProtectionUnpaid
} from './errors.ts'
import { claimsOfLines, insertClaims } from './repository.ts'
import type { PriceProtectionClaimRow } from './tables.ts'

const dayMs = 86_400_000

type SoldLine = SoldOrder['lines'][number]

/** Of a line as it was placed: what has not been claimed yet, of whichever part of it. */
interface Unclaimed {
  units: number
  /** What may still be claimed for it; null: no limit. */
  capMinor: number | null
}

/**
 * Claims the difference for lines of an order that cost less now, on the same channel, by list price or a promotion that is
 * for everybody. All lines or none; a line that has a claim keeps it, so that asking again changes nothing, and units are
 * claimed once, whichever order they were split off into.
 *
 * Errors: NOT_FOUND, PROTECTION_TOO_LATE, PROTECTION_UNPAID; PROTECTION_NOT_DUE names the line and the reason.
 */
export async function claimDifference(
  scope: PromotionsScope,
  tx: Tx,
  { orderId, lineIds }: { orderId: string; lineIds: readonly string[] }
): Promise<PriceProtectionClaimRow[]> {
  // Whoever claims for another part of the same order waits.
  const placed = await scope.parts.orders.lockMoney(tx, orderId)
  const order = await scope.parts.orders.soldOrder(tx, orderId)
  if (!order) throw new NotFound({ what: 'order that stands', id: orderId })
  const wanted = [...new Set(lineIds)].map((lineId) => lineOf(order, lineId))
  const ids = wanted.map(({ lineId }) => lineId)
  const known = new Set((await claimsOfLines(tx, ids)).map((claim) => claim.orderLineId))
  const open = wanted.filter(({ lineId }) => !known.has(lineId))
  if (open.length > 0) {
    refuseOrder(order, scope.ctx.options.protectionDays, tx.now)
    const unclaimed = await unclaimedOf(scope, tx, placed)
    const current = await currentPrices(scope, tx, order)
    const rows = open.map((line) =>
      claimOf(tx, order, line, { current, unclaimed: unclaimed.get(line.lineId)! })
    )
    await insertClaims(tx, rows)
    tx.audit(
      rows.map((row) => ({
        action: 'price-protection.claim',
        subjectType: 'priceProtectionClaim',
        subjectId: row.id,
        after: { orderId, orderLineId: row.orderLineId, amountMinor: row.amountMinor }
      }))
    )
  }
  return claimsOfLines(tx, ids)
}

function lineOf({ lines, orderId }: SoldOrder, lineId: string): SoldLine {
  const line = lines.find((one) => one.lineId === lineId)
  if (line) return line
  throw notDue(lineId, 'lineUnknown', `no line of ${orderId} that stands has this id`)
}

function refuseOrder({ orderId, placedAt, isPaid }: SoldOne, days: number, now: Instant): void {
  const untilMs = instantMs(placedAt) + days * dayMs
  if (instantMs(now) >= untilMs) {
    throw new ProtectionTooLate({ orderId, days, untilAt: instantAt(untilMs) })
  }
  if (!isPaid) throw new ProtectionUnpaid({ orderId })
}

/** What has not been claimed of the lines of an order as it was placed, by the id of each part of them. One query. */
async function unclaimedOf(
  { ctx }: PromotionsScope,
  tx: Tx,
  { lines }: OrderMoney
): Promise<Map<string, Unclaimed>> {
  const { protectionLineMaxMinor: maxMinor } = ctx.options
  const claims = await claimsOfLines(
    tx,
    lines.flatMap(({ partIds }) => partIds)
  )
  return new Map(
    lines.flatMap(({ partIds, quantity }) => {
      const own = claims.filter(({ orderLineId }) => partIds.includes(orderLineId))
      const claimed = (of: 'quantity' | 'amountMinor') => own.reduce((sum, one) => sum + one[of], 0)
      const capMinor = maxMinor > 0 ? Math.max(0, maxMinor - claimed('amountMinor')) : null
      const left = { units: Math.max(0, quantity - claimed('quantity')), capMinor }
      return partIds.map((id) => [id, left] as const)
    })
  )
}

/** What lines of an order would cost anybody now, by line; those that have no price any more are left out. */
async function currentPrices(
  scope: PromotionsScope,
  tx: Tx,
  order: SoldOne
): Promise<Map<string, number>> {
  const lines = order.lines.filter(({ variantId, unitPriceMinor }) => variantId && unitPriceMinor)
  const variants = await scope.parts.catalog.variantsById(
    tx,
    lines.map(({ variantId }) => variantId!)
  )
  const named = lines.filter(({ variantId }) => variants.get(variantId!)?.lifecycle === 'live')
  const { evaluation, unpriced } = await evaluateCart(
    scope,
    tx,
    {
      channelId: order.channelId,
      currency: order.currency,
      pricesIncludeTax: order.isTaxIncluded,
      lines: named.map(({ variantId, sku, quantity }) => ({
        variant: { id: variantId!, sku },
        quantity,
        unitPriceMinor: undefined,
        taxRatesBps: []
      })),
      shippingMinor: 0,
      shippingTaxRatesBps: [],
      buyer: null,
      region: order.country,
      payment: null,
      codes: [],
      giftChoices: {},
      groupId: null
    },
    // An offer that is limited per customer is not for everybody.
    { at: tx.now, mustKnowBuyer: true }
  )
  const prices = new Map<string, number>()
  for (const [index, { lineId }] of named.entries()) {
    const line = evaluation.lines[index]!
    if (!unpriced.includes(index)) prices.set(lineId, line.listMinor - line.discountMinor)
  }
  return prices
}

/** The shop never pays back more than the difference: what a unit cost is rounded down, what it costs now up. */
function claimOf(
  tx: Tx,
  { orderId, currency }: SoldOne,
  { lineId, sku, quantity: sold, totalMinor }: SoldLine,
  { current, unclaimed }: { current: ReadonlyMap<string, number>; unclaimed: Unclaimed }
): PriceProtectionClaimRow {
  const quantity = Math.min(sold, unclaimed.units)
  if (quantity === 0) {
    throw notDue(
      lineId,
      'claimedAlready',
      `all units of ${sku} have a claim, as part of another line`
    )
  }
  const currentMinor = current.get(lineId)
  if (currentMinor === undefined) {
    throw notDue(lineId, 'notForSale', `${sku} is not for sale here any more`)
  }
  const paidUnitMinor = Math.floor(totalMinor / sold)
  const currentUnitMinor = Math.ceil(currentMinor / sold)
  const differenceMinor = (paidUnitMinor - currentUnitMinor) * quantity
  if (differenceMinor <= 0) {
    const explanation = `${sku} cost ${paidUnitMinor} a unit, and costs ${currentUnitMinor} now`
    throw notDue(lineId, 'notCheaper', explanation)
  }
  return {
    id: newId('ppc'),
    orderId,
    orderLineId: lineId,
    sku,
    state: 'requested',
    quantity,
    currency,
    paidUnitMinor,
    currentUnitMinor,
    amountMinor: Math.min(unclaimed.capMinor ?? differenceMinor, differenceMinor),
    note: null,
    requestedBy: tx.origin.actor,
    decidedBy: null,
    version: 1,
    createdAt: tx.now,
    updatedAt: tx.now
  }
}

function notDue(orderLineId: string, reason: ProtectionRefusal, explanation: string): Error {
  return new ProtectionNotDue({ orderLineId, reason, explanation })
}
