import type {
  ChannelAddress,
  ChannelOrder,
  ChannelOrderLine,
  ChannelOrderStatus
} from '#core/channel/documents'
import { allocate } from '#core/money'
import type { WireSubOrder, WireTrade } from '../wire.ts'
import { currency, listingIdOf, toFen, toInstant } from './values.ts'

/** Their statuses in our words. A trade closed after payment has been given back in full. */
export const tradeStatuses: Readonly<Record<string, ChannelOrderStatus>> = {
  TRADE_NO_CREATE_PAY: 'awaiting_payment',
  WAIT_BUYER_PAY: 'awaiting_payment',
  PAY_PENDING: 'awaiting_payment',
  WAIT_PRE_AUTH_CONFIRM: 'awaiting_payment',
  PAID_FORBID_CONSIGN: 'on_hold',
  WAIT_SELLER_SEND_GOODS: 'paid',
  SELLER_CONSIGNED_PART: 'partially_shipped',
  WAIT_BUYER_CONFIRM_GOODS: 'shipped',
  TRADE_BUYER_SIGNED: 'delivered',
  TRADE_FINISHED: 'completed',
  TRADE_CLOSED: 'canceled',
  TRADE_CLOSED_BY_TAOBAO: 'canceled'
}

/** Where a presale stands while its own status wins over the trade's; null: the trade's counts. */
const stepStatuses: Readonly<Record<string, ChannelOrderStatus | null>> = {
  FRONT_NOPAID_FINAL_NOPAID: 'awaiting_payment',
  FRONT_PAID_FINAL_NOPAID: 'awaiting_payment',
  FRONT_PAID_FINAL_PAID: null,
  FRONT_PAID_FRONT_FORFEITED: 'canceled'
}

const onDelivery = new Set(['cod', 'b2c_cod', 'super_market_cod_trade'])
const closed = new Set(['TRADE_CLOSED', 'TRADE_CLOSED_BY_TAOBAO'])

/** Whether money comes only with the delivery. */
export function isPaidOnDelivery({ type = '' }: Pick<WireTrade, 'type'>): boolean {
  return onDelivery.has(type)
}

/** Whether a sub order is closed: it must not be sent. */
export function isClosed({ status }: Pick<WireSubOrder, 'status'>): boolean {
  return closed.has(status)
}

/** Where a trade stands, and the word of theirs that says so. */
export function statusOf(
  trade: Pick<WireTrade, 'status' | 'step_trade_status'>
): Pick<ChannelOrder, 'status' | 'rawStatus'> {
  const step = trade.step_trade_status ?? ''
  if (step !== '' && tradeStatuses[trade.status] !== 'canceled') {
    const status = Object.hasOwn(stepStatuses, step) ? stepStatuses[step]! : 'unmapped'
    if (status !== null) return { status, rawStatus: step }
  }
  const rawStatus = String(trade.status)
  const isKnown = Object.hasOwn(tradeStatuses, rawStatus)
  return { status: isKnown ? tradeStatuses[rawStatus]! : 'unmapped', rawStatus }
}

/** Id of a trade. Errors: TypeError without one. */
export function tradeIdOf({ tid }: Pick<WireTrade, 'tid'>): string {
  if (tid === undefined || tid === null) throw new TypeError('a trade without a tid')
  return String(tid)
}

/** Their trade in our words. Errors: AMOUNT_INVALID, TypeError. */
export function toOrder(trade: WireTrade): ChannelOrder {
  const { status, rawStatus } = statusOf(trade)
  const subOrders = trade.orders?.order ?? []
  const totalMinor = toFen(trade.payment)
  const taxes = subOrders.map(({ sub_order_tax_fee: fee }) => toFen(fee))
  const taxMinor = trade.order_tax_fee ? toFen(trade.order_tax_fee) : sum(taxes)
  const goods = subOrders.map(({ total_fee: fee }) => toFen(fee))
  const shares = sharesOf(trade, subOrders, sum(goods) + taxMinor - totalMinor)
  const externalId = tradeIdOf(trade)
  const note = trade.buyer_message
  return {
    kind: 'order',
    externalId,
    number: externalId,
    status,
    rawStatus,
    currency,
    lines: subOrders.map((subOrder, index) =>
      toLine(subOrder, {
        isGone: status !== 'canceled' && isClosed(subOrder),
        totalMinor: goods[index]!,
        shareMinor: shares[index]!,
        taxMinor: taxes[index]!
      })
    ),
    // What is paid beside the goods: postage, and fees such as that of paying on delivery.
    shippingMinor: Math.max(0, totalMinor - taxMinor - sum(goods) + sum(shares)),
    discountMinor: sum(shares),
    taxMinor,
    totalMinor,
    paidMinor: paidOf(trade, status, totalMinor),
    buyer: {
      externalId: trade.buyer_open_uid ?? trade.buyer_nick ?? null,
      ...(trade.buyer_nick && { name: trade.buyer_nick })
    },
    address: addressOf(trade),
    placedAt: toInstant(trade.created),
    modifiedAt: toInstant(trade.modified),
    ...(note && { note })
  }
}

/**
 * Shares of the order's discounts: as told with each sub order; else what its paid part leaves;
 * what then is still missing between the goods with their postage and the payment is split by the
 * goods.
 */
function sharesOf(
  { post_fee: postFee }: WireTrade,
  subOrders: readonly WireSubOrder[],
  beyondMinor: number
): number[] {
  const told = subOrders.map((subOrder) => {
    const { part_mjz_discount: part, divide_order_fee: paid } = subOrder
    if (part !== undefined && part !== '') return toFen(part)
    // That of a single sub order may hold the postage.
    if (paid === undefined || paid === '' || subOrders.length === 1) return 0
    return Math.max(0, toFen(subOrder.total_fee) - toFen(paid))
  })
  const missing = beyondMinor + toFen(postFee) - sum(told)
  if (missing <= 0 || subOrders.length === 0) return told
  const rest = subOrders.map(({ total_fee: fee }, index) => Math.max(0, toFen(fee) - told[index]!))
  const more = allocate(missing, rest)
  return told.map((share, index) => share + more[index]!)
}

function toLine(
  wire: WireSubOrder,
  known: { isGone: boolean; totalMinor: number; shareMinor: number; taxMinor: number }
): ChannelOrderLine {
  const externalListingId = listingIdOf(wire.num_iid, wire.sku_id)
  return {
    externalId: String(wire.oid),
    sku: wire.outer_sku_id || wire.outer_iid || externalListingId,
    externalListingId,
    title: wire.title,
    quantity: known.isGone ? 0 : wire.num,
    unitPriceMinor: toFen(wire.price),
    totalMinor: known.totalMinor,
    discountMinor:
      toFen(wire.discount_fee) + Math.max(0, -toFen(wire.adjust_fee)) + known.shareMinor,
    taxMinor: known.taxMinor
  }
}

function paidOf(trade: WireTrade, status: ChannelOrderStatus, totalMinor: number): number {
  if (status === 'awaiting_payment') return Math.min(totalMinor, toFen(trade.step_paid_fee))
  if (status === 'canceled') return 0
  if (status === 'unmapped') return trade.pay_time ? totalMinor : 0
  const isDelivered = status === 'delivered' || status === 'completed'
  return isPaidOnDelivery(trade) && !isDelivered ? 0 : totalMinor
}

/** Masked or encrypted values are taken as they come. */
function addressOf(trade: WireTrade): ChannelAddress | null {
  const { receiver_address: street, receiver_town: town, receiver_district: district } = trade
  const lines = [street, town, district].filter((part): part is string => Boolean(part))
  const { receiver_name: recipient, receiver_city: city, receiver_state: region } = trade
  if (lines.length === 0 && !recipient && !city) return null
  const phone = trade.receiver_mobile || trade.receiver_phone
  return {
    ...(recipient && { recipient }),
    ...(trade.oaid && { recipientRef: trade.oaid }),
    ...(phone && { phone }),
    lines,
    ...(city && { city }),
    ...(region && { region }),
    ...(trade.receiver_zip && { postalCode: trade.receiver_zip }),
    country: trade.receiver_country || 'CN'
  }
}

function sum(amounts: readonly number[]): number {
  return amounts.reduce((total, amount) => total + amount, 0)
}
