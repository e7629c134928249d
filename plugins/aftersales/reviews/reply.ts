import { NotFound, VersionOutdated } from '#core/http/errors'
import type { Tx } from '#core/transaction'
import type { WriteSettledEvent } from '#plugins/channels'
import type { AftersalesScope } from '../scope.ts'
import { replyAlertOf } from './alerts.ts'
import { ReviewAnswered, ReviewErased, ReviewNoChannel } from './errors.ts'
import { lockReview, lockReviews, saveReplyStates, saveReview } from './repository/reviews.ts'
import type { ReviewRow } from './tables.ts'

/** What a change of a review is held against. */
export interface ReviewRef {
  id: string
  expected: number | undefined
}

/**
 * Answers a review: the platform is told after the commit, or a person has done it there by hand. What the platform cannot
 * do is said and not tried.
 * Errors: NOT_FOUND, VERSION_OUTDATED, REVIEW_ANSWERED, REVIEW_ERASED, REVIEW_NO_CHANNEL, CHANNEL_UNSUPPORTED, CHANNEL_PAUSED.
 */
export async function replyTo(
  tx: Tx,
  scope: AftersalesScope,
  { text, byHand, ...ref }: ReviewRef & { text: string; byHand: boolean }
): Promise<ReviewRow> {
  const before = await loadReview(tx, ref)
  const { id, channelId, replyState } = before
  if (before.isErased === 1) throw new ReviewErased({ id })
  if (replyState !== 'none' && replyState !== 'refused')
    throw new ReviewAnswered({ id, replyState })
  const replies = before.replies + 1
  if (!byHand) {
    const channels = scope.channels
    if (!channels || (await channels.capabilitiesOf(tx, channelId)) === null) {
      throw new ReviewNoChannel({ id, channelId })
    }
    const reference = `${id}:${replies}`
    const asked = { reviewExternalId: before.externalId, text, reference }
    await channels.replyToReview(tx, channelId, asked)
  }
  const after: ReviewRow = {
    ...{ ...before, reply: text, replies, repliedAt: tx.now, replyReason: null },
    replyState: byHand ? 'by_hand' : 'pending',
    ...{ version: before.version + 1, updatedAt: tx.now }
  }
  await saveReview(tx, after)
  await scope.ctx.alerts.clear(tx, [replyAlertOf(id)])
  tx.audit([
    {
      ...{ action: 'review.reply', subjectType: 'review', subjectId: id },
      after: { byHand, replies }
    }
  ])
  return after
}

/**
 * Writes what became of answers that platforms were told: what was refused raises an alert, and may be answered anew. A
 * constant number of statements.
 */
export async function settleReplies(
  tx: Tx,
  { ctx }: AftersalesScope,
  settled: readonly WriteSettledEvent[]
): Promise<void> {
  const ids = settled.map(({ reference }) => reviewOf(reference!).id)
  const known = new Map((await lockReviews(tx, ids)).map((row) => [row.id, row]))
  const results = settled.flatMap(({ reference, outcome, code, reason }) => {
    const { id, ordinal } = reviewOf(reference!)
    const row = known.get(id)
    // An answer that was given meanwhile counts more.
    if (!row || row.replies !== ordinal || row.replyState === 'by_hand') return []
    const isDone = outcome === 'done'
    const replyReason = isDone ? null : (reason ?? code ?? 'the platform gives no reason')
    const replyState = isDone ? 'sent' : 'refused'
    return [{ id, channelId: row.channelId, replyState, replyReason }]
  })
  if (results.length === 0) return
  await saveReplyStates(tx, results)
  const done = results.filter(({ replyReason }) => replyReason === null)
  await ctx.alerts.clear(
    tx,
    done.map(({ id }) => replyAlertOf(id))
  )
  await ctx.alerts.raise(
    tx,
    results.flatMap(({ id, channelId, replyReason: reason }) => {
      if (reason === null) return []
      const message = `the answer to ${id} on ${channelId} was refused: ${reason}`
      return [{ ...replyAlertOf(id), message, fields: { channelId, reviewId: id, reason } }]
    })
  )
}

/** What a reference of ours names: a review, and which of its answers. */
function reviewOf(reference: string): { id: string; ordinal: number } {
  const [id = '', ordinal] = reference.split(':')
  return { id, ordinal: Number(ordinal) }
}

/** Errors: NOT_FOUND, VERSION_OUTDATED. */
export async function loadReview(tx: Tx, { id, expected }: ReviewRef): Promise<ReviewRow> {
  const row = await lockReview(tx, id)
  if (!row) throw new NotFound({ what: 'review', id })
  if (expected !== undefined && expected !== row.version) {
    throw new VersionOutdated({ expected, current: row.version })
  }
  return row
}
