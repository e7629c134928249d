import type { ItemOutcome, ShipmentWrite } from '#core/channel/writes'
import type { WireFulfillmentOrder } from '../wire.ts'
import { numberOf } from './ids.ts'

/** The parts of fulfillment orders that a parcel holds, as `fulfillmentCreate` takes them. */
export interface Chosen {
  parts: {
    fulfillmentOrderId: string
    fulfillmentOrderLineItems: { id: string; quantity: number }[]
  }[]
}

/** States in which something can leave. */
const open = new Set(['OPEN', 'IN_PROGRESS'])

/**
 * Finds the parts of an order that are in a parcel. Shopify keeps what is to leave by the location it leaves
 * from, and a parcel leaves from one: the first location that has all of it is taken.
 */
export function chooseParts(
  orders: readonly WireFulfillmentOrder[],
  lines: ShipmentWrite['lines']
): Chosen | ItemOutcome {
  const ready = orders.filter(({ status }) => open.has(status))
  const missing: string[] = []
  for (const location of new Set(ready.map(locationOf))) {
    const here = ready.filter((order) => locationOf(order) === location)
    const chosen = choose(here, lines)
    if (typeof chosen !== 'string') return chosen
    missing.push(chosen)
  }
  if (ready.length === 0) {
    const reason = `nothing of the order can leave: it is ${statesOf(orders)}`
    return { status: 'rejected', code: 'NOTHING_TO_SHIP', reason, class: 'conflict' }
  }
  const fix =
    missing.length > 1 ? ': move them to one location in Shopify, or send two parcels' : ''
  const reason = `no location has all of the parcel to send (${missing.join('; ')})${fix}`
  return { status: 'rejected', code: 'QUANTITY_EXCEEDED', reason, class: 'conflict' }
}

/** The parts at one location, or what it lacks. */
function choose(
  orders: readonly WireFulfillmentOrder[],
  lines: ShipmentWrite['lines']
): Chosen | string {
  const taken = new Map<string, number>()
  for (const { externalId, quantity } of lines) {
    let left = quantity
    for (const part of orders.flatMap(({ lineItems }) => lineItems.nodes)) {
      if (numberOf(part.lineItem.id) !== externalId) continue
      const before = taken.get(part.id) ?? 0
      const units = Math.min(left, part.remainingQuantity - before)
      if (units > 0) taken.set(part.id, before + units)
      left -= Math.max(0, units)
    }
    if (left > 0) {
      return `${orders[0]!.assignedLocation.name}: ${quantity - left} of ${quantity} units of line ${externalId}`
    }
  }
  const parts = orders.map(({ id: fulfillmentOrderId, lineItems }) => ({
    fulfillmentOrderId,
    fulfillmentOrderLineItems: lineItems.nodes.flatMap(({ id }) => {
      const quantity = taken.get(id)
      return quantity === undefined ? [] : [{ id, quantity }]
    })
  }))
  return { parts: parts.filter((part) => part.fulfillmentOrderLineItems.length > 0) }
}

function locationOf({ assignedLocation }: WireFulfillmentOrder): string {
  return assignedLocation.location?.id ?? assignedLocation.name
}

function statesOf(orders: readonly WireFulfillmentOrder[]): string {
  return [...new Set(orders.map(({ status }) => status))].join(', ') || 'without fulfillment orders'
}
