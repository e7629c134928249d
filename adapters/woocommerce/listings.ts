import type { ItemOutcome, ListingState, ListingWrite, ShownListing } from '#core/channel/writes'
import { entryOutcome, refusalIn, sendBatch, updateListings } from './batch.ts'
import type { WooClient } from './client.ts'
import { later } from './errors.ts'
import { listingIdOf } from './map/listing-id.ts'
import { changeOf, creationOf, toListing } from './map/product.ts'
import { foreign } from './offers.ts'
import { findListingIds, readProducts } from './products.ts'

interface Wanted {
  item: ListingWrite
  externalListingId: string
}

/** A SKU that the shop has already, with the id of its product or variation. */
interface Taken {
  item: ListingWrite
  id: number
}

/**
 * Offers SKUs. One without an id is created; a shop has a SKU but once, so that one it has already,
 * be it a product or a variation, is changed instead, and a creation that is repeated creates
 * nothing.
 */
export async function writeListings(
  client: WooClient,
  items: readonly ListingWrite[]
): Promise<ItemOutcome[]> {
  const outcomes = new Map<ListingWrite, ItemOutcome>()
  const changes: Wanted[] = []
  const taken: Taken[] = []
  const creations: ListingWrite[] = []
  for (const item of items) {
    const flaw = flawOf(client, item)
    if (flaw) outcomes.set(item, flaw)
    else if (item.externalListingId === null) creations.push(item)
    else changes.push({ item, externalListingId: item.externalListingId })
  }
  if (creations.length > 0) {
    const { create = [] } = await sendBatch(client, null, { create: creations.map(creationOf) })
    for (const [index, item] of creations.entries()) {
      const known = refusalIn(create[index])
      const id = known?.code === 'product_invalid_sku' ? known.resourceId : null
      if (id !== null) taken.push({ item, id })
      else outcomes.set(item, entryOutcome(create[index], null))
    }
  }
  const isAnyDone = outcomes.size > 0
  for (const [item, outcome] of await change(client, { changes, taken, isAnyDone })) {
    outcomes.set(item, outcome)
  }
  return items.map((item) => outcomes.get(item)!)
}

/** Errors: those of the call, unless others of the batch are done already. */
async function change(
  client: WooClient,
  { changes, taken, isAnyDone }: { changes: Wanted[]; taken: Taken[]; isAnyDone: boolean }
): Promise<[ListingWrite, ItemOutcome][]> {
  try {
    const all = [...changes, ...(await found(client, taken))]
    const written = await updateListings(
      client,
      all.map(({ item, externalListingId }) => ({
        externalListingId,
        fields: (isVariation) => changeOf(item, isVariation)
      }))
    )
    return all.map(({ item }, index) => [item, written[index]!])
  } catch (error) {
    if (!isAnyDone) throw error
    return [...changes, ...taken].map(({ item }) => [item, later(error)])
  }
}

/** Finds what belongs to SKUs that are taken: a refusal tells the id, but not whose variation it is. */
async function found(client: WooClient, taken: readonly Taken[]): Promise<Wanted[]> {
  const ids = await findListingIds(
    client,
    taken.map(({ item }) => item.sku)
  )
  return taken.map(({ item, id }) => ({
    item,
    externalListingId: ids.get(id) ?? listingIdOf(id, null)!
  }))
}

/** Takes listings off sale, and puts them back. */
export function setListingStates(
  client: WooClient,
  items: readonly ListingState[]
): Promise<ItemOutcome[]> {
  const { pausedStatus } = client.account
  return updateListings(
    client,
    items.map(({ externalListingId, state }) => ({
      externalListingId,
      fields: (isVariation) => ({
        status: state === 'active' ? 'publish' : isVariation ? 'private' : pausedStatus
      })
    }))
  )
}

/** What the shop has of listings. */
export async function readListings(
  client: WooClient,
  externalListingIds: readonly string[]
): Promise<ShownListing[]> {
  const found = await readProducts(client, externalListingIds)
  return [...found].map(([id, wire]) => toListing(id, wire, client.account.currency))
}

function flawOf(client: WooClient, { sku, currency, category }: ListingWrite): ItemOutcome | null {
  if (currency !== client.account.currency) return foreign(client, sku, currency)
  if (category !== null && !/^\d{1,15}$/.test(category)) {
    const reason = `${sku}: the category ${JSON.stringify(category)} is no id of the shop's`
    return { status: 'rejected', code: 'CATEGORY_INVALID', reason }
  }
  return null
}
