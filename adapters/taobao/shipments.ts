import { eachInTurn } from '#core/channel/in-turn'
import type { ItemOutcome, ShipmentWrite } from '#core/channel/writes'
import type { Carriers } from './carriers.ts'
import type { TopClient } from './client.ts'
import { failures, refusedItem } from './errors.ts'
import { isClosed, isPaidOnDelivery } from './map/trade.ts'
import { readTrade } from './orders.ts'
import type { WireSubOrder } from './wire.ts'

const fields = [
  ...['tid', 'type', 'status', 'orders.oid', 'orders.status', 'orders.num'],
  ...['orders.invoice_no', 'orders.logistics_company', 'orders.consign_time']
].join()

/**
 * Tells Taobao of parcels, one call each. It has no idempotency of its own: the trade is read
 * first, and a parcel whose number its sub orders have already is not told of again.
 */
export function confirmShipments(
  client: TopClient,
  carriers: Carriers,
  items: readonly ShipmentWrite[]
): Promise<ItemOutcome[]> {
  return eachInTurn(failures, items, (item) => confirm(client, carriers, item))
}

async function confirm(
  client: TopClient,
  carriers: Carriers,
  item: ShipmentWrite
): Promise<ItemOutcome> {
  const code = await carriers.codeOf(item.carrier)
  if (code === null) {
    const fix =
      'add it to the setting carriers, as one of the codes of taobao.logistics.companies.get'
    const carrier = JSON.stringify(item.carrier)
    const reason = `Taobao's code of the carrier ${carrier} is not known: ${fix}`
    return { status: 'rejected', code: 'CARRIER_UNKNOWN', reason }
  }
  const trade = await readTrade(client, item.orderExternalId, fields)
  if (trade === null) {
    const reason = `the shop has no trade ${item.orderExternalId}`
    return { status: 'rejected', code: 'TRADE_UNKNOWN', reason, class: 'gone' }
  }
  const all = trade.orders?.order ?? []
  const meant = subOrdersOf(item, all)
  if (!Array.isArray(meant)) return meant
  if (isSent(meant, item)) return { status: 'done', externalId: item.trackingNumber }
  const open = all.filter((one) => !isClosed(one))
  const method = isPaidOnDelivery(trade) ? 'online' : 'offline'
  try {
    const { shipping } = await client.call<{ shipping?: { is_success?: boolean } }>(
      `taobao.logistics.${method}.send`,
      {
        tid: item.orderExternalId,
        // Without sub orders the whole trade is sent.
        ...(meant.length < open.length && {
          sub_tid: meant.map(({ oid }) => String(oid)).join(),
          is_split: 1
        }),
        out_sid: item.trackingNumber,
        company_code: code
      }
    )
    if (shipping?.is_success === true) return { status: 'done', externalId: item.trackingNumber }
    const reason = `${item.orderExternalId}: Taobao did not take parcel ${item.trackingNumber}`
    return { status: 'rejected', code: 'NOT_SENT', reason }
  } catch (error) {
    const refused = refusedItem(error)
    if (refused === null) throw error
    // Somebody may have told of it in between, such as the call before whose answer was lost.
    const now = await readTrade(client, item.orderExternalId, fields)
    const sent = now && subOrdersOf(item, now.orders?.order ?? [])
    if (Array.isArray(sent) && isSent(sent, item)) {
      return { status: 'done', externalId: item.trackingNumber }
    }
    return refused
  }
}

/** The sub orders that a parcel holds, or why it cannot be one. */
function subOrdersOf(
  { orderExternalId, lines, trackingNumber }: ShipmentWrite,
  all: readonly WireSubOrder[]
): WireSubOrder[] | ItemOutcome {
  const meant: WireSubOrder[] = []
  for (const { externalId, quantity } of lines) {
    const found = all.find(({ oid }) => String(oid) === externalId)
    const place = `${orderExternalId}: sub order ${externalId}`
    if (!found) return refusal('LINE_UNKNOWN', `${place} is not one of the trade's`)
    if (isClosed(found)) return refusal('LINE_CLOSED', `${place} is closed and must not be sent`)
    if (quantity !== found.num) {
      return refusal('LINE_SPLIT', `${place} leaves whole, ${found.num} at once, or not at all`)
    }
    if (found.invoice_no && found.invoice_no !== trackingNumber) {
      const reason = `${place} has left already, as parcel ${found.invoice_no}`
      return { ...refusal('ALREADY_SENT', reason), class: 'conflict' }
    }
    meant.push(found)
  }
  return meant
}

function refusal(code: string, reason: string) {
  return { status: 'rejected' as const, code, reason }
}

function isSent(subOrders: readonly WireSubOrder[], { trackingNumber }: ShipmentWrite): boolean {
  return subOrders.every(({ invoice_no: number }) => number === trackingNumber)
}
