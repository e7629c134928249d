import type { ShipmentWrite } from '#core/channel/writes'
import type { WooClient } from '../client.ts'
import { noteOnce } from '../notes.ts'
import type { WireOrder } from '../wire.ts'
import type { Told } from './confirm.ts'

/** Tells of a parcel by a note at the order, which any shop has. The order leaves whole. */
export async function confirmByNote(
  client: WooClient,
  { shipmentId, carrier, trackingNumber }: ShipmentWrite,
  order: WireOrder
): Promise<Told> {
  const externalId = await noteOnce(client, {
    orderId: String(order.id),
    text: `Shipped with ${carrier}, tracking number ${trackingNumber}.`,
    reference: shipmentId,
    isForBuyer: client.account.isBuyerNotified
  })
  return { externalId, hasAllLeft: true }
}
