import type { ItemOutcome } from '#core/channel/writes'
import type { WooClient } from './client.ts'
import { later, outcomeOf, refusedItem, WooRefusal } from './errors.ts'
import { listingIdOf, refOf } from './map/listing-id.ts'
import type { WireBatch, WireBatchEntry } from './wire.ts'

/** Most entries in a batch. */
export const batchMax = 100

/** A change of one listing: fields of a product, or of a variation, as the shop names them. */
export interface ListingChange {
  externalListingId: string
  /** `isVariation`: some fields are the parent's alone. */
  fields(isVariation: boolean): object
}

/** An item that goes out in a batch, and where its outcome belongs. */
interface Entry {
  index: number
  externalId: string
  body: object
}

/**
 * Changes listings: those of products in one batch, those of variations in one for each parent. A
 * batch that fails as a whole after another one was done leaves its items to be sent again. Errors:
 * that of the first batch, when it is nobody's own.
 */
export async function updateListings(
  client: WooClient,
  changes: readonly ListingChange[]
): Promise<ItemOutcome[]> {
  const outcomes: ItemOutcome[] = new Array(changes.length)
  const groups = new Map<number | null, Entry[]>()
  for (const [index, { externalListingId, fields }] of changes.entries()) {
    const ref = refOf(externalListingId)
    if (ref === null) {
      outcomes[index] = notOurs(externalListingId)
      continue
    }
    const { productId, variationId } = ref
    const parent = variationId === null ? null : productId
    const body = { id: variationId ?? productId, ...fields(variationId !== null) }
    const entry = { index, externalId: externalListingId, body }
    groups.set(parent, [...(groups.get(parent) ?? []), entry])
  }
  let failure: unknown
  let isAnyDone = false
  for (const [parent, entries] of groups) {
    try {
      if (failure !== undefined) throw failure
      const sent = await sendBatch(client, parent, { update: entries.map(({ body }) => body) })
      for (const [at, { index, externalId }] of entries.entries()) {
        outcomes[index] = entryOutcome(sent.update?.[at], externalId)
      }
      isAnyDone = true
    } catch (error) {
      const refused = refusedItem(error)
      if (refused === null && !isAnyDone) throw error
      if (refused === null) failure = error
      for (const { index } of entries) outcomes[index] = refused ?? later(error)
    }
  }
  return outcomes
}

/** Sends one batch, of products or of the variations of one. Errors: WooRefusal, NoAnswer. */
export function sendBatch(
  client: WooClient,
  parent: number | null,
  body: { create?: object[]; update?: object[] }
): Promise<WireBatch> {
  return client.call<WireBatch>({
    operation: parent === null ? 'batchProducts' : 'batchVariations',
    method: 'POST',
    path: parent === null ? 'products/batch' : `products/${parent}/variations/batch`,
    body
  })
}

/** What became of an entry. `externalId` is that of a listing that was there already. */
export function entryOutcome(
  entry: WireBatchEntry | undefined,
  externalId: string | null
): ItemOutcome {
  const refusal = refusalIn(entry)
  if (refusal) return outcomeOf(refusal)
  return { status: 'done', externalId: externalId ?? listingIdOf(entry!.id, null)! }
}

/** The refusal of an entry, null when it was done. */
export function refusalIn(entry: WireBatchEntry | undefined): WooRefusal | null {
  if (entry === undefined) {
    return new WooRefusal(500, { code: 'MISSING', message: 'the shop said nothing of it' })
  }
  if (!entry.error) return null
  const { code, message, data } = entry.error
  const resourceId = data?.resource_id ?? null
  return new WooRefusal(data?.status ?? 400, { code, message }, { resourceId })
}

function notOurs(listingId: string): ItemOutcome {
  const reason = `${JSON.stringify(listingId)} is no product: use its id, or parent:variation`
  return { status: 'rejected', code: 'LISTING_ID_INVALID', reason }
}
