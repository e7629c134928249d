import { formatAmount } from '#core/money'
import { instantMs } from '#core/time'
import { pageOf } from './connections.ts'
import type { Placed } from './order-book.ts'
import { bagOf, minorOf } from './order-lines.ts'
import { userError } from './refusal.ts'
import type { Shop } from './shop.ts'

const partsWithOrder = 50
const partsInPage = 100

interface Parcel {
  lineItemsByFulfillmentOrder: {
    fulfillmentOrderId: string
    fulfillmentOrderLineItems: { id: string; quantity: number }[]
  }[]
  trackingInfo: { company: string; number: string }
}

interface Refund {
  orderId: string
  currency: string
  note: string | null
  transactions: { parentId: string; amount: string; gateway: string }[]
}

/** Each order leaves in one fulfillment order, from the one location. */
export function readFulfillment(shop: Shop, { id }: { id: string }) {
  const placed = shop.orders.find(id)
  if (!placed) return { order: null }
  const { wire, fulfillments } = placed
  const isOver = partsOf(placed).every(({ remainingQuantity }) => remainingQuantity === 0)
  const held = wire.displayFulfillmentStatus === 'ON_HOLD' ? 'ON_HOLD' : 'OPEN'
  const status = wire.cancelledAt !== null || isOver ? 'CLOSED' : held
  return {
    order: {
      fulfillments: fulfillments.map(({ id: fulfillmentId, number }) => ({
        id: fulfillmentId,
        status: 'SUCCESS',
        trackingInfo: [{ number }]
      })),
      fulfillmentOrders: {
        nodes: [
          {
            id: `${id.replace('/Order/', '/FulfillmentOrder/')}`,
            status,
            assignedLocation: { name: 'Warehouse', location: { id: shop.locationId } },
            lineItems: pageOf(partsOf(placed), { first: partsWithOrder, after: null }, (p) => p.id)
          }
        ]
      }
    }
  }
}

export function moreParts(shop: Shop, { id, after }: { id: string; after: string }) {
  const placed = shop.orders.find(id)!
  const lineItems = pageOf(partsOf(placed), { first: partsInPage, after }, (part) => part.id)
  return { fulfillmentOrder: { lineItems } }
}

export function readParcel(shop: Shop, { id }: { id: string }) {
  const parcels = shop.orders.placed().flatMap(({ fulfillments }) => fulfillments)
  const parcel = parcels.find((one) => one.id === id)
  if (!parcel) return { fulfillment: null }
  const nodes = [...parcel.lines].map(([lineId, quantity]) => ({
    quantity,
    lineItem: { id: lineId }
  }))
  return { fulfillment: { fulfillmentLineItems: { nodes } } }
}

/** Takes a parcel. The same again is a parcel of its own, if there are units left for it. */
export function createFulfillment(shop: Shop, { fulfillment }: { fulfillment: Parcel }) {
  const { lineItemsByFulfillmentOrder, trackingInfo } = fulfillment
  const [first] = lineItemsByFulfillmentOrder
  const placed = first && shop.orders.find(first.fulfillmentOrderId)
  if (!placed) return { fulfillmentCreate: userError('Fulfillment order does not exist.') }
  const left = new Map(partsOf(placed).map((part) => [part.id, part]))
  const lines = new Map<string, number>()
  for (const { id, quantity } of first.fulfillmentOrderLineItems) {
    const part = left.get(id)
    if (!part || quantity < 1 || quantity > part.remainingQuantity) {
      const text = 'Invalid fulfillment order line item quantity requested.'
      return { fulfillmentCreate: userError(text, ['fulfillment']) }
    }
    lines.set(part.lineItem.id, quantity)
  }
  const id = shop.orders.gid('Fulfillment')
  const { company, number } = trackingInfo
  placed.fulfillments.push({ id, number, company, lines })
  placed.wire.fulfillments.push({ status: 'SUCCESS', deliveredAt: null })
  const isWhole = partsOf(placed).every(({ remainingQuantity }) => remainingQuantity === 0)
  placed.wire.displayFulfillmentStatus = isWhole ? 'FULFILLED' : 'PARTIALLY_FULFILLED'
  shop.orders.touch(placed)
  return { fulfillmentCreate: { fulfillment: { id }, userErrors: [] } }
}

export function readPayments(shop: Shop, { id }: { id: string }) {
  const placed = shop.orders.find(id)
  if (!placed) return { order: null }
  const { wire, transactions } = placed
  const { presentmentCurrencyCode } = wire
  const refunds = placed.refunds.map(({ id: refundId, note }) => ({ id: refundId, note }))
  return { order: { presentmentCurrencyCode, refunds, transactions } }
}

/** Gives money back. Errors: as user errors. */
export function createRefund(shop: Shop, { input }: { input: Refund }) {
  const { orderId, currency, note, transactions } = input
  const placed = shop.orders.find(orderId)
  if (!placed) return { refundCreate: userError('Order does not exist', ['orderId']) }
  const { wire, refunds } = placed
  if (currency !== wire.presentmentCurrencyCode) {
    return { refundCreate: userError('Currency must be the presentment currency', ['currency']) }
  }
  let amountMinor = 0
  for (const { parentId, amount } of transactions) {
    const shareMinor = minorOf({ presentmentMoney: { amount, currencyCode: currency } })
    const payment = placed.transactions.find(({ id }) => id === parentId)
    const given = placed.transactions
      .filter(({ parentTransaction }) => parentTransaction?.id === parentId)
      .reduce((sum, { amountSet }) => sum + minorOf(amountSet), 0)
    if (!payment || given + shareMinor > minorOf(payment.amountSet)) {
      const text = `Refund amount ${formatAmount(shareMinor, currency)} cannot be refunded`
      return { refundCreate: userError(text, ['transactions']) }
    }
    amountMinor += shareMinor
    placed.transactions.push({
      ...payment,
      id: shop.orders.gid('OrderTransaction'),
      kind: 'REFUND',
      amountSet: bagOf(shareMinor, currency),
      parentTransaction: { id: parentId }
    })
  }
  const id = shop.orders.gid('Refund')
  refunds.push({ id, note, amountMinor, atMs: instantMs(shop.clock.now()) })
  const sumMinor = refunds.reduce((sum, one) => sum + one.amountMinor, 0)
  const isWhole = sumMinor >= minorOf(wire.totalPriceSet)
  wire.displayFinancialStatus = isWhole ? 'REFUNDED' : 'PARTIALLY_REFUNDED'
  shop.orders.touch(placed)
  return { refundCreate: { refund: { id }, userErrors: [] } }
}

function partsOf({ wire, fulfillments }: Placed) {
  const hasLeft = wire.displayFulfillmentStatus === 'FULFILLED' && fulfillments.length === 0
  return wire.lineItems.nodes.map(({ id, quantity }) => {
    const gone = fulfillments.reduce((sum, { lines }) => sum + (lines.get(id) ?? 0), 0)
    return {
      id: id.replace('/LineItem/', '/FulfillmentOrderLineItem/'),
      remainingQuantity: hasLeft ? 0 : quantity - gone,
      lineItem: { id }
    }
  })
}
