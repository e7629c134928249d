import { eachInTurn } from '#core/channel/in-turn'
import type { ItemOutcome, ShipmentWrite } from '#core/channel/writes'
import type { WooClient } from '../client.ts'
import { failures } from '../errors.ts'
import type { WooCommerceAccount } from '../options.ts'
import { readOrder } from '../orders.ts'
import type { WireOrder } from '../wire.ts'
import { confirmByFulfillment } from './fulfillments.ts'
import { confirmByNote } from './note.ts'
import { confirmByTracking } from './tracking.ts'

/** Told of a parcel: either refused, or known to the shop now. */
export type Told = { refused: ItemOutcome } | { externalId: string; hasAllLeft: boolean }

const ways: Readonly<
  Record<
    WooCommerceAccount['shipments'],
    (client: WooClient, item: ShipmentWrite, order: WireOrder) => Promise<Told>
  >
> = {
  note: confirmByNote,
  fulfillments: confirmByFulfillment,
  'tracking-plugin': confirmByTracking
}

/** An order that is over stays as it is. */
const over = new Set(['completed', 'cancelled', 'refunded', 'trash'])

/**
 * Tells the shop of parcels in the way of the account, and completes an order when all of it has
 * left. No way is idempotent by itself: what the shop knows is read first.
 */
export function confirmShipments(
  client: WooClient,
  items: readonly ShipmentWrite[]
): Promise<ItemOutcome[]> {
  return eachInTurn(failures, items, async (item) => {
    const order = await readOrder(client, item.orderExternalId)
    if (order === null) {
      const reason = `the shop has no order ${item.orderExternalId}`
      return { status: 'rejected', code: 'ORDER_GONE', reason, class: 'gone' }
    }
    const told = await ways[client.account.shipments](client, item, order)
    if ('refused' in told) return told.refused
    if (told.hasAllLeft && !over.has(order.status)) {
      const path = `orders/${order.id}`
      const body = { status: 'completed' }
      await client.call({ operation: 'updateOrder', method: 'PUT', path, body })
    }
    return { status: 'done', externalId: told.externalId }
  })
}
