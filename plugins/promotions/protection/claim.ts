import { NotFound } from '#core/http/errors'
import { newId } from '#core/ids'
import { type Instant, instantAt, instantMs } from '#core/time'
import type { Tx } from '#core/transaction'
import type { SoldOne, SoldOrder } from '#plugins/orders'
import { evaluateCart } from '../carts/evaluate-cart.ts'
import type { PromotionsScope } from '../scope.ts'
import { ProtectionNotDue, ProtectionTooLate, ProtectionUnpaid } from './errors.ts'
import { claimsOfLines, insertClaims } from './repository.ts'
import type { PriceProtectionClaimRow } from './tables.ts'

const dayMs = 86_400_000

type SoldLine = SoldOrder['lines'][number]

/**
 * Claims the difference for lines of an order that cost less now, on the same channel, by list price or a promotion that is
 * for everybody. All lines or none; a line that has a claim keeps it, so that asking again changes nothing.
 *
 * Errors: NOT_FOUND, PROTECTION_TOO_LATE, PROTECTION_UNPAID; PROTECTION_NOT_DUE names the line and the reason.
 */
export async function claimDifference(
  scope: PromotionsScope,
  tx: Tx,
  { orderId, lineIds }: { orderId: string; lineIds: readonly string[] }
): Promise<PriceProtectionClaimRow[]> {
  const order = await scope.parts.orders.soldOrder(tx, orderId)
  if (!order) throw new NotFound({ what: 'order that stands', id: orderId })
  const wanted = [...new Set(lineIds)].map((lineId) => lineOf(order, lineId))
  const ids = wanted.map(({ lineId }) => lineId)
  const known = new Set((await claimsOfLines(tx, ids)).map((claim) => claim.orderLineId))
  const open = wanted.filter(({ lineId }) => !known.has(lineId))
  if (open.length > 0) {
    refuseOrder(order, scope.ctx.options.protectionDays, tx.now)
    const current = await currentPrices(scope, tx, order)
    const { protectionLineMaxMinor: capMinor } = scope.ctx.options
    const rows = open.map((line) => claimOf(tx, order, line, { current, capMinor }))
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
  { lineId, sku, quantity, totalMinor }: SoldLine,
  { current, capMinor }: { current: ReadonlyMap<string, number>; capMinor: number }
): PriceProtectionClaimRow {
  const currentMinor = current.get(lineId)
  if (currentMinor === undefined) {
    throw notDue(lineId, 'notForSale', `${sku} is not for sale here any more`)
  }
  const paidUnitMinor = Math.floor(totalMinor / quantity)
  const currentUnitMinor = Math.ceil(currentMinor / quantity)
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
    amountMinor: capMinor > 0 ? Math.min(capMinor, differenceMinor) : differenceMinor,
    note: null,
    requestedBy: tx.origin.actor,
    decidedBy: null,
    version: 1,
    createdAt: tx.now,
    updatedAt: tx.now
  }
}

function notDue(
  orderLineId: string,
  reason: 'lineUnknown' | 'notForSale' | 'notCheaper',
  explanation: string
): Error {
  return new ProtectionNotDue({ orderLineId, reason, explanation })
}
