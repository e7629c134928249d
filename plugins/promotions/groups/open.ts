import { NotFound } from '#core/http/errors'
import { newId } from '#core/ids'
import { instantAt, instantMs } from '#core/time'
import type { Tx } from '#core/transaction'
import type { PromotionsScope } from '../scope.ts'
import { promotionOf } from '../store/compiled-set.ts'
import { selectPromotions, shareRules } from '../store/repository.ts'
import { GroupNotOpenable } from './errors.ts'
import { insertGroup } from './repository.ts'
import type { PromotionGroupRow } from './tables.ts'

/**
 * Opens a group of a promotion that is live. It has the time that the rule gives it, and no longer than the promotion
 * lasts. Errors: NOT_FOUND, GROUP_NOT_OPENABLE.
 */
export async function openGroup(
  { compiled }: Pick<PromotionsScope, 'compiled'>,
  tx: Tx,
  promotionId: string
): Promise<PromotionGroupRow> {
  await shareRules(tx)
  const [row] = await selectPromotions(tx, 'id', [promotionId])
  if (!row) throw new NotFound({ what: 'promotion', id: promotionId })
  const { reward, startsAt } = promotionOf(row)
  const refuse = (reason: string) => new GroupNotOpenable({ promotionId, reason })
  if (reward.kind !== 'group') throw refuse(`its reward is ${reward.kind}, not group`)
  if (row.state !== 'live') throw refuse(`it is ${row.state}: start it first`)
  const nowMs = instantMs(tx.now)
  if (startsAt && instantMs(startsAt) > nowMs) throw refuse(`it begins at ${startsAt}`)
  const { endsMs, endsAt } = (await compiled.read(tx)).byId.get(promotionId)!
  if (endsMs <= nowMs) throw refuse(`it ended at ${endsAt}`)
  const deadlineMs = Math.min(nowMs + reward.fillWithinMinutes * 60_000, endsMs)
  const group: PromotionGroupRow = {
    id: newId('grp'),
    promotionId,
    state: 'open',
    membersMin: reward.membersMin,
    members: 0,
    deadlineAt: instantAt(deadlineMs),
    openedBy: tx.origin.actor,
    createdAt: tx.now,
    endedAt: null
  }
  await insertGroup(tx, group)
  tx.audit([{ action: 'group.open', subjectType: 'group', subjectId: group.id, after: group }])
  return group
}
