import { inTurn, partsBy } from '#core/channel/in-turn'
import type { ItemOutcome } from '#core/channel/writes'
import type { WooClient } from './client.ts'
import { failures, outcomeOf, WooRefusal } from './errors.ts'
import { type ListingRef, listingIdOf, refOf } from './map/listing-id.ts'
import type { WireBatch, WireBatchEntry } from './wire.ts'

/** Most entries in a batch. */
export const batchMax = 100

/** A change of one listing: fields of a product, or of a variation, as the shop names them. */
export interface ListingChange {
  externalListingId: string
  /** `isVariation`: some fields are the parent's alone. */
  fields(isVariation: boolean): object
}

/**
 * Changes listings: those of products in one batch, those of variations in one for each parent. A
 * batch that fails as a whole after another one was done leaves its items to be sent again. Errors:
 * that of the first batch, when it is nobody's own.
 */
export function updateListings(
  client: WooClient,
  changes: readonly ListingChange[]
): Promise<ItemOutcome[]> {
  const parts = partsBy(changes, ({ externalListingId }, place) => {
    const ref = refOf(externalListingId)
    return ref === null ? `refused ${place}` : String(parentOf(ref))
  })
  return inTurn(failures, parts, async (part) => {
    const [first] = part as [ListingChange]
    const ref = refOf(first.externalListingId)
    if (ref === null) return [notOurs(first.externalListingId)]
    const { update } = await sendBatch(client, parentOf(ref), { update: part.map(bodyOf) })
    return part.map(({ externalListingId }, at) => entryOutcome(update?.[at], externalListingId))
  })
}

/** The product whose variation a listing is; null: it is a product. */
function parentOf({ productId, variationId }: ListingRef): number | null {
  return variationId === null ? null : productId
}

function bodyOf({ externalListingId, fields }: ListingChange): object {
  const { productId, variationId } = refOf(externalListingId)!
  return { id: variationId ?? productId, ...fields(variationId !== null) }
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
