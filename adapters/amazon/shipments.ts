import { eachInTurn } from '#core/channel/in-turn'
import type { ItemOutcome, ShipmentWrite } from '#core/channel/writes'
import { carrierOf, packageReferenceOf } from './carriers.ts'
import type { AmazonClient } from './client.ts'
import { failures } from './errors.ts'
import { readOrder } from './orders.ts'
import { apiVersions } from './version.ts'
import type { WireConfirmation } from './wire.ts'

/**
 * Tells Amazon of parcels, one call each. It has no idempotency of its own: the order is read
 * first, and a parcel that is there already is not told of again.
 */
export function confirmShipments(
  client: AmazonClient,
  items: readonly ShipmentWrite[]
): Promise<ItemOutcome[]> {
  return eachInTurn(failures, items, (item) => confirm(client, item))
}

async function confirm(client: AmazonClient, item: ShipmentWrite): Promise<ItemOutcome> {
  const { account } = client
  const carrier = carrierOf(account, item.carrier)
  if (carrier === null) {
    const fix = "add it to the setting carriers, as one of Amazon's codes or as Other"
    const reason = `the carrier ${JSON.stringify(item.carrier)} is not known to Amazon: ${fix}`
    return { status: 'rejected', code: 'CARRIER_UNKNOWN', reason }
  }
  const packageReferenceId = packageReferenceOf(item.shipmentId)
  const order = await readOrder(client, item.orderExternalId, ['PACKAGES'])
  if (order === null) {
    const reason = `Amazon has no order ${item.orderExternalId}`
    return { status: 'rejected', code: 'NotFound', reason, class: 'gone' }
  }
  if (order.packages?.some((parcel) => parcel.packageReferenceId === packageReferenceId)) {
    return { status: 'done', externalId: packageReferenceId }
  }
  const body: WireConfirmation = {
    marketplaceId: order.salesChannel.marketplaceId ?? account.marketplaceId,
    packageDetail: {
      packageReferenceId,
      ...carrier,
      trackingNumber: item.trackingNumber,
      shipDate: item.shippedAt,
      orderItems: item.lines.map(({ externalId: orderItemId, quantity }) => ({
        orderItemId,
        quantity
      }))
    }
  }
  await client.call({
    operation: 'confirmShipment',
    method: 'POST',
    path: ['orders', apiVersions.shipments, 'orders', item.orderExternalId, 'shipmentConfirmation'],
    body
  })
  return { status: 'done', externalId: packageReferenceId }
}
