import { eachInTurn } from '#core/channel/in-turn'
import type { ItemOutcome, ListingState, ShownListing } from '#core/channel/writes'
import type { TopClient } from './client.ts'
import { failures } from './errors.ts'
import { readItem, readItems } from './items.ts'
import { currency, listingPartsOf, toFen } from './map/values.ts'
import type { WireItem } from './wire.ts'

const states: Readonly<Record<string, ShownListing['state']>> = {
  onsale: 'active',
  instock: 'paused'
}

/**
 * Puts items on the shelf or takes them off, with all their SKUs. One that is there already is left
 * alone.
 */
export function setListingStates(
  client: TopClient,
  items: readonly ListingState[]
): Promise<ItemOutcome[]> {
  return eachInTurn(failures, items, (item) => setState(client, item))
}

async function setState(
  client: TopClient,
  { externalListingId, sku, state }: ListingState
): Promise<ItemOutcome> {
  const { item } = listingPartsOf(externalListingId)
  const wire = await readItem(client, item)
  if (wire === null) {
    const reason = `${sku}: the shop has no item ${item}`
    return { status: 'rejected', code: 'LISTING_UNKNOWN', reason, class: 'gone' }
  }
  if (states[wire.approve_status] !== state) {
    const way = state === 'active' ? 'upshelf' : 'downshelf'
    await client.call(`alibaba.item.operate.${way}`, { item_id: item })
  }
  return { status: 'done', externalId: externalListingId }
}

/** What the shop has of listings; those it lacks are left out. */
export async function readListings(
  client: TopClient,
  externalListingIds: readonly string[]
): Promise<ShownListing[]> {
  const items = await readItems(client, externalListingIds)
  return externalListingIds.flatMap((id) => {
    const wire = items.get(listingPartsOf(id).item)
    return wire ? toListing(id, wire) : []
  })
}

function toListing(externalListingId: string, wire: WireItem): ShownListing | [] {
  const { sku } = listingPartsOf(externalListingId)
  const found = wire.skus?.sku?.find(({ sku_id: id }) => String(id) === sku)
  if (sku !== null && !found) return []
  const message = 'Taobao holds that the item breaks its rules'
  return {
    externalListingId,
    sku: (found ? found.outer_id : wire.outer_id) || null,
    title: wire.title,
    state: states[wire.approve_status] ?? 'unmapped',
    rawState: wire.approve_status,
    amountMinor: toFen(found?.price ?? wire.price),
    currency,
    quantity: found?.quantity ?? wire.num,
    issues: wire.violation === true ? [{ code: 'violation', message }] : []
  }
}
