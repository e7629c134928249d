import type { AftersalesScope } from '../scope.ts'
import { markTopicJob, snapshotReputationJob, takeReviewsJob } from './jobs.ts'
import { joinPersonal } from './personal.ts'
import { reviewProofs } from './proofs.ts'
import { settleReplies } from './reply.ts'
import { snapshotReputation } from './reputation/snapshot.ts'
import { appealRoutes } from './routes/appeals.ts'
import { reputationRoutes } from './routes/reputation.ts'
import { reviewRoutes } from './routes/reviews.ts'
import { topicRoutes } from './routes/topics.ts'
import { takeReviews, takeUntaken } from './take.ts'
import { markTopic } from './topics/mark.ts'

/** What buyers say about what they bought, what is answered, and how channels stand. */
export function setupReviews(scope: AftersalesScope): void {
  const { ctx, channels } = scope
  joinPersonal(scope)
  ctx.handle(takeReviewsJob, (job) => takeUntaken(job, scope))
  ctx.handle(markTopicJob, (job) => markTopic(job, job.payload.topicId))
  ctx.handle(snapshotReputationJob, (job) => job.complete((tx) => snapshotReputation(tx, scope)))
  for (const proof of reviewProofs) ctx.proof(proof)
  reviewRoutes(scope)
  appealRoutes(scope)
  topicRoutes(scope)
  reputationRoutes(scope)
  if (!channels) return
  ctx.onStart(() =>
    ctx.transaction((tx) => tx.enqueue('aftersales.take-reviews', [{ payload: {} }]))
  )
  ctx.on('channelRecord.changed', (tx, batch) =>
    takeReviews(
      tx,
      scope,
      batch.flatMap(({ kind, recordId }) => (kind === 'review' ? [recordId] : []))
    )
  )
  ctx.on('channelWrite.settled', (tx, batch) =>
    settleReplies(
      tx,
      scope,
      batch.filter(({ kind, reference }) => kind === 'reply' && reference !== null)
    )
  )
}
