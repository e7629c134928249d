import type { Reader } from '#core/database/db'
import { NotFound, VersionOutdated } from '#core/http/errors'
import type { Tx } from '#core/transaction'
import type { CatalogService } from '#plugins/catalog'
import { findChannel } from './repository/accounts.ts'
import { findListing, findListings, insertListings, updateListing } from './repository/listings.ts'
import { markListingsDirty } from './repository/pushes.ts'
import type { ListingRow } from './tables.ts'

/** What a person may change of a listing. */
export type ListingChange = Partial<
  Pick<ListingRow, 'bufferUnits' | 'ratioBps' | 'capUnits' | 'stopSell' | 'state' | 'sku'>
>

/** Listings: which of our SKUs a channel means, and how much of our stock it shows. */
export class Listings {
  readonly #catalog: CatalogService

  constructor(catalog: CatalogService) {
    this.#catalog = catalog
  }

  /** Errors: NOT_FOUND. */
  async get(db: Reader, id: string): Promise<ListingRow> {
    const listing = await findListing(db, id)
    if (!listing) throw new NotFound({ what: 'listing', id })
    return listing
  }

  /**
   * Adds a listing, or gives the one with this external id another SKU. Errors: NOT_FOUND for the
   * channel.
   */
  async put(
    tx: Tx,
    {
      channelId,
      externalListingId,
      sku
    }: { channelId: string; externalListingId: string; sku: string }
  ): Promise<ListingRow> {
    if (!(await findChannel(tx, channelId))) throw new NotFound({ what: 'channel', id: channelId })
    const [known] = await findListings(tx, channelId, [externalListingId])
    if (known) return known.sku === sku ? known : this.change(tx, known.id, { sku })
    const variantId = await this.#variantOf(tx, sku)
    await insertListings(tx, channelId, [{ externalListingId, sku, variantId }])
    const [added] = await findListings(tx, channelId, [externalListingId])
    const after = { channelId, externalListingId, sku }
    tx.audit([{ action: 'listing.create', subjectType: 'listing', subjectId: added!.id, after }])
    await tx.enqueue('channels.push-stock', [{ payload: { channelId } }])
    return added!
  }

  /**
   * Changes a listing; its channel is told of the stock that follows. Errors: NOT_FOUND,
   * VERSION_OUTDATED.
   */
  async change(
    tx: Tx,
    id: string,
    change: ListingChange,
    expectedVersion?: number
  ): Promise<ListingRow> {
    const listing = await this.get(tx, id)
    const expected = expectedVersion ?? listing.version
    if (expected !== listing.version) {
      throw new VersionOutdated({ expected, current: listing.version })
    }
    const isMoved = change.sku !== undefined && change.sku !== listing.sku
    const variantId = isMoved ? await this.#variantOf(tx, change.sku!) : listing.variantId
    const changed = await updateListing(tx, listing, { ...change, variantId })
    if (!changed) throw new VersionOutdated({ expected, current: expected + 1 })
    tx.audit([
      {
        action: 'listing.update',
        subjectType: 'listing',
        subjectId: id,
        before: listing,
        after: changed
      }
    ])
    const { channelId } = listing
    await markListingsDirty(tx, channelId, [id])
    await tx.enqueue('channels.push-stock', [{ payload: { channelId } }])
    return changed
  }

  async #variantOf(tx: Tx, sku: string): Promise<string | null> {
    return (await this.#catalog.variantsBySku(tx, [sku])).get(sku)?.id ?? null
  }
}
