import type { AfterSaleStatus } from '#core/channel/documents'
import { gidOf, numberOf } from '../map/ids.ts'
import { returnStatusOf } from '../map/status.ts'
import { timeOf } from './order-book.ts'
import { userError } from './refusal.ts'
import type { Shop } from './shop.ts'

/** A buyer asks to send the first line of an order back. */
export function openReturn(shop: Shop, orderNumber: string): { externalId: string } {
  const placed = shop.orders.find(gidOf('Order', orderNumber))
  const line = placed?.wire.lineItems.nodes[0]
  if (!placed || !line) throw new RangeError(`no order ${orderNumber}`)
  const id = shop.orders.gid('Return')
  placed.returns.push({
    openedAtMs: shop.clock.ms(),
    wire: {
      id,
      name: `${placed.wire.name}-R${placed.returns.length + 1}`,
      status: 'REQUESTED',
      createdAt: timeOf(shop.clock.now()),
      returnLineItems: {
        nodes: [
          {
            quantity: 1,
            returnReasonNote: '',
            returnReasonDefinition: { name: 'Defective' },
            customerNote: 'It leaks.',
            fulfillmentLineItem: { lineItem: { id: line.id, sku: line.sku } },
            withCodeDiscountedTotalPriceSet: line.originalUnitPriceSet
          }
        ]
      }
    }
  })
  shop.orders.touch(placed)
  return { externalId: numberOf(id) }
}

/** Where a return stands, and what has been given back since it was opened. */
export function returnThere(
  shop: Shop,
  number: string
): { status: AfterSaleStatus; refunds: { amountMinor: number }[] } | null {
  const there = shop.orders.findReturn(gidOf('Return', number))
  if (!there) return null
  const { placed, found } = there
  const refunds = placed.refunds.filter(({ atMs }) => atMs >= found.openedAtMs)
  return {
    status: returnStatusOf(found.wire.status),
    refunds: refunds.map(({ amountMinor }) => ({ amountMinor }))
  }
}

export function readReturn(shop: Shop, { id }: { id: string }) {
  const there = shop.orders.findReturn(id)
  if (!there) return { return: null }
  const { id: orderId, updatedAt, presentmentCurrencyCode } = there.placed.wire
  const order = { id: orderId, updatedAt, presentmentCurrencyCode }
  return { return: { ...there.found.wire, order } }
}

export function approveReturn(shop: Shop, { input }: { input: { id: string } }) {
  return { returnApproveRequest: decide(shop, input.id, 'OPEN') }
}

export function declineReturn(shop: Shop, { input }: { input: { id: string } }) {
  return { returnDeclineRequest: decide(shop, input.id, 'DECLINED') }
}

function decide(shop: Shop, id: string, status: string): object {
  const there = shop.orders.findReturn(id)
  if (!there) return userError('Return does not exist', ['input', 'id'], 'NOT_FOUND')
  const { placed, found } = there
  if (found.wire.status !== 'REQUESTED') {
    return userError('Return is not in the requested state', ['input', 'id'], 'INVALID_STATE')
  }
  found.wire.status = status
  shop.orders.touch(placed)
  return { userErrors: [] }
}
