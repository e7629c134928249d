import { type RawBuilder, sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { isOneOf, rowsFrom } from '#core/database/rows'
import { type Instant, instantAt, instantMs } from '#core/time'
import type { Tx } from '#core/transaction'
import type { ListingRow } from '../tables.ts'

/** What a change of stock or price is counted in. */
export type Pushed = 'stock' | 'price'

const reasonColumns = { stock: 'rejected_reason', price: 'price_rejected_reason' } as const

/** Why the platform has refused the last write of this kind; null: it has not. */
export function reasonOf(
  pushed: Pushed,
  { rejectedReason, priceRejectedReason }: ListingRow
): string | null {
  return pushed === 'stock' ? rejectedReason : priceRejectedReason
}

/**
 * Marks listings dirty: their sequence grows by one, in one statement, rows locked in the order of
 * their ids. The mark stays while an account is off or paused, or a listing is: it is told afterwards.
 * Returns the channels that have something to push.
 */
async function markDirty(
  tx: Tx,
  pushed: Pushed,
  condition: RawBuilder<unknown>
): Promise<string[]> {
  const sequence = sql.raw(`${pushed}_sequence`)
  const lock = sql.raw(tx.dialect === 'postgres' ? 'for update of channel_listings' : '')
  const { rows } = await sql<{ channelId: string }>`update channel_listings
    set ${sequence} = ${sequence} + 1
    where id in (
      select channel_listings.id from channel_listings
      join channels on channels.id = channel_listings.channel_id
      where ${condition}
      order by channel_listings.id ${lock})
    returning channel_id`.execute(tx)
  return [...new Set(rows.map(({ channelId }) => channelId))].sort()
}

/** Marks what channels show of these variants as out of date. */
export async function markStockDirty(
  tx: Tx,
  variantIds: readonly string[],
  platforms: readonly string[]
): Promise<string[]> {
  return markDirty(
    tx,
    'stock',
    sql`${isOneOf(tx, 'channel_listings.variant_id', variantIds)} and channels.push_stock = 1
      and ${isOneOf(tx, 'channels.platform', platforms)}`
  )
}

/**
 * Marks the prices of these variants as out of date, in channels that sell in the currency. Those that are told no
 * prices now are told once they are.
 */
export async function markPricesDirty(
  tx: Tx,
  prices: readonly { variantId: string; currency: string }[],
  platforms: readonly string[]
): Promise<string[]> {
  const source = rowsFrom(tx, 'changed', { variantId: 'text', currency: 'text' }, prices)
  return markDirty(
    tx,
    'price',
    sql`${isOneOf(tx, 'channels.platform', platforms)}
      and (channel_listings.variant_id, channels.currency) in (select variant_id, currency from ${source})`
  )
}

/** Marks listings dirty whatever they were told before: after a reconciliation, or a new policy. */
export async function markListingsDirty(
  tx: Tx,
  channelId: string,
  listingIds: readonly string[] | 'all'
): Promise<void> {
  const which = listingIds === 'all' ? sql`true` : isOneOf(tx, 'id', listingIds)
  await sql`update channel_listings set stock_sequence = stock_sequence + 1, stock_quantity = null,
      stock_retry_at = null
    where channel_id = ${channelId} and ${which}`.execute(tx)
}

/** The next dirty listings of a channel that may be written now, in the order of their ids. */
export async function dirtyListings(
  db: Reader,
  pushed: Pushed,
  { channelId, now, limit }: { channelId: string; now: Instant; limit: number }
): Promise<ListingRow[]> {
  // The condition is part of the text: an index with a condition serves only a query that states
  // it.
  const isDirty = sql.raw(`${pushed}_sequence > ${pushed}_done`)
  const retryAt = sql.raw(`${pushed}_retry_at`)
  const { rows } = await sql<ListingRow>`select * from channel_listings
    where channel_id = ${channelId} and ${isDirty} and state = 'active'
      and (${retryAt} is null or ${retryAt} <= ${now})
    order by id limit ${limit}`.execute(db)
  return rows
}

/** When the next listing that was put off may be written; null: none waits. */
export async function nextRetryAt(
  db: Reader,
  pushed: Pushed,
  channelId: string
): Promise<Instant | null> {
  const isDirty = sql.raw(`${pushed}_sequence > ${pushed}_done`)
  const { rows } = await sql<{
    at: Instant | null
  }>`select min(${sql.raw(`${pushed}_retry_at`)}) as at
    from channel_listings where channel_id = ${channelId} and ${isDirty} and state = 'active'`.execute(
    db
  )
  return rows[0]!.at
}

/** Notes that what channels show of listings is not known: a write of it is on its way. */
export async function forgetShown(tx: Tx, listingIds: readonly string[]): Promise<void> {
  await sql`update channel_listings set stock_quantity = null
    where ${isOneOf(tx, 'id', listingIds)}`.execute(tx)
}

/** What became of one listing's write. */
export interface PushResult {
  id: string
  /** The sequence that was written: news that came meanwhile leave the listing dirty. */
  sequence: number
  /** What the platform shows now; null: it refused. */
  quantity: number | null
  rejectedReason: string | null
}

/** How long a listing rests after its stock was told: what sells fast is told once a second, and always as it is then. */
const stockRestMs = 1000

/** Records writes that are over, done or refused. */
export async function recordPushed(
  tx: Tx,
  pushed: Pushed,
  results: readonly PushResult[]
): Promise<void> {
  const columns = {
    id: 'text',
    sequence: 'integer',
    quantity: 'integer',
    rejectedReason: 'text'
  } as const
  const source = rowsFrom(
    tx,
    'result',
    columns,
    results.map((one) => ({ ...one }))
  )
  const [done, retries] = ['done', 'retries'].map((name) => sql.raw(`${pushed}_${name}`))
  const rest = instantAt(instantMs(tx.now) + stockRestMs)
  const told =
    pushed === 'stock'
      ? sql`stock_quantity = result.quantity, stock_pushed_at = ${tx.now}, stock_retry_at = ${rest},`
      : sql.raw('price_retry_at = null,')
  await sql`update channel_listings set ${done} = result.sequence, ${retries} = 0, ${told}
      ${sql.raw(reasonColumns[pushed])} = result.rejected_reason
    from ${source}
    where channel_listings.id = result.id and channel_listings.${done} < result.sequence`.execute(
    tx
  )
}

/** Puts writes off that were not done; of those that were sent it was one try more. */
export async function putOff(
  tx: Tx,
  pushed: Pushed,
  rows: readonly { id: string; retryAt: Instant; isTried: boolean }[]
): Promise<void> {
  const source = rowsFrom(
    tx,
    'late',
    { id: 'text', retryAt: 'text', tries: 'integer' },
    rows.map(({ isTried, ...row }) => ({ ...row, tries: Number(isTried) }))
  )
  const [retries, retryAt] = [sql.raw(`${pushed}_retries`), sql.raw(`${pushed}_retry_at`)]
  await sql`update channel_listings set ${retries} = ${retries} + late.tries, ${retryAt} = late.retry_at
    from ${source} where channel_listings.id = late.id`.execute(tx)
}

/**
 * Listings that the channel has been told all about; those with news on the way are not compared.
 */
export async function settledListings(
  db: Reader,
  channelId: string,
  { after, limit }: { after: string; limit: number }
): Promise<ListingRow[]> {
  const { rows } = await sql<ListingRow>`select * from channel_listings
    where channel_id = ${channelId} and id > ${after} and state = 'active' and variant_id is not null
      and stock_sequence = stock_done
    order by id limit ${limit}`.execute(db)
  return rows
}

/** Channels that may be told something now: what the sweep looks after. */
export async function channelsWithDirty(
  db: Reader,
  pushed: Pushed,
  now: Instant
): Promise<string[]> {
  const isDirty = sql.raw(`${pushed}_sequence > ${pushed}_done`)
  const retryAt = sql.raw(`${pushed}_retry_at`)
  const { rows } = await sql<{ channelId: string }>`select distinct channel_id from channel_listings
    where ${isDirty} and state = 'active' and (${retryAt} is null or ${retryAt} <= ${now})
    order by channel_id`.execute(db)
  return rows.map(({ channelId }) => channelId)
}

/** Notes that a write which had been accepted was refused after all: what the channel shows is not known. */
export async function recordRefused(
  tx: Tx,
  pushed: Pushed,
  { id, reason }: { id: string; reason: string }
): Promise<void> {
  const unknown = sql.raw(pushed === 'stock' ? 'stock_quantity = null,' : '')
  await sql`update channel_listings set ${unknown} ${sql.raw(reasonColumns[pushed])} = ${reason}
    where id = ${id}`.execute(tx)
}

/** Notes that a write which had been accepted is done. */
export async function recordTaken(tx: Tx, pushed: Pushed, id: string): Promise<void> {
  await sql`update channel_listings set ${sql.raw(reasonColumns[pushed])} = null
    where id = ${id}`.execute(tx)
}

/** Of these listings those whose platform has taken both the last stock and the last price. */
export async function listingsWithoutRefusal(tx: Tx, ids: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`select id from channel_listings
    where ${isOneOf(tx, 'id', ids)} and rejected_reason is null and price_rejected_reason is null
    order by id`.execute(tx)
  return rows.map(({ id }) => id)
}
