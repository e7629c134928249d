import { createHash } from 'node:crypto'
import { newId } from '#core/ids'
import type { JobContext } from '#core/jobs'
import type { Tx } from '#core/transaction'
import { dayOn } from '#core/zone'
import type { StoredRecord } from '#plugins/channels'
import type { AftersalesScope } from '../scope.ts'
import { gradeOf } from './grade.ts'
import {
  type BoughtLine,
  boughtWith,
  reviewsByExternal,
  skusOfListings,
  untakenRecords,
  upsertReviews
} from './repository/reviews.ts'
import type { ReviewRow } from './tables.ts'
import { markReviews } from './topics/mark.ts'

const pageSize = 200

type StoredReview = Extract<StoredRecord, { kind: 'review' }>

/** Takes in reviews by their records: any number with a constant number of statements; older news changes nothing. */
export async function takeReviews(
  tx: Tx,
  scope: AftersalesScope,
  recordIds: readonly string[]
): Promise<void> {
  if (recordIds.length === 0 || !scope.channels) return
  const records = (await scope.channels.recordsOf(tx, recordIds)).filter(isReview)
  const known = await reviewsByExternal(tx, records)
  const isNews = (record: StoredReview) => {
    const row = known.get(keyOf(record))
    return !row || (row.isErased === 0 && row.modifiedAt < record.modifiedAt)
  }
  const news = records.filter(isNews)
  if (news.length === 0) return
  const bought = await whatWasBought(tx, scope, news)
  const rows = news.map((record, index) =>
    rowOf(tx, scope, record, { known: known.get(keyOf(record)), bought: bought[index]! })
  )
  await upsertReviews(tx, rows)
  await markReviews(tx, rows)
  await tx.emit(
    'review.received',
    rows
      .filter(({ version }) => version === 1)
      .map(({ id: reviewId, channelId, sku, rating }) => ({ reviewId, channelId, sku, rating }))
  )
}

/** Takes in what channels told while nobody listened, a page a transaction. */
export async function takeUntaken(
  job: Pick<JobContext<unknown>, 'pages'>,
  scope: AftersalesScope
): Promise<void> {
  if (!scope.channels) return
  await job.pages('', async (tx, after) => {
    const ids = await untakenRecords(tx, after, pageSize)
    await takeReviews(tx, scope, ids)
    return ids.length < pageSize ? undefined : ids.at(-1)
  })
}

function isReview(record: StoredRecord): record is StoredReview {
  return record.kind === 'review'
}

function keyOf({ channelId, externalId }: { channelId: string; externalId: string }): string {
  return `${channelId}\n${externalId}`
}

interface Bought {
  orderId: string | null
  sku: string | null
  buyerKey: string | null
}

/**
 * What a review is about: the SKU of its listing; else of the line that the platform calls as the review, or of the only
 * SKU of its order. Same order.
 */
async function whatWasBought(
  tx: Tx,
  { orders }: AftersalesScope,
  records: readonly StoredReview[]
): Promise<Bought[]> {
  const refs = records.flatMap(({ channelId, orderExternalId: externalId }) =>
    externalId === null ? [] : [{ channelId, externalId }]
  )
  const ids = new Map((await orders.idsOf(tx, refs)).map((ref) => [keyOf(ref), ref.orderId]))
  const lines = await boughtWith(tx, [...new Set(ids.values())])
  const listed = await skusOfListings(tx, records)
  return records.map((record): Bought => {
    const { channelId, orderExternalId: externalId, externalListingId } = record
    const orderId = externalId === null ? null : (ids.get(keyOf({ channelId, externalId })) ?? null)
    const ofOrder = orderId === null ? [] : (lines.get(orderId) ?? [])
    const sku =
      (externalListingId && listed.get(keyOf({ channelId, externalId: externalListingId }))) ||
      skuIn(ofOrder, record.externalId)
    const customerRef = ofOrder[0]?.customerRef ?? null
    return { orderId, sku, buyerKey: customerRef && buyerKeyOf(channelId, customerRef) }
  })
}

function skuIn(lines: readonly BoughtLine[], externalId: string): string | null {
  const line = lines.find((one) => one.externalId === externalId)
  const skus = new Set(lines.map(({ sku }) => sku))
  return line?.sku ?? (skus.size === 1 ? [...skus][0]! : null)
}

function buyerKeyOf(channelId: string, customerRef: string): string {
  return createHash('sha256').update(`${channelId}\n${customerRef}`).digest('hex').slice(0, 24)
}

function rowOf(
  tx: Tx,
  { ctx: { shop } }: AftersalesScope,
  record: StoredReview,
  { known, bought }: { known: ReviewRow | undefined; bought: Bought }
): ReviewRow {
  const { channelId, externalId, orderExternalId, externalListingId } = record
  const { rating, text, modifiedAt, reply, dimensions = {} } = record
  const writtenAt = known?.writtenAt ?? modifiedAt
  return {
    id: known?.id ?? newId('rvw'),
    ...{ channelId, externalId, orderExternalId, externalListingId, ...bought },
    ...{ rating, grade: gradeOf(rating), text, modifiedAt, writtenAt },
    describedRating: dimensions.description ?? null,
    serviceRating: dimensions.service ?? null,
    logisticsRating: dimensions.logistics ?? null,
    writtenOn: dayOn(writtenAt, shop.zone, shop.dayStartsAtHour),
    ...repliedOf(known, reply, modifiedAt),
    isExcluded: known?.isExcluded ?? 0,
    isErased: 0,
    version: (known?.version ?? 0) + 1,
    createdAt: known?.createdAt ?? tx.now,
    updatedAt: tx.now
  }
}

/** What the platform shows as our answer is sent; otherwise it stands as we know it. */
function repliedOf(known: ReviewRow | undefined, reply: string | null, at: string) {
  if (reply !== null) {
    const repliedAt = known?.repliedAt ?? at
    const replies = known?.replies ?? 0
    return { replyState: 'sent' as const, reply, repliedAt, replies, replyReason: null }
  }
  return {
    replyState: known?.replyState ?? ('none' as const),
    reply: known?.reply ?? null,
    repliedAt: known?.repliedAt ?? null,
    replies: known?.replies ?? 0,
    replyReason: known?.replyReason ?? null
  }
}
