import type { Reader } from '#core/database/db'
import type { JobContext } from '#core/jobs'
import type { Takers } from '../pull/documents.ts'
import { dirtyListings, nextRetryAt, recordPushed } from '../repository/listings.ts'
import { finishRun } from '../repository/runs.ts'
import type { ChannelRow, ListingRow } from '../tables.ts'
import type { ChannelTask, ChannelWork } from '../work.ts'
import { assertOutcomes, idempotencyKeyOf, notBefore, settleBatch } from './batch.ts'
import { policyOf, shownQuantity } from './policy.ts'

/** How long a push may go on before it lets other work of the account have its turn. */
const turnMs = 10_000

type Job = JobContext<{ channelId: string }>

/** A listing with the quantity that its channel should show. */
export interface Shown {
  listing: ListingRow
  quantity: number
}

/**
 * What a channel should show of listings now. Those whose stock we do not count, or whose SKU the
 * catalog lacks, are left out: the platform's own figure stands. What is not for sale shows none.
 */
export async function shownOf(
  db: Reader,
  { catalog, inventory }: Takers,
  channel: ChannelRow,
  listings: readonly ListingRow[]
): Promise<Shown[]> {
  const ids = [...new Set(listings.flatMap(({ variantId }) => variantId ?? []))]
  const [variants, available] = [
    await catalog.variantsById(db, ids),
    await inventory.available(db, ids)
  ]
  return listings.flatMap((listing) => {
    const variant = listing.variantId === null ? undefined : variants.get(listing.variantId)
    const units = listing.variantId === null ? undefined : available.get(listing.variantId)
    if (!variant?.isTracked) return []
    const isForSale = variant.lifecycle === 'live'
    const quantity = isForSale ? shownQuantity(units ?? 0, policyOf(channel, listing)) : 0
    return [{ listing, quantity }]
  })
}

/**
 * Job: writes the stock of dirty listings, batch by batch. What changes meanwhile is written again.
 */
export function pushStockJobOf(work: ChannelWork): (job: Job) => Promise<void> {
  return (job) =>
    work.do(job, 'pushStock', async (task) => {
      const { channel, connection, run } = task
      const { stock } = connection.capabilities
      if (stock === false || channel.pushStock === 0) return
      const { db, clock } = work.host
      const startedMs = clock.monotonicMs()
      let isMore = true
      while (isMore && clock.monotonicMs() - startedMs < turnMs) {
        job.signal.throwIfAborted()
        isMore = await pushBatch(work, task, stock.batchMax)
      }
      const retryAt = isMore ? clock.now() : await nextRetryAt(db, 'stock', channel.id)
      await job.complete(async (tx) => {
        await finishRun(tx, run, { state: 'done', error: null })
        if (retryAt === null) return
        const runAt = notBefore(tx.now, retryAt)
        await tx.enqueue('channels.push-stock', [{ payload: { channelId: channel.id }, runAt }])
      })
    })
}

/** Writes one batch. False: nothing was dirty any more. */
async function pushBatch(
  work: ChannelWork,
  { job, channel, connection, run }: ChannelTask<{ channelId: string }>,
  batchMax: number
): Promise<boolean> {
  const { db, clock, alerts } = work.host
  // The listings are read before the stock: whatever commits in between is newer than the sequence
  // that is sent.
  const listings = await dirtyListings(db, 'stock', {
    channelId: channel.id,
    now: clock.now(),
    limit: batchMax
  })
  if (listings.length === 0) return false
  const shown = await shownOf(db, work.takers, channel, listings)
  const changed = shown.filter(({ listing, quantity }) => listing.stockQuantity !== quantity)
  const items = changed.map(({ listing, quantity }) => ({
    externalListingId: listing.externalListingId,
    sku: listing.sku,
    quantity,
    sequence: listing.stockSequence
  }))
  const key = idempotencyKeyOf(
    channel.id,
    items.flatMap(({ externalListingId, sequence }) => [externalListingId, sequence])
  )
  const outcomes =
    items.length === 0
      ? []
      : await connection.call('writeStock', (client) => client.writeStock!(items, key))
  assertOutcomes(channel.id, 'writeStock', { items: items.length, outcomes: outcomes.length })
  const attempted = changed.map(({ listing, quantity }, index) => ({
    listing,
    quantity,
    sequence: listing.stockSequence,
    retries: listing.stockRetries,
    outcome: outcomes[index]!
  }))
  const isSent = new Set(changed.map(({ listing }) => listing.id))
  const untouched = listings.filter(({ id }) => !isSent.has(id))
  await job.transaction(async (tx) => {
    await recordPushed(
      tx,
      'stock',
      untouched.map(({ id, stockSequence, stockQuantity, rejectedReason }) => ({
        id,
        sequence: stockSequence,
        quantity: stockQuantity,
        rejectedReason
      }))
    )
    if (attempted.length > 0) await settleBatch(tx, alerts, { pushed: 'stock', run, attempted })
  })
  return true
}
