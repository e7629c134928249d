import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { type Page, pageOf } from '#core/database/keyset'
import { insertAll, isOneOf, rowsFrom } from '#core/database/rows'
import type { Tx } from '#core/transaction'
import type { ReviewsQueryShape } from '../schema.ts'
import type { ReviewRow } from '../tables.ts'

const named = { channelId: 'text', externalId: 'text' } as const

interface Named {
  channelId: string
  externalId: string
}

/** Reviews by what their channels call them. Key: channel, line break, external id. */
export async function reviewsByExternal(
  tx: Tx,
  refs: readonly Named[]
): Promise<Map<string, ReviewRow>> {
  const wanted = refs.map(({ channelId, externalId }) => ({ channelId, externalId }))
  const { rows } = await sql<ReviewRow>`select v.* from reviews v
    join ${rowsFrom(tx, 'wanted', named, wanted)}
      on wanted.channel_id = v.channel_id and wanted.external_id = v.external_id`.execute(tx)
  return new Map(rows.map((row) => [`${row.channelId}\n${row.externalId}`, row]))
}

/** Records of reviews that are not taken in yet, or are newer; by id. Asked only where channels are on. */
export async function untakenRecords(db: Reader, after: string, limit: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`select r.id from channel_records r
    left join reviews v on v.channel_id = r.channel_id and v.external_id = r.external_id
    where r.kind = 'review' and r.id > ${after}
      and (v.id is null or (v.is_erased = 0 and v.modified_at < r.modified_at))
    order by r.id limit ${sql.lit(limit)}`.execute(db)
  return rows.map(({ id }) => id)
}

/** What listings of channels sell. Key: channel, line break, listing. Asked only where channels are on. */
export async function skusOfListings(
  db: Reader,
  records: readonly { channelId: string; externalListingId: string | null }[]
): Promise<Map<string, string>> {
  const wanted = records.flatMap(({ channelId, externalListingId: externalId }) =>
    externalId === null ? [] : [{ channelId, externalId }]
  )
  const { rows } = await sql<Named & { sku: string }>`
    select l.channel_id, l.external_listing_id as external_id, min(l.sku) as sku
    from channel_listings l join ${rowsFrom(db, 'wanted', named, wanted)}
      on wanted.channel_id = l.channel_id and wanted.external_id = l.external_listing_id
    group by l.channel_id, l.external_listing_id`.execute(db)
  return new Map(rows.map((row) => [`${row.channelId}\n${row.externalId}`, row.sku]))
}

/** A line of an order, as far as a review needs it. */
export interface BoughtLine {
  orderId: string
  externalId: string
  sku: string
  customerRef: string | null
}

/** Lines of orders as they were placed, by order. */
export async function boughtWith(
  db: Reader,
  orderIds: readonly string[]
): Promise<Map<string, BoughtLine[]>> {
  const { rows } =
    await sql<BoughtLine>`select o.id as order_id, l.external_id, l.sku, o.customer_ref
    from orders o join order_lines l on l.order_id = o.id
    where ${isOneOf(db, 'o.id', orderIds)} order by l.id`.execute(db)
  const lines = new Map<string, BoughtLine[]>()
  for (const row of rows) lines.set(row.orderId, [...(lines.get(row.orderId) ?? []), row])
  return lines
}

const changing = [
  ...['orderExternalId', 'orderId', 'externalListingId', 'sku', 'rating', 'grade', 'text'],
  ...['describedRating', 'serviceRating', 'logisticsRating', 'buyerKey', 'modifiedAt'],
  ...['replyState', 'reply', 'repliedAt', 'replyReason', 'version', 'updatedAt']
]

export async function upsertReviews(tx: Tx, rows: readonly ReviewRow[]): Promise<void> {
  await insertAll(tx, 'reviews', rows, { on: ['channelId', 'externalId'], update: changing })
}

export async function findReview(db: Reader, id: string): Promise<ReviewRow | undefined> {
  return db.selectFrom('reviews').selectAll().where('id', '=', id).executeTakeFirst()
}

/** A review, locked until the transaction ends. */
export async function lockReview(tx: Tx, id: string): Promise<ReviewRow | undefined> {
  return tx
    .updateTable('reviews')
    .set({ version: sql<number>`version` })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst()
}

/** Reviews, locked until the transaction ends. */
export async function lockReviews(tx: Tx, ids: readonly string[]): Promise<ReviewRow[]> {
  return tx
    .updateTable('reviews')
    .set({ version: sql<number>`version` })
    .where(isOneOf(tx, 'id', ids))
    .returningAll()
    .execute()
}

/** Writes what became of answers: one statement. */
export async function saveReplyStates(
  tx: Tx,
  results: readonly { id: string; replyState: string; replyReason: string | null }[]
): Promise<void> {
  const columns = { id: 'text', replyState: 'text', replyReason: 'text' } as const
  const rows = results.map(({ id, replyState, replyReason }) => ({ id, replyState, replyReason }))
  await sql`update reviews set reply_state = result.reply_state,
      reply_reason = result.reply_reason, version = version + 1, updated_at = ${tx.now}
    from ${rowsFrom(tx, 'result', columns, rows)} where reviews.id = result.id`.execute(tx)
}

export async function saveReview(tx: Tx, { id, ...row }: ReviewRow): Promise<void> {
  await tx.updateTable('reviews').set(row).where('id', '=', id).execute()
}

/** One page of reviews, newest first. */
export function listReviews(db: Reader, query: ReviewsQueryShape): Promise<Page<ReviewRow>> {
  const { limit, after, channelId, sku, grade, replyState, topicId, tag, from, to } = query
  let rows = db.selectFrom('reviews').selectAll()
  if (channelId !== undefined) rows = rows.where('channelId', '=', channelId)
  if (sku !== undefined) rows = rows.where('sku', '=', sku)
  if (grade !== undefined) rows = rows.where('grade', '=', grade)
  if (replyState !== undefined) rows = rows.where('replyState', '=', replyState)
  if (from !== undefined) rows = rows.where('writtenAt', '>=', from)
  if (to !== undefined) rows = rows.where('writtenAt', '<', to)
  if (topicId !== undefined) {
    rows = rows.where('id', 'in', (marks) =>
      marks.selectFrom('reviewTopicMarks').select('reviewId').where('topicId', '=', topicId)
    )
  }
  if (tag !== undefined) {
    rows = rows.where('id', 'in', (tags) =>
      tags.selectFrom('reviewTags').select('reviewId').where('tag', '=', tag)
    )
  }
  return pageOf(rows, { list: 'reviews', sort: ['-writtenAt', '-id'], limit, after })
}

/** Tags and codes of topics, by review: two queries. */
export async function labelsOf(db: Reader, reviewIds: readonly string[]) {
  const tags = await db
    .selectFrom('reviewTags')
    .selectAll()
    .where(isOneOf(db, 'reviewId', reviewIds))
    .orderBy('tag')
    .execute()
  const topics = await db
    .selectFrom('reviewTopicMarks')
    .innerJoin('reviewTopics', 'reviewTopics.id', 'reviewTopicMarks.topicId')
    .select(['reviewTopicMarks.reviewId', 'reviewTopics.code'])
    .where(isOneOf(db, 'reviewTopicMarks.reviewId', reviewIds))
    .orderBy('reviewTopics.code')
    .execute()
  return { tags, topics }
}

export async function replaceTags(
  tx: Tx,
  reviewId: string,
  tags: readonly string[]
): Promise<void> {
  await tx.deleteFrom('reviewTags').where('reviewId', '=', reviewId).execute()
  await insertAll(
    tx,
    'reviewTags',
    tags.map((tag) => ({ reviewId, tag }))
  )
}

export async function reviewsOfOrders(
  db: Reader,
  orderIds: readonly string[]
): Promise<ReviewRow[]> {
  return db
    .selectFrom('reviews')
    .selectAll()
    .where(isOneOf(db, 'orderId', orderIds))
    .orderBy('id')
    .execute()
}

/** Takes what customers wrote off their reviews for good; ratings stay for the figures. */
export async function eraseReviews(tx: Tx, ids: readonly string[]): Promise<void> {
  await tx
    .updateTable('reviews')
    .set({
      ...{ text: '', buyerKey: null, reply: null, isErased: 1, updatedAt: tx.now },
      version: sql<number>`version + 1`
    })
    .where(isOneOf(tx, 'id', ids))
    .execute()
}
