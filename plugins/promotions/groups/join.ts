import type { Tx } from '#core/transaction'
import { BuyerMissing } from '../errors.ts'
import type { PlacedOrder, ReckonedOrder } from '../scope.ts'
import {
  GroupFull,
  GroupJoinedAlready,
  GroupNotApplicable,
  GroupOver,
  GroupUnknown
} from './errors.ts'
import { findGroupRow, insertMember, joinedOf, takePlace } from './repository.ts'

/**
 * Refuses an order that names a group it gets nothing from: whoever names one counts on its price. Errors:
 * GROUP_UNKNOWN, GROUP_FULL, GROUP_OVER, GROUP_NOT_APPLICABLE.
 */
export async function refuseGroup(
  tx: Tx,
  { draft: { groupId }, evaluation, compiled }: ReckonedOrder
): Promise<void> {
  if (groupId === null) return
  const isJoining = evaluation.applied.some(
    ({ promotionId }) => compiled.byId.get(promotionId)?.promotion.reward.kind === 'group'
  )
  if (isJoining) return
  const reason = await refusalOf(tx, groupId)
  const refused = evaluation.refused.find(({ promotionId }) => promotionId === reason.promotionId)
  throw new GroupNotApplicable({ groupId, reason: refused?.detail ?? 'no line is about it' })
}

/** Why nobody can join a group; returns whose it is when they could. */
async function refusalOf(tx: Tx, groupId: string): Promise<{ promotionId: string }> {
  const group = await findGroupRow(tx, groupId)
  if (!group) throw new GroupUnknown({ groupId })
  if (group.state === 'filled') throw new GroupFull({ groupId })
  const { deadlineAt } = group
  if (group.state === 'failed' || deadlineAt <= tx.now) throw new GroupOver({ groupId, deadlineAt })
  return group
}

/**
 * Makes an order a member of its group, and tells when that fills it. Errors: BUYER_MISSING, GROUP_JOINED_ALREADY,
 * GROUP_FULL and GROUP_OVER when others were faster.
 */
export async function joinGroup(
  tx: Tx,
  { draft, customerKeys }: Pick<PlacedOrder, 'draft' | 'customerKeys'>
): Promise<void> {
  const groupId = draft.groupId!
  if (customerKeys.length === 0) throw new BuyerMissing({})
  const group = await takePlace(tx, groupId)
  if (!group) {
    await refusalOf(tx, groupId)
    throw new GroupFull({ groupId })
  }
  const { orderId, currency } = draft
  const member = {
    groupId,
    orderId,
    state: 'joined' as const,
    joinedAt: tx.now,
    toRefundMinor: 0,
    currency
  }
  if (!(await insertMember(tx, member, customerKeys))) throw new GroupJoinedAlready({ groupId })
  if (group.state !== 'filled') return
  const members = await joinedOf(tx, [groupId])
  const orderIds = members.map((one) => one.orderId)
  const { promotionId } = group
  tx.audit([
    { action: 'group.fill', subjectType: 'group', subjectId: groupId, after: { orderIds } }
  ])
  await tx.emit('group.filled', [{ groupId, promotionId, orderIds }])
}
