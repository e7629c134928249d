import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { insertAll } from '#core/database/rows'
import { NotFound, VersionOutdated } from '#core/http/errors'
import { newId } from '#core/ids'
import type { Tx } from '#core/transaction'
import { AppealDecided, AppealOpen } from './errors.ts'
import { loadReview, type ReviewRef } from './reply.ts'
import { saveReview } from './repository/reviews.ts'
import type { AppealInputShape } from './schema.ts'
import type { AppealState, ReviewAppealRow, ReviewRow } from './tables.ts'

/**
 * Records that an appeal against a review was filed. No adapter offers to file one, so a person does it at the platform;
 * one may be open at a time. Errors: NOT_FOUND, VERSION_OUTDATED, REVIEW_APPEAL_OPEN.
 */
export async function fileAppeal(
  tx: Tx,
  ref: ReviewRef,
  input: AppealInputShape
): Promise<ReviewAppealRow> {
  const review = await loadReview(tx, ref)
  const row: ReviewAppealRow = {
    ...{ id: newId('rap'), reviewId: review.id, state: 'open', reason: input.reason },
    note: input.note ?? null,
    evidence: JSON.stringify(input.evidence),
    reference: input.reference ?? null,
    ...{ filedBy: tx.origin.actor, filedAt: tx.now, decidedAt: null, decision: null },
    ...{ version: 1, updatedAt: tx.now }
  }
  const isNew = await insertAll(tx, 'reviewAppeals', [row], {
    ...{ on: ['reviewId'], where: "state = 'open'" }
  })
  if (isNew === 0) {
    const [open] = await appealsOf(tx, review.id)
    throw new AppealOpen({ id: review.id, appealId: open!.id })
  }
  audit(tx, 'file', row.id, { reviewId: review.id, reason: input.reason })
  return row
}

/**
 * Writes what the platform has decided, or that we have taken the appeal back. An upheld one takes the review out of the
 * figures. Errors: NOT_FOUND, VERSION_OUTDATED, REVIEW_APPEAL_DECIDED.
 */
export async function decideAppeal(
  tx: Tx,
  {
    id,
    expected,
    state,
    decision
  }: ReviewRef & {
    state: Exclude<AppealState, 'open'>
    decision: string | null
  }
): Promise<ReviewAppealRow> {
  const before = await tx
    .updateTable('reviewAppeals')
    .set({ version: sql<number>`version` })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst()
  if (!before) throw new NotFound({ what: 'appeal', id })
  if (expected !== undefined && expected !== before.version) {
    throw new VersionOutdated({ expected, current: before.version })
  }
  if (before.state !== 'open') throw new AppealDecided({ id, state: before.state })
  const after = {
    ...{ ...before, state, decision, decidedAt: tx.now },
    ...{ version: before.version + 1, updatedAt: tx.now }
  }
  const { id: _, ...columns } = after
  await tx.updateTable('reviewAppeals').set(columns).where('id', '=', id).execute()
  if (state === 'upheld') await exclude(tx, before.reviewId)
  audit(tx, state, id, { reviewId: before.reviewId, decision })
  return after
}

async function exclude(tx: Tx, id: string): Promise<void> {
  const review: ReviewRow = await loadReview(tx, { id, expected: undefined })
  const version = review.version + 1
  await saveReview(tx, { ...review, isExcluded: 1, version, updatedAt: tx.now })
}

/** Appeals against a review, newest first. */
export async function appealsOf(db: Reader, reviewId: string): Promise<ReviewAppealRow[]> {
  return db
    .selectFrom('reviewAppeals')
    .selectAll()
    .where('reviewId', '=', reviewId)
    .orderBy('id', 'desc')
    .execute()
}

function audit(tx: Tx, act: string, subjectId: string, after: object): void {
  tx.audit([{ action: `reviewAppeal.${act}`, subjectType: 'reviewAppeal', subjectId, after }])
}
