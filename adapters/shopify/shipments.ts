import { eachInTurn } from '#core/channel/in-turn'
import type { ItemOutcome, ShipmentWrite } from '#core/channel/writes'
import { carrierOf } from './carriers.ts'
import type { ShopifyClient } from './client.ts'
import { createFulfillment, moreParts, readFulfillment } from './documents/shipments.ts'
import { failures, refused } from './errors.ts'
import { gidOf, numberOf } from './map/ids.ts'
import { type Chosen, chooseParts } from './map/parcel.ts'
import type { WireConnection, WireFulfillmentState, WirePart, WireUserErrors } from './wire.ts'

/** Most parcels that are told of in one go. */
export const parcelBatchMax = 10

/** Most pages of parts that a fulfillment order may have beyond those that come with it. */
const partPagesMax = 50

/**
 * Tells Shopify of parcels, one call each. It has no idempotency for them: what has left is read first, and a
 * parcel whose tracking number is there already is not told of again.
 */
export function confirmShipments(
  client: ShopifyClient,
  items: readonly ShipmentWrite[]
): Promise<ItemOutcome[]> {
  return eachInTurn(failures, items, async (item) => {
    const { orderExternalId, trackingNumber } = item
    const order = await readState(client, orderExternalId)
    if (order === null) {
      const reason = `Shopify has no order ${orderExternalId}`
      return { status: 'rejected', code: 'ORDER_GONE', reason, class: 'gone' }
    }
    const there = order.fulfillments.find(
      ({ status, trackingInfo }) =>
        status !== 'CANCELLED' && trackingInfo.some(({ number }) => number === trackingNumber)
    )
    if (there) return { status: 'done', externalId: numberOf(there.id) }
    const chosen = chooseParts(order.fulfillmentOrders.nodes, item.lines)
    return 'status' in chosen ? chosen : tell(client, item, chosen)
  })
}

async function tell(
  client: ShopifyClient,
  { carrier, trackingNumber }: ShipmentWrite,
  chosen: Chosen
): Promise<ItemOutcome> {
  const { account } = client
  const { fulfillmentCreate } = await client.call<{
    fulfillmentCreate: WireUserErrors & { fulfillment: { id: string } | null }
  }>(createFulfillment, {
    fulfillment: {
      lineItemsByFulfillmentOrder: chosen.parts,
      trackingInfo: { company: carrierOf(account, carrier), number: trackingNumber },
      notifyCustomer: account.notifiesBuyers
    }
  })
  const [error] = fulfillmentCreate.userErrors
  if (error) return refused(error, trackingNumber)
  return { status: 'done', externalId: numberOf(fulfillmentCreate.fulfillment!.id) }
}

async function readState(
  client: ShopifyClient,
  orderExternalId: string
): Promise<WireFulfillmentState | null> {
  const { order } = await client.call<{ order: WireFulfillmentState | null }>(readFulfillment, {
    id: gidOf('Order', orderExternalId)
  })
  for (const { id, lineItems } of order?.fulfillmentOrders.nodes ?? []) {
    for (let page = 0; page < partPagesMax && lineItems.pageInfo.hasNextPage; page++) {
      const { fulfillmentOrder } = await client.call<{
        fulfillmentOrder: { lineItems: WireConnection<WirePart> }
      }>(moreParts, { id, after: lineItems.pageInfo.endCursor })
      lineItems.nodes.push(...fulfillmentOrder.lineItems.nodes)
      lineItems.pageInfo = fulfillmentOrder.lineItems.pageInfo
    }
  }
  return order
}
