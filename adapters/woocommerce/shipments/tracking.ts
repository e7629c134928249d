import { createHash } from 'node:crypto'
import type { ShipmentWrite } from '#core/channel/writes'
import { instantMs } from '#core/time'
import { carrierKeyOf } from '../carriers.ts'
import type { WooClient } from '../client.ts'
import type { WireOrder, WireTracking } from '../wire.ts'
import type { Told } from './confirm.ts'

/** Where the Shipment Tracking extension keeps the parcels of an order. */
export const trackingKey = '_wc_shipment_tracking_items'

/**
 * Tells of a parcel in the order's data of the Shipment Tracking extension. It knows parcels and no
 * lines of them: the order leaves whole. It takes any carrier by its name.
 */
export async function confirmByTracking(
  client: WooClient,
  { shipmentId, carrier, trackingNumber, shippedAt }: ShipmentWrite,
  order: WireOrder
): Promise<Told> {
  const trackingId = createHash('sha256').update(shipmentId).digest('hex').slice(0, 32)
  const meta = order.meta_data.find(({ key }) => key === trackingKey)
  const there = Array.isArray(meta?.value) ? (meta.value as WireTracking[]) : []
  if (!there.some(({ tracking_id: id }) => id === trackingId)) {
    const provider = carrierKeyOf(client.account, carrier)
    const isKnown = provider !== null && provider !== 'other'
    const parcel: WireTracking = {
      tracking_provider: isKnown ? provider : '',
      custom_tracking_provider: isKnown ? '' : carrier,
      custom_tracking_link: '',
      tracking_number: trackingNumber,
      date_shipped: String(Math.floor(instantMs(shippedAt) / 1000)),
      tracking_id: trackingId
    }
    const id = meta?.id === undefined ? {} : { id: meta.id }
    const entry = { ...id, key: trackingKey, value: [...there, parcel] }
    await client.call({
      operation: 'updateOrder',
      method: 'PUT',
      path: `orders/${order.id}`,
      body: { meta_data: [entry] }
    })
  }
  return { externalId: trackingId, hasAllLeft: true }
}
