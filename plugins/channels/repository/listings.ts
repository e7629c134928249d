import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { insertAll, isOneOf, rowsFrom } from '#core/database/rows'
import { newId } from '#core/ids'
import type { Tx } from '#core/transaction'
import type { ListingRow } from '../tables.ts'

/** A listing as somebody names it. */
export interface NewListing {
  externalListingId: string
  sku: string
  variantId: string | null
}

export async function findListing(db: Reader, id: string): Promise<ListingRow | undefined> {
  return db.selectFrom('channelListings').selectAll().where('id', '=', id).executeTakeFirst()
}

export async function findListings(
  db: Reader,
  channelId: string,
  externalListingIds: readonly string[]
): Promise<ListingRow[]> {
  return db
    .selectFrom('channelListings')
    .selectAll()
    .where('channelId', '=', channelId)
    .where(isOneOf(db, 'externalListingId', externalListingIds))
    .execute()
}

/** Adds listings that are not there; each begins dirty, so that the channel learns our stock. */
export async function insertListings(
  tx: Tx,
  channelId: string,
  listings: readonly NewListing[]
): Promise<number> {
  const rows = listings.map(
    (listing): ListingRow => ({
      id: newId('lst'),
      channelId,
      ...listing,
      state: 'active',
      bufferUnits: null,
      ratioBps: null,
      capUnits: null,
      stopSell: null,
      stockSequence: 1,
      stockDone: 0,
      stockQuantity: null,
      stockPushedAt: null,
      stockRetries: 0,
      stockRetryAt: null,
      priceSequence: 0,
      priceDone: 0,
      priceRetries: 0,
      priceRetryAt: null,
      rejectedReason: null,
      priceRejectedReason: null,
      version: 1,
      createdAt: tx.now,
      updatedAt: tx.now
    })
  )
  return insertAll(tx, 'channelListings', rows, { on: ['channelId', 'externalListingId'] })
}

export async function updateListing(
  tx: Tx,
  { id, version }: Pick<ListingRow, 'id' | 'version'>,
  change: Partial<ListingRow>
): Promise<ListingRow | undefined> {
  return tx
    .updateTable('channelListings')
    .set({ ...change, version: version + 1, updatedAt: tx.now })
    .where('id', '=', id)
    .where('version', '=', version)
    .returningAll()
    .executeTakeFirst()
}

/** Gives listings whose SKU the catalog has learned since their variant. */
export async function linkVariants(
  tx: Tx,
  variants: readonly { sku: string; id: string }[]
): Promise<void> {
  const source = rowsFrom(tx, 'learned', { sku: 'text', id: 'text' }, variants)
  await sql`update channel_listings set variant_id = learned.id,
      stock_sequence = stock_sequence + 1, stock_quantity = null
    from ${source} where channel_listings.sku = learned.sku and channel_listings.variant_id is null`.execute(
    tx
  )
}

/** Takes the variant from listings whose SKU the catalog no longer has. */
export async function unlinkVariants(tx: Tx, variantIds: readonly string[]): Promise<void> {
  await sql`update channel_listings set variant_id = null
    where ${isOneOf(tx, 'variant_id', variantIds)}`.execute(tx)
}

/** Takes over that a listing is sold, or not, on its channel. */
export async function setListingState(
  tx: Tx,
  {
    channelId,
    externalListingId,
    state
  }: Pick<ListingRow, 'channelId' | 'externalListingId' | 'state'>
): Promise<void> {
  await sql`update channel_listings set state = ${state}, stock_sequence = stock_sequence + 1,
      stock_quantity = null, version = version + 1, updated_at = ${tx.now}
    where channel_id = ${channelId} and external_listing_id = ${externalListingId}`.execute(tx)
}

/** The listings of some SKUs on a channel. */
export async function listingsOfSkus(
  db: Reader,
  channelId: string,
  skus: readonly string[]
): Promise<ListingRow[]> {
  return db
    .selectFrom('channelListings')
    .selectAll()
    .where('channelId', '=', channelId)
    .where(isOneOf(db, 'sku', skus))
    .orderBy('id')
    .execute()
}
