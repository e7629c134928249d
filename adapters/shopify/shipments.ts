import { eachInTurn } from '#core/channel/in-turn'
import type { ItemOutcome, ShipmentWrite } from '#core/channel/writes'
import { carrierOf } from './carriers.ts'
import type { ShopifyClient } from './client.ts'
import { createFulfillment, moreParts, readFulfillment, readParcel } from './documents/shipments.ts'
import { failures, refused } from './errors.ts'
import { gidOf, numberOf } from './map/ids.ts'
import { type Chosen, chooseParts } from './map/parcel.ts'
import { nextPage } from './next-page.ts'
import type {
  WireConnection,
  WireFulfillmentState,
  WireParcel,
  WirePart,
  WireUserErrors
} from './wire.ts'

/** Most parcels that are told of in one go. */
export const parcelBatchMax = 10

/** Most pages of parts that a fulfillment order may have beyond those that come with it. */
const partPagesMax = 50

/**
 * Tells Shopify of parcels, one call each. It has no idempotency for them: what has left is read first, and a
 * parcel whose tracking number is there already, with the same lines or with nothing left to send, is not told of
 * again.
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
    const there = order.fulfillments.filter(
      ({ status, trackingInfo }) =>
        status !== 'CANCELLED' && trackingInfo.some(({ number }) => number === trackingNumber)
    )
    for (const { id } of there) {
      if (await holds(client, id, item.lines)) return { status: 'done', externalId: numberOf(id) }
    }
    const chosen = chooseParts(order.fulfillmentOrders.nodes, item.lines)
    if (!('status' in chosen)) return tell(client, item, chosen)
    // Under its number somebody has told of all of it, only parted otherwise.
    const [told] = there
    return told ? { status: 'done', externalId: numberOf(told.id) } : chosen
  })
}

/** Whether a parcel that has left holds these lines and no others. */
async function holds(
  client: ShopifyClient,
  id: string,
  lines: ShipmentWrite['lines']
): Promise<boolean> {
  const { fulfillment } = await client.call<{ fulfillment: WireParcel | null }>(readParcel, { id })
  const left = fulfillment?.fulfillmentLineItems.nodes ?? []
  const units = new Map<string, number>()
  const add = (externalId: string, quantity: number) =>
    units.set(externalId, (units.get(externalId) ?? 0) + quantity)
  for (const { lineItem, quantity } of left) add(numberOf(lineItem.id), quantity)
  for (const { externalId, quantity } of lines) add(externalId, -quantity)
  return [...units.values()].every((difference) => difference === 0)
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
    for (let page = 0; page < partPagesMax; page++) {
      const after = nextPage(lineItems.pageInfo)
      if (after === null) break
      const { fulfillmentOrder } = await client.call<{
        fulfillmentOrder: { lineItems: WireConnection<WirePart> }
      }>(moreParts, { id, after })
      lineItems.nodes.push(...fulfillmentOrder.lineItems.nodes)
      lineItems.pageInfo = fulfillmentOrder.lineItems.pageInfo
    }
  }
  return order
}
