import type {
  AfterSaleStatus,
  ChannelAfterSale,
  ChannelOrder,
  ChannelOrderStatus,
  ChannelTraffic,
  RejectedEntry
} from '#core/channel/documents'
import type { ItemOutcome } from '#core/channel/writes'
import { ShopkeeperError } from '#core/errors'
import { parseAmountMinor } from '#core/money'
import { instantAt, instantMs } from '#core/time'
import type {
  WireAfterSale,
  WireCaseState,
  WireOrder,
  WireResult,
  WireStatus,
  WireTraffic
} from './wire.ts'

const statuses: Readonly<Record<WireStatus, ChannelOrderStatus>> = {
  WAIT_PAY: 'awaiting_payment',
  WAIT_SHIP: 'paid',
  PARTLY_SHIPPED: 'partially_shipped',
  SHIPPED: 'shipped',
  SIGNED: 'delivered',
  FINISHED: 'completed',
  CLOSED: 'canceled'
}

/**
 * Their order in our words. Fields we do not know are nobody's business. Errors: AMOUNT_INVALID,
 * TypeError.
 */
export function toChannelOrder(wire: WireOrder): ChannelOrder {
  const minor = (decimal: string) => parseAmountMinor(decimal, wire.currency)
  const { address } = wire
  return {
    kind: 'order',
    externalId: wire.order_id,
    number: wire.order_id,
    status: Object.hasOwn(statuses, wire.status) ? statuses[wire.status] : 'unmapped',
    rawStatus: wire.status,
    currency: wire.currency,
    lines: wire.lines.map((line) => ({
      externalId: line.line_no,
      sku: line.merchant_sku,
      externalListingId: line.listing_id,
      title: line.title,
      quantity: line.quantity,
      unitPriceMinor: minor(line.unit_price),
      totalMinor: minor(line.line_total),
      discountMinor: minor(line.line_discount),
      taxMinor: 0
    })),
    shippingMinor: minor(wire.shipping_fee),
    discountMinor: minor(wire.discount_total),
    taxMinor: 0,
    totalMinor: minor(wire.pay_total),
    paidMinor: minor(wire.paid_amount),
    buyer: {
      externalId: wire.buyer.buyer_id,
      name: wire.buyer.nick,
      phone: wire.buyer.phone
    },
    address: {
      recipient: address.receiver,
      phone: address.phone,
      lines: [address.street],
      city: address.city,
      region: address.region,
      postalCode: address.postcode,
      country: address.country
    },
    placedAt: toInstant(wire.created_at),
    modifiedAt: toInstant(wire.modified_at),
    shipBy: toInstant(wire.ship_deadline)
  }
}

/** A page of their orders; one that makes no sense is set apart, the others go in. */
export function toOrders(orders: readonly WireOrder[]): {
  documents: ChannelOrder[]
  rejected: RejectedEntry[]
} {
  const documents: ChannelOrder[] = []
  const rejected: RejectedEntry[] = []
  for (const wire of orders) {
    try {
      documents.push(toChannelOrder(wire))
    } catch (error) {
      if (!(error instanceof ShopkeeperError || error instanceof TypeError)) throw error
      const place = { source: 'orders', line: null, column: null, externalId: wire.order_id }
      rejected.push({ ...place, reason: `order ${wire.order_id}: ${error.message}` })
    }
  }
  return { documents, rejected }
}

const caseStates: Readonly<Record<WireCaseState, AfterSaleStatus>> = {
  OPEN: 'awaiting_merchant',
  RETURNING: 'awaiting_return',
  GOODS_SENT: 'awaiting_receipt',
  ARBITRATION: 'awaiting_platform',
  REFUSED: 'refused',
  REFUNDED: 'done',
  WITHDRAWN: 'closed'
}

/** Their case in our words. Errors: AMOUNT_INVALID, TypeError. */
export function toRecord(wire: WireAfterSale): ChannelAfterSale {
  const { reason, words, currency, lines, respond_by: respondBy } = wire
  return {
    kind: 'afterSale',
    externalId: wire.case_id,
    orderExternalId: wire.order_id,
    type: wire.kind,
    status: Object.hasOwn(caseStates, wire.state) ? caseStates[wire.state] : 'unmapped',
    rawStatus: wire.state,
    currency,
    amountMinor: parseAmountMinor(wire.amount, currency),
    reason,
    ...(words !== '' && { words }),
    lines: lines.map(({ line_no: externalId, quantity }) => ({ externalId, sku: null, quantity })),
    version: String(wire.revision),
    openedAt: toInstant(wire.created_at),
    ...(respondBy !== null && { dueAt: toInstant(respondBy) }),
    modifiedAt: toInstant(wire.modified_at),
    body: { ...wire }
  }
}

/** What became of an item. Codes that say "not now" are tried again. */
export function toOutcome(result: WireResult): ItemOutcome {
  const { ok, code = 'UNKNOWN', message = '', retry_after_ms: afterMs } = result
  // A newer write has overtaken this one: what was wanted is there already.
  if (ok || code === 'SEQUENCE_OLD') return { status: 'done' }
  if (code === 'ITEM_BUSY') {
    return { status: 'retry', reason: message, ...(afterMs !== undefined && { afterMs }) }
  }
  const isOld = code === 'CASE_CHANGED' || code === 'CASE_CLOSED'
  return { status: 'rejected', code, reason: message, ...(isOld && { class: 'conflict' as const }) }
}

/** Errors: TypeError when it is not a date. */
function toInstant(text: string): string {
  return instantAt(instantMs(text))
}

/** What the platform's figures are of: the same each time they are told. */
export function trafficIdOf({ day, campaign }: WireTraffic): string {
  return campaign === null ? day : `${day}/${campaign}`
}

/** Figures of a day in our words; what is not told stays unknown. Errors: AMOUNT_INVALID, TypeError. */
export function toTraffic(wire: WireTraffic): ChannelTraffic {
  const { day, campaign, uv, pv, impressions, clicks, cost, deals } = wire
  const minor = (decimal: string) => parseAmountMinor(decimal, 'CNY')
  return {
    ...{ kind: 'traffic', externalId: trafficIdOf(wire), orderExternalId: null },
    ...{ dayOn: day, source: null, campaign, sku: null, currency: cost === null ? null : 'CNY' },
    ...(uv !== null && { visitors: uv }),
    ...(pv !== null && { pageViews: pv }),
    ...(impressions !== null && { impressions }),
    ...(clicks !== null && { clicks }),
    ...(cost !== null && { adCostMinor: minor(cost) }),
    ...(deals !== null && { adOrders: deals }),
    ...(wire.deal_amount !== null && { adSalesMinor: minor(wire.deal_amount) }),
    modifiedAt: toInstant(wire.modified_at),
    body: { ...wire }
  }
}
