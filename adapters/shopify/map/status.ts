import type { AfterSaleStatus, ChannelOrderStatus } from '#core/channel/documents'
import type { WireOrder } from '../wire.ts'

type StatusFields = Pick<
  WireOrder,
  | 'displayFinancialStatus'
  | 'displayFulfillmentStatus'
  | 'cancelledAt'
  | 'closedAt'
  | 'fulfillments'
>

/** Whether the money is there. `gone`: it was, or never will be. */
const financial: Readonly<Record<string, 'due' | 'there' | 'gone'>> = {
  PENDING: 'due',
  PARTIALLY_PAID: 'due',
  AUTHORIZED: 'there',
  PAID: 'there',
  PARTIALLY_REFUNDED: 'there',
  REFUNDED: 'gone',
  EXPIRED: 'gone',
  VOIDED: 'gone'
}

/** How far the goods are. */
const fulfillment: Readonly<Record<string, 'here' | 'partly' | 'left' | 'held'>> = {
  UNFULFILLED: 'here',
  OPEN: 'here',
  SCHEDULED: 'here',
  IN_PROGRESS: 'here',
  PENDING_FULFILLMENT: 'here',
  REQUEST_DECLINED: 'here',
  ON_HOLD: 'held',
  RESTOCKED: 'held',
  PARTIALLY_FULFILLED: 'partly',
  FULFILLED: 'left',
  FULFILLMENT_NOT_REQUIRED: 'left'
}

const unshipped = { due: 'awaiting_payment', there: 'paid', gone: 'on_hold' } as const

/**
 * Where an order stands by Shopify's two axes and its two times. Once goods have left, that counts more than
 * the money: they may have left before it was there.
 */
export function statusOf(wire: StatusFields): ChannelOrderStatus {
  const { displayFinancialStatus, displayFulfillmentStatus, cancelledAt, closedAt } = wire
  const money = at(financial, displayFinancialStatus ?? '')
  const goods = at(fulfillment, displayFulfillmentStatus)
  if (money === undefined || goods === undefined) return 'unmapped'
  if (cancelledAt !== null) return 'canceled'
  if (goods === 'held') return 'on_hold'
  if (goods === 'here') return unshipped[money]
  if (goods === 'partly') return 'partially_shipped'
  if (closedAt !== null || displayFulfillmentStatus === 'FULFILLMENT_NOT_REQUIRED') {
    return 'completed'
  }
  const parcels = wire.fulfillments.filter(({ status }) => status === 'SUCCESS')
  const isDelivered = parcels.length > 0 && parcels.every(({ deliveredAt }) => deliveredAt !== null)
  return isDelivered ? 'delivered' : 'shipped'
}

/** Shopify's words: both axes, and the end of the order if it has one. */
export function rawStatusOf(wire: StatusFields): string {
  const { displayFinancialStatus, displayFulfillmentStatus, cancelledAt, closedAt } = wire
  const end = cancelledAt !== null ? '/CANCELLED' : closedAt !== null ? '/CLOSED' : ''
  return `${displayFinancialStatus ?? 'NONE'}/${displayFulfillmentStatus}${end}`
}

const returnStatuses: Readonly<Record<string, AfterSaleStatus>> = {
  REQUESTED: 'awaiting_merchant',
  OPEN: 'awaiting_return',
  DECLINED: 'refused',
  CLOSED: 'done',
  CANCELED: 'closed'
}

/** Where a return stands. */
export function returnStatusOf(status: string): AfterSaleStatus {
  return at(returnStatuses, status) ?? 'unmapped'
}

function at<Value>(table: Readonly<Record<string, Value>>, key: string): Value | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined
}
