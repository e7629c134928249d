import type { JobContext } from '#core/jobs'
import { dirtyListings, nextRetryAt, recordPushed } from '../repository/listings.ts'
import { finishRun } from '../repository/runs.ts'
import type { ChannelTask, ChannelWork } from '../work.ts'
import { assertOutcomes, idempotencyKeyOf, notBefore, settleBatch } from './batch.ts'

type Job = JobContext<{ channelId: string }>

const batchesMax = 100

/** Job: writes the list prices of dirty listings in the channel's currency, batch by batch. */
export function pushPricesJobOf(work: ChannelWork): (job: Job) => Promise<void> {
  return (job) =>
    work.do(job, 'pushPrices', async (task) => {
      const { channel, connection, run } = task
      const { prices } = connection.capabilities
      if (prices === false || channel.pushPrices === 0) return
      let isMore = true
      for (let batch = 0; isMore && batch < batchesMax; batch++) {
        job.signal.throwIfAborted()
        isMore = await pushBatch(work, task, prices.batchMax)
      }
      const { db, clock } = work.host
      const retryAt = isMore ? clock.now() : await nextRetryAt(db, 'price', channel.id)
      await job.complete(async (tx) => {
        await finishRun(tx, run, { state: 'done', error: null })
        if (retryAt === null) return
        const runAt = notBefore(tx.now, retryAt)
        await tx.enqueue('channels.push-prices', [{ payload: { channelId: channel.id }, runAt }])
      })
    })
}

/**
 * Writes one batch. False: nothing was dirty any more. A price that is gone is not written: a
 * platform has no "none".
 */
async function pushBatch(
  work: ChannelWork,
  { job, channel, connection, run }: ChannelTask<{ channelId: string }>,
  batchMax: number
): Promise<boolean> {
  const { db, clock, alerts } = work.host
  const listings = await dirtyListings(db, 'price', {
    channelId: channel.id,
    now: clock.now(),
    limit: batchMax
  })
  if (listings.length === 0) return false
  const variantIds = listings.flatMap(({ variantId }) => variantId ?? [])
  const amounts = await work.takers.catalog.pricesOf(db, variantIds, channel.currency)
  const priced = listings.flatMap((listing) => {
    const amountMinor = amounts.get(listing.variantId ?? '')
    return amountMinor === undefined ? [] : [{ listing, amountMinor }]
  })
  const items = priced.map(({ listing, amountMinor }) => ({
    externalListingId: listing.externalListingId,
    sku: listing.sku,
    amountMinor,
    currency: channel.currency
  }))
  const key = idempotencyKeyOf(
    channel.id,
    priced.flatMap(({ listing }) => [listing.externalListingId, listing.priceSequence])
  )
  const outcomes =
    items.length === 0
      ? []
      : await connection.call('writePrices', (client) => client.writePrices!(items, key))
  assertOutcomes(channel.id, 'writePrices', { items: items.length, outcomes: outcomes.length })
  const attempted = priced.map(({ listing }, index) => ({
    listing,
    quantity: null,
    sequence: listing.priceSequence,
    retries: listing.priceRetries,
    outcome: outcomes[index]!
  }))
  const isSent = new Set(priced.map(({ listing }) => listing.id))
  await job.transaction(async (tx) => {
    const unpriced = listings.filter(({ id }) => !isSent.has(id))
    await recordPushed(
      tx,
      'price',
      unpriced.map(({ id, priceSequence, rejectedReason }) => ({
        id,
        sequence: priceSequence,
        quantity: null,
        rejectedReason
      }))
    )
    if (attempted.length > 0) await settleBatch(tx, alerts, { pushed: 'price', run, attempted })
  })
  return true
}
