import type { ChannelClient } from '#core/channel/client'
import type { ItemOutcome } from '#core/channel/writes'
import type { JobContext } from '#core/jobs'
import { findChannel } from '../repository/accounts.ts'
import {
  dirtyListings,
  forgetShown,
  nextRetryAt,
  type Pushed,
  reasonOf,
  recordPushed
} from '../repository/pushes.ts'
import { finishRun } from '../repository/runs.ts'
import type { ListingRow, RunKind } from '../tables.ts'
import { takeTurn } from '../turn.ts'
import type { ChannelTask, ChannelWork } from '../work.ts'
import { idempotencyKeyOf, notBefore, settleBatch } from './batch.ts'

/** How long a push may go on before it lets other work of the account have its turn. */
const turnMs = 10_000

type Payload = { channelId: string }
type Task = ChannelTask<Payload>

/** A listing whose channel is to be told something. */
export interface Told<Item> {
  listing: ListingRow
  item: Item
  /** What the channel shows of it afterwards; null: it is no quantity. */
  quantity: number | null
}

/** What is written of listings, and how. */
export interface DirtyPush<Item> {
  pushed: Pushed
  runKind: RunKind
  job: 'channels.push-stock' | 'channels.push-prices'
  operation: string
  /** Listings in one call; null: the channel is told nothing. */
  batchMaxOf(task: Task): number | null
  /** What to tell of listings. Those that are left out are as they should be. */
  toldOf(work: ChannelWork, task: Task, listings: readonly ListingRow[]): Promise<Told<Item>[]>
  write(client: ChannelClient, items: readonly Item[], key: string): Promise<ItemOutcome[]>
}

/** Job: writes what is dirty, batch by batch. What changes meanwhile is written again. */
export function pushDirtyJobOf<Item>(
  work: ChannelWork,
  push: DirtyPush<Item>
): (job: JobContext<Payload>) => Promise<void> {
  return (job) =>
    work.do(job, push.runKind, async (task) => {
      const { channel, run } = task
      const batchMax = push.batchMaxOf(task)
      if (batchMax === null) return
      const { db, clock } = work.host
      const isMore = await takeTurn(clock, { signal: job.signal, turnMs }, () =>
        pushBatch(work, push, { task, batchMax })
      )
      const retryAt = isMore ? clock.now() : await nextRetryAt(db, push.pushed, channel.id)
      await job.complete(async (tx) => {
        await finishRun(tx, run, { state: 'done', error: null })
        if (retryAt === null) return
        const runAt = notBefore(tx.now, retryAt)
        await tx.enqueue(push.job, [{ payload: { channelId: channel.id }, runAt }])
      })
    })
}

/** Writes one batch. False: nothing was dirty any more. */
async function pushBatch<Item>(
  work: ChannelWork,
  push: DirtyPush<Item>,
  { task, batchMax: limit }: { task: Task; batchMax: number }
): Promise<boolean> {
  const { pushed, operation } = push
  const { job, channel, connection, run } = task
  const { db, clock, alerts } = work.host
  // The listings are read before what they are told of: whatever commits in between is newer than the sequence
  // that is sent.
  const listings = await dirtyListings(db, pushed, {
    channelId: channel.id,
    now: clock.now(),
    limit
  })
  if (listings.length === 0) return false
  // So are its settings: a policy that changed since the job began has made these listings dirty once more.
  const current = (await findChannel(db, channel.id)) ?? channel
  const told = await push.toldOf(work, { ...task, channel: current }, listings)
  const items = told.map(({ item }) => item)
  const key = idempotencyKeyOf(
    channel.id,
    told.flatMap(({ listing }) => [listing.externalListingId, sequenceOf(pushed, listing)])
  )
  // An answer may be lost after its effect: until there is one, nobody knows what the channel shows.
  const known = told.filter(({ listing }) => pushed === 'stock' && listing.stockQuantity !== null)
  if (known.length > 0) {
    const ids = known.map(({ listing }) => listing.id)
    await job.transaction((tx) => forgetShown(tx, ids))
  }
  const outcomes =
    items.length === 0
      ? []
      : await connection.write(operation, items.length, (client) => push.write(client, items, key))
  const attempted = told.map(({ listing, quantity }, index) => ({
    listing,
    quantity,
    sequence: sequenceOf(pushed, listing),
    retries: pushed === 'stock' ? listing.stockRetries : listing.priceRetries,
    outcome: outcomes[index]!
  }))
  const isTold = new Set(told.map(({ listing }) => listing.id))
  const untouched = listings.filter(({ id }) => !isTold.has(id))
  await job.transaction(async (tx) => {
    await recordPushed(
      tx,
      pushed,
      untouched.map((listing) => ({
        id: listing.id,
        sequence: sequenceOf(pushed, listing),
        quantity: pushed === 'stock' ? listing.stockQuantity : null,
        rejectedReason: reasonOf(pushed, listing)
      }))
    )
    if (attempted.length > 0) await settleBatch(tx, alerts, { pushed, run, attempted })
  })
  return true
}

function sequenceOf(pushed: Pushed, { stockSequence, priceSequence }: ListingRow): number {
  return pushed === 'stock' ? stockSequence : priceSequence
}
