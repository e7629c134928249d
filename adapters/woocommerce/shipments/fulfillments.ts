import type { ShipmentWrite } from '#core/channel/writes'
import { carrierKeyOf } from '../carriers.ts'
import type { WooClient } from '../client.ts'
import { WooRefusal } from '../errors.ts'
import type { WireFulfillment, WireOrder } from '../wire.ts'
import type { Told } from './confirm.ts'

/** Our id of a parcel, in its data at the shop: what it is found again by. */
export const shipmentKey = '_shopkeeper_shipment_id'

/** Tells of a parcel by a fulfillment, which holds any quantities of any lines. */
export async function confirmByFulfillment(
  client: WooClient,
  item: ShipmentWrite,
  order: WireOrder
): Promise<Told> {
  const provider = carrierKeyOf(client.account, item.carrier)
  if (provider === null) {
    const fix = "add it to the setting carriers, as one of the shop's keys or as other"
    const reason = `the carrier ${JSON.stringify(item.carrier)} is not known to the shop: ${fix}`
    return { refused: { status: 'rejected', code: 'CARRIER_UNKNOWN', reason } }
  }
  const path = `orders/${order.id}/fulfillments`
  const there = await listFulfillments(client, path)
  if (there === null) return { refused: switchedOff }
  const known = there.find((one) => metaOf(one, shipmentKey) === item.shipmentId)
  const told =
    known ??
    (await client.call<WireFulfillment>({
      operation: 'createFulfillment',
      method: 'POST',
      path,
      body: bodyOf(item, provider, client.account.isBuyerNotified)
    }))
  const parcels = known ? there : [...there, told]
  return { externalId: String(told.id), hasAllLeft: hasAllLeft(order, parcels) }
}

/** Parcels of an order; null when the shop has no fulfillments. */
async function listFulfillments(
  client: WooClient,
  path: string
): Promise<WireFulfillment[] | null> {
  try {
    const { rows } = await client.page<WireFulfillment>({ operation: 'listFulfillments', path })
    return rows.filter(({ is_fulfilled: isSent, date_deleted: gone }) => isSent && !gone)
  } catch (error) {
    if (error instanceof WooRefusal && error.code === 'rest_no_route') return null
    throw error
  }
}

const switchedOff = {
  status: 'rejected',
  code: 'FULFILLMENTS_OFF',
  reason: 'the shop has no fulfillments: switch them on there, or set shipments to another way',
  class: 'permission'
} as const

function bodyOf(
  { shipmentId, carrier, trackingNumber, lines }: ShipmentWrite,
  provider: string,
  isBuyerNotified: boolean
): object {
  const meta = {
    [shipmentKey]: shipmentId,
    _tracking_number: trackingNumber,
    _shipment_provider: provider,
    ...(provider === 'other' && { _provider_name: carrier }),
    _items: lines.map(({ externalId, quantity }) => ({
      item_id: Number(externalId),
      qty: quantity
    }))
  }
  return {
    status: 'fulfilled',
    is_fulfilled: true,
    notify_customer: isBuyerNotified,
    meta_data: Object.entries(meta).map(([key, value]) => ({ key, value }))
  }
}

/** Whether parcels hold every unit of an order. */
function hasAllLeft(
  { line_items: lines }: WireOrder,
  parcels: readonly WireFulfillment[]
): boolean {
  const left = new Map<number, number>()
  for (const parcel of parcels) {
    const items = metaOf(parcel, '_items')
    for (const { item_id: id, qty } of Array.isArray(items) ? items : []) {
      left.set(Number(id), (left.get(Number(id)) ?? 0) + Number(qty))
    }
  }
  return lines.every(({ id, quantity }) => (left.get(id) ?? 0) >= quantity)
}

function metaOf({ meta_data: meta }: WireFulfillment, key: string): unknown {
  return meta.find((one) => one.key === key)?.value
}
