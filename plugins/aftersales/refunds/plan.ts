import type { Reader } from '#core/database/db'
import { ratioOf } from '#core/money'
import type { OrderMoney } from '#plugins/orders'
import type { ReturnedGift } from '#plugins/promotions'
import { CaseReasonUnknown } from '../cases/errors.ts'
import type { CaseRow } from '../cases/tables.ts'
import { replacedUnits } from '../goods/replaced.ts'
import type { AftersalesScope } from '../scope.ts'
import { RefundCurrencyMixed, RefundEmpty, RefundExceeds, RefundNothingCaptured } from './errors.ts'
import { type Given, givenFor, leftOf } from './given.ts'
import { namedLines, reckonGifts, reckonLines } from './plan-lines.ts'
import { type PlannedPart, planParts } from './plan-parts.ts'
import { type LineShare, sharesOf } from './reckon/lines.ts'
import type { RefundRequest } from './request.ts'
import type { AllocationRule, RefundKind } from './tables.ts'

/** What a refund comes to: the same for a preview and for the real one. */
export interface RefundPlan {
  order: OrderMoney
  kind: RefundKind
  allocation: AllocationRule
  reason: string | null
  lines: LineShare[]
  goodsMinor: number
  shippingMinor: number
  extraMinor: number
  deductions: { amountMinor: number; reason: string }[]
  gifts: ReturnedGift[]
  /** What deductions and gifts withhold. */
  deductedMinor: number
  /** Left out of the goods, since no more could be given back. */
  clampedMinor: number
  amountMinor: number
  /** The most that could have been given back. */
  maximumMinor: number
  parts: PlannedPart[]
}

/**
 * Reckons a refund; writes nothing.
 *
 * Errors: REFUND_NOTHING_CAPTURED before anything was paid; REFUND_EMPTY of nothing; REFUND_EXCEEDS names the maximum;
 * REFUND_PAYMENT_FOREIGN, REFUND_CURRENCY_MIXED, CASE_REASON_UNKNOWN, REFUND_LINE_UNKNOWN, REFUND_UNITS_EXCEEDED.
 * Source: cumulative rounding of refunds as in Solidus and Spree; Vendure's checks of refunds.
 */
export async function planRefund(
  db: Reader,
  scope: AftersalesScope,
  order: OrderMoney,
  request: RefundRequest & { ofCase: CaseRow | null }
): Promise<RefundPlan> {
  const { orderId, currency } = order
  if (request.currency !== undefined && request.currency !== currency) {
    throw new RefundCurrencyMixed({ orderId, currency: request.currency, orderCurrency: currency })
  }
  if (request.reason && !scope.reasons.of(request.reason)) {
    throw new CaseReasonUnknown({ reason: request.reason })
  }
  if (order.paidMinor === 0) throw new RefundNothingCaptured({ orderId })
  const given = await givenFor(db, order)
  const facts = { order, given, replaced: await replacedUnits(db, scope.orders, orderId) }
  const allocation = request.allocation ?? scope.ctx.options.refunds.allocation
  const named = namedLines(facts, request.lines ?? [])
  const reckoned = await reckonLines(db, scope, facts, { shares: named, rule: allocation })
  const goods = await reckonGifts(db, scope, facts, named)
  const reason = request.reason ?? request.ofCase?.reason ?? null
  const wanted = amountsOf(scope, { order, given, request, reason, lines: reckoned })
  const sums = sumsOf(order, given, {
    ...wanted,
    chargeMinor: goods.chargeMinor,
    lines: reckoned
  })
  const parts = planParts(
    sums.amountMinor,
    given,
    await wayFacts(db, scope, order, request),
    request.payments
  )
  return {
    ...{ order, allocation, reason, ...wanted, ...sums, parts },
    kind: request.kind ?? kindOf(reckoned, request.ofCase),
    gifts: goods.gifts
  }
}

function kindOf(lines: readonly LineShare[], ofCase: CaseRow | null): RefundKind {
  if (lines.length > 0) return 'return'
  return ofCase?.kind === 'price_difference' ? 'price_difference' : 'compensation'
}

interface Wanted {
  shippingMinor: number
  extraMinor: number
  deductions: { amountMinor: number; reason: string }[]
}

function amountsOf(
  scope: AftersalesScope,
  facts: {
    order: OrderMoney
    given: Given
    request: RefundRequest
    reason: string | null
    lines: readonly LineShare[]
  }
): Wanted {
  const { order, given, request } = facts
  const leftMinor = order.shippingMinor - given.shippingMinor
  const { shippingMinor, extraMinor = 0, deductions = [] } = request
  if (shippingMinor !== undefined && shippingMinor > leftMinor) {
    throw exceeds(order, shippingMinor, Math.max(0, leftMinor))
  }
  return {
    shippingMinor: shippingMinor ?? shippingBy(scope, facts),
    extraMinor,
    deductions: [...deductions]
  }
}

/**
 * Shipping by the policy: in proportion to the goods, cumulatively, where somebody is at fault whom it names; all of it where
 * nothing has left and all is given up.
 */
function shippingBy(
  { ctx, reasons }: AftersalesScope,
  {
    order,
    given,
    reason,
    lines
  }: { order: OrderMoney; given: Given; reason: string | null; lines: readonly LineShare[] }
): number {
  if (lines.length === 0 || order.shippingMinor === 0) return 0
  const unitsOf = new Map([...given.byLine].map(([lineId, { units }]) => [lineId, units]))
  for (const { line, quantity } of lines) {
    unitsOf.set(line.lineId, (unitsOf.get(line.lineId) ?? 0) + quantity)
  }
  const isAll = order.lines.every((line) => (unitsOf.get(line.lineId) ?? 0) >= line.quantity)
  const isUnsent = order.lines.every(({ fulfilledQuantity }) => fulfilledQuantity === 0)
  const leftMinor = Math.max(0, order.shippingMinor - given.shippingMinor)
  if (isAll && isUnsent) return leftMinor
  const fault = reason === null ? undefined : reasons.of(reason)?.class
  if (fault === undefined || !ctx.options.refunds.shippingFor.includes(fault)) return 0
  if (isAll) return leftMinor
  let goneMinor = 0
  let netMinor = 0
  for (const line of order.lines) {
    netMinor += line.netMinor
    const units = unitsOf.get(line.lineId) ?? 0
    if (line.quantity > 0) goneMinor += ratioOf(line.netMinor, units, line.quantity)
  }
  if (netMinor === 0) return 0
  const inAll = ratioOf(order.shippingMinor, goneMinor, netMinor)
  return Math.max(0, Math.min(leftMinor, inAll - given.shippingMinor))
}

type Sums = Pick<
  RefundPlan,
  'lines' | 'goodsMinor' | 'deductedMinor' | 'clampedMinor' | 'amountMinor' | 'maximumMinor'
>

/** Adds it up. What goods come to is cut to what is left; what was asked for as an amount is refused beyond it. */
function sumsOf(
  order: OrderMoney,
  given: Given,
  wanted: Wanted & { lines: LineShare[]; chargeMinor: number }
): Sums {
  const { orderId } = order
  const maximumMinor = leftOf(order, given)
  const { shippingMinor, extraMinor, deductions } = wanted
  const fullMinor = wanted.lines.reduce((sum, line) => sum + line.amountMinor, 0)
  const wholeMinor = fullMinor + shippingMinor + extraMinor
  if (wholeMinor === 0) {
    const reason = wanted.lines.length > 0 ? 'these units cost nothing' : 'name lines or an amount'
    throw new RefundEmpty({ orderId, reason })
  }
  const withheldMinor = deductions.reduce((sum, one) => sum + one.amountMinor, 0)
  const deductedMinor = withheldMinor + Math.min(fullMinor, wanted.chargeMinor)
  if (deductedMinor >= wholeMinor) {
    throw new RefundEmpty({ orderId, reason: `${deductedMinor} is deducted of ${wholeMinor}` })
  }
  const clampedMinor = Math.max(0, wholeMinor - deductedMinor - maximumMinor)
  if (clampedMinor > 0 && (maximumMinor === 0 || clampedMinor > fullMinor)) {
    throw exceeds(order, wholeMinor - deductedMinor, maximumMinor)
  }
  const goodsMinor = fullMinor - clampedMinor
  return {
    lines: clampedMinor > 0 ? sharesOf(goodsMinor, wanted.lines) : wanted.lines,
    ...{ goodsMinor, deductedMinor, clampedMinor, maximumMinor },
    amountMinor: wholeMinor - deductedMinor - clampedMinor
  }
}

function exceeds({ orderId, currency }: OrderMoney, requestedMinor: number, maximumMinor: number) {
  return new RefundExceeds({ orderId, paymentId: null, requestedMinor, maximumMinor, currency })
}

async function wayFacts(
  db: Reader,
  { ctx, orders, channels, crm }: AftersalesScope,
  order: OrderMoney,
  { ofCase }: { ofCase: CaseRow | null }
) {
  const directChannelId = orders.directChannelId
  const isDirect = order.channelId === directChannelId
  const abilities =
    isDirect || !channels ? null : await channels.capabilitiesOf(db, order.channelId)
  return {
    ...{ order, options: ctx.options.refunds, directChannelId, abilities },
    isChannelCase: ofCase?.externalId != null,
    hasCrm: crm !== undefined
  }
}
