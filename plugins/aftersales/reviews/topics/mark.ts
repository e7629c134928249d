import type { JobContext } from '#core/jobs'
import type { Tx } from '#core/transaction'
import { allTopics, findTopic, replaceMarks, textsAfter } from '../repository/topics.ts'
import type { ReviewRow, ReviewTopicRow } from '../tables.ts'
import { type TopicRule, topicRule } from './match.ts'

/** Reviews of a page. */
const pageSize = 500

/** Writes what reviews are about, by all topics: a constant number of statements. */
export async function markReviews(
  tx: Tx,
  reviews: readonly Pick<ReviewRow, 'id' | 'text'>[]
): Promise<void> {
  if (reviews.length === 0) return
  const rules = (await allTopics(tx)).filter(({ isEnabled }) => isEnabled === 1).map(ruleOf)
  await replaceMarks(
    tx,
    { reviewIds: reviews.map(({ id }) => id), topicId: null },
    marksOf(reviews, rules)
  )
}

/** Looks through all reviews for one topic. A page a transaction. */
export async function markTopic(
  job: Pick<JobContext<unknown>, 'pages'>,
  topicId: string
): Promise<void> {
  await job.pages('', async (tx, after) => {
    const topic = await findTopic(tx, topicId)
    const reviews = await textsAfter(tx, after, pageSize)
    if (reviews.length === 0) return undefined
    const rules = topic?.isEnabled === 1 ? [ruleOf(topic)] : []
    const reviewIds = reviews.map(({ id }) => id)
    await replaceMarks(tx, { reviewIds, topicId }, marksOf(reviews, rules))
    return reviews.length < pageSize ? undefined : reviewIds.at(-1)
  })
}

function ruleOf({ id, keywords }: ReviewTopicRow): TopicRule {
  return topicRule(id, JSON.parse(keywords))
}

function marksOf(reviews: readonly Pick<ReviewRow, 'id' | 'text'>[], rules: readonly TopicRule[]) {
  return reviews.flatMap(({ id: reviewId, text }) =>
    rules.filter((rule) => rule.isAbout(text)).map((rule) => ({ reviewId, topicId: rule.id }))
  )
}
