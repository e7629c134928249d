import { isOneOf } from '#core/database/rows'
import { NotFound } from '#core/http/errors'
import { newId } from '#core/ids'
import type { Tx } from '#core/transaction'
import { loadLiving } from '../../customers/living.ts'
import { holdTrees } from '../../customers/repository/customers.ts'
import type { CrmScope } from '../../scope.ts'
import { AdjustmentDecided, AdjustmentOwn, MembershipInvalid } from '../errors.ts'
import { requireProgramme } from '../programme/programme.ts'
import type { AdjustmentState, PointsAdjustmentRow } from '../tables.ts'
import { recordPoints } from './change.ts'

/**
 * Gives or takes points by hand: at once within the programme's limit, after approval over it. Errors:
 * MEMBERSHIP_INVALID, PROGRAMME_MISSING; those of `loadLiving`.
 */
export async function adjustPoints(
  tx: Tx,
  scope: CrmScope,
  { customerId, points, reason }: { customerId: string; points: number; reason: string }
): Promise<PointsAdjustmentRow> {
  if (points === 0) {
    const detail = 'changes nothing: say how many to give, or to take with a minus'
    throw new MembershipInvalid({ errors: [{ pointer: '#/points', detail }] })
  }
  const { rule } = await requireProgramme(tx)
  await holdTrees(tx)
  await loadLiving(tx, customerId)
  const isWaiting = Math.abs(points) > rule.points.adjustmentMax
  const row: PointsAdjustmentRow = {
    id: newId('pad'),
    customerId,
    points,
    reason,
    state: isWaiting ? 'waiting' : 'applied',
    requestedBy: tx.origin.actor,
    requestedAt: tx.now,
    decidedBy: null,
    decidedAt: null
  }
  await tx.insertInto('pointsAdjustments').values(row).execute()
  audit(tx, 'ask', row)
  if (!isWaiting) await apply(tx, scope, row)
  else {
    await scope.ctx.alerts.raise(tx, [
      {
        ...subjectOf(row.id),
        message: `${points} points for ${customerId} wait for approval`,
        fields: { customerId, points }
      }
    ])
  }
  return row
}

/** Decides on an adjustment that waits. Errors: NOT_FOUND, ADJUSTMENT_DECIDED, ADJUSTMENT_OWN. */
export async function decideAdjustment(
  tx: Tx,
  scope: CrmScope,
  { id, state }: { id: string; state: Exclude<AdjustmentState, 'waiting'> }
): Promise<PointsAdjustmentRow> {
  await holdTrees(tx)
  const before = await findAdjustment(tx, id)
  if (before.requestedBy === tx.origin.actor) throw new AdjustmentOwn({ id })
  const decision = { state, decidedBy: tx.origin.actor, decidedAt: tx.now }
  const { numUpdatedRows } = await tx
    .updateTable('pointsAdjustments')
    .set(decision)
    .where('id', '=', id)
    .where('state', '=', 'waiting')
    .executeTakeFirstOrThrow()
  if (numUpdatedRows === 0n) {
    throw new AdjustmentDecided({ id, state: (await findAdjustment(tx, id)).state })
  }
  const row = { ...before, ...decision }
  if (state === 'applied') await apply(tx, scope, row)
  await scope.ctx.alerts.clear(tx, [subjectOf(id)])
  audit(tx, state === 'applied' ? 'approve' : 'reject', row)
  return row
}

async function findAdjustment(tx: Tx, id: string): Promise<PointsAdjustmentRow> {
  const query = tx.selectFrom('pointsAdjustments').selectAll().where('id', '=', id)
  const row = await query.executeTakeFirst()
  if (!row) throw new NotFound({ what: 'adjustment of points', id })
  return row
}

/** A customer that was merged meanwhile is found by the account it had. */
async function apply(tx: Tx, scope: CrmScope, row: PointsAdjustmentRow): Promise<void> {
  const { id: sourceId, customerId, points, reason } = row
  await recordPoints(tx, scope, [{ customerId, points, sourceId, reason }], 'adjust')
}

function subjectOf(subjectId: string) {
  return { kind: 'points.adjustment-waiting' as const, subjectType: 'pointsAdjustment', subjectId }
}

/** Rejects what still waits for members that are erased, and forgets what was written about them. */
export async function forgetAdjustments(
  tx: Tx,
  { ctx }: CrmScope,
  memberIds: readonly string[]
): Promise<void> {
  const isTheirs = isOneOf(tx, 'customerId', memberIds)
  await tx.updateTable('pointsAdjustments').set({ reason: '(erased)' }).where(isTheirs).execute()
  const rejected = await tx
    .updateTable('pointsAdjustments')
    .set({ state: 'rejected', decidedBy: tx.origin.actor, decidedAt: tx.now })
    .where(isTheirs)
    .where('state', '=', 'waiting')
    .returningAll()
    .execute()
  await ctx.alerts.clear(
    tx,
    rejected.map(({ id }) => subjectOf(id))
  )
  for (const row of rejected) audit(tx, 'reject', row)
}

/** Why it was asked for is in the adjustment: what people write may be about the customer, who may be erased. */
function audit(tx: Tx, act: string, { id, reason: _, ...after }: PointsAdjustmentRow): void {
  tx.audit([
    {
      action: `points-adjustment.${act}`,
      subjectType: 'pointsAdjustment',
      subjectId: id,
      after
    }
  ])
}
