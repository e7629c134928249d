import { type RawBuilder, sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { insertAll, isOneOf } from '#core/database/rows'
import type { Tx } from '#core/transaction'
import type { ReviewRow, ReviewTopicMarkRow, ReviewTopicRow } from '../tables.ts'

export async function allTopics(db: Reader): Promise<ReviewTopicRow[]> {
  return db.selectFrom('reviewTopics').selectAll().orderBy('code').execute()
}

export async function findTopic(db: Reader, id: string): Promise<ReviewTopicRow | undefined> {
  return db.selectFrom('reviewTopics').selectAll().where('id', '=', id).executeTakeFirst()
}

export async function topicOfCode(db: Reader, code: string): Promise<ReviewTopicRow | undefined> {
  return db.selectFrom('reviewTopics').selectAll().where('code', '=', code).executeTakeFirst()
}

/** A topic, locked until the transaction ends. */
export async function lockTopic(tx: Tx, id: string): Promise<ReviewTopicRow | undefined> {
  return tx
    .updateTable('reviewTopics')
    .set({ version: sql<number>`version` })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst()
}

/** Inserts a topic; 0: its code is taken. */
export async function insertTopic(tx: Tx, row: ReviewTopicRow): Promise<number> {
  return insertAll(tx, 'reviewTopics', [row], { on: ['code'] })
}

export async function saveTopic(tx: Tx, { id, ...row }: ReviewTopicRow): Promise<void> {
  await tx.updateTable('reviewTopics').set(row).where('id', '=', id).execute()
}

/** Takes a topic away, and what it was found in. */
export async function deleteTopic(tx: Tx, id: string): Promise<void> {
  await tx.deleteFrom('reviewTopicMarks').where('topicId', '=', id).execute()
  await tx.deleteFrom('reviewTopics').where('id', '=', id).execute()
}

/** Replaces the marks of reviews: those of one topic, or all. */
export async function replaceMarks(
  tx: Tx,
  { reviewIds, topicId }: { reviewIds: readonly string[]; topicId: string | null },
  marks: readonly ReviewTopicMarkRow[]
): Promise<void> {
  let old = tx.deleteFrom('reviewTopicMarks').where(isOneOf(tx, 'reviewId', reviewIds))
  if (topicId !== null) old = old.where('topicId', '=', topicId)
  await old.execute()
  await insertAll(tx, 'reviewTopicMarks', marks, { on: ['reviewId', 'topicId'] })
}

export async function textsAfter(
  db: Reader,
  after: string,
  limit: number
): Promise<Pick<ReviewRow, 'id' | 'text'>[]> {
  return db
    .selectFrom('reviews')
    .select(['id', 'text'])
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit)
    .execute()
}

/** How often a topic came up, of a SKU or month where they are told apart. */
export interface TopicCount {
  topicId: string
  code: string
  sku: string
  month: string
  reviews: number
  good: number
  neutral: number
  bad: number
}

export interface TopicCountQuery {
  /** Days in the shop's zone; `to` is exclusive. */
  from: string
  to: string
  channelId?: string | undefined
  sku?: string | undefined
  bySku: boolean
  byMonth: boolean
}

/** Counts of topics as a query with the columns of `TopicCount`; empty where SKUs or months are not told apart. */
export function topicCounts(query: TopicCountQuery): RawBuilder<TopicCount> {
  const sku = query.bySku ? sql`coalesce(v.sku, '')` : sql`''`
  const month = query.byMonth ? sql`substr(v.written_on, 1, 7)` : sql`''`
  const ofChannel = query.channelId ? sql`and v.channel_id = ${query.channelId}` : sql``
  const ofSku = query.sku ? sql`and v.sku = ${query.sku}` : sql``
  const graded = (grade: string) => sql`count(case when v.grade = ${sql.lit(grade)} then 1 end)`
  return sql<TopicCount>`select t.id as topic_id, t.code, ${sku} as sku, ${month} as month,
      count(*) as reviews, ${graded('good')} as good, ${graded('neutral')} as neutral,
      ${graded('bad')} as bad
    from review_topic_marks m join review_topics t on t.id = m.topic_id
    join reviews v on v.id = m.review_id
    where v.written_on >= ${query.from} and v.written_on < ${query.to}
      and v.is_excluded = 0 ${ofChannel} ${ofSku}
    group by t.id, t.code, 3, 4`
}
