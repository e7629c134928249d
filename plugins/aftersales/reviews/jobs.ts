import { Type } from 'typebox'
import { defineJob } from '#core/jobs'

/** Safe to repeat: what is known already is left alone. */
export const takeReviewsJob = defineJob({
  name: 'aftersales.take-reviews',
  title: 'Takes in reviews that channels told while after-sales were off',
  payload: Type.Object({}),
  key: () => 'all',
  timeoutMs: 600_000
})

/** Safe to repeat: marks follow from texts and words. */
export const markTopicJob = defineJob({
  name: 'aftersales.mark-topic',
  title: 'Looks through all reviews for a topic whose words have changed',
  payload: Type.Object({ topicId: Type.String() }),
  key: ({ topicId }) => topicId,
  attempts: 10,
  backoff: { baseMs: 5000, maxMs: 600_000 },
  timeoutMs: 30 * 60_000
})

/** Safe to repeat: a day is written anew. */
export const snapshotReputationJob = defineJob({
  name: 'aftersales.snapshot-reputation',
  title: 'Writes how channels stood at the end of yesterday, and tells of scores that fall',
  payload: Type.Object({}),
  key: () => 'all',
  timeoutMs: 600_000,
  schedule: { cron: '30 4 * * *', payload: {} }
})

export const reviewJobs = [takeReviewsJob, markTopicJob, snapshotReputationJob]
