import type { Reader } from '#core/database/db'
import { labelsOf } from './repository/reviews.ts'
import type { ReviewAppealRow, ReviewRow, ReviewTopicRow } from './tables.ts'

/** Reviews as the API shows them, with their topics and tags: two queries. */
export async function presentReviews(db: Reader, rows: readonly ReviewRow[]) {
  const ids = rows.map(({ id }) => id)
  const { tags, topics } = await labelsOf(db, ids)
  return rows.map(({ buyerKey: _, replies: __, isErased: ___, isExcluded, ...row }) => ({
    ...row,
    isExcluded: isExcluded === 1,
    tags: tags.flatMap(({ reviewId, tag }) => (reviewId === row.id ? [tag] : [])),
    topics: topics.flatMap(({ reviewId, code }) => (reviewId === row.id ? [code] : []))
  }))
}

export function presentAppeal({ evidence, ...row }: ReviewAppealRow) {
  return { ...row, evidence: JSON.parse(evidence) }
}

export function presentTopic({ keywords, isEnabled, ...row }: ReviewTopicRow) {
  return { ...row, keywords: JSON.parse(keywords), isEnabled: isEnabled === 1 }
}
