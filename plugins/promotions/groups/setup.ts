import type { GroupFinder, PromotionsScope } from '../scope.ts'
import { failGroups, failGroupsJob } from './fail.ts'
import { joinGroup, refuseGroup } from './join.ts'
import { groupProofs } from './proofs.ts'
import { findGroupRow, releasePlaces } from './repository.ts'
import { groupRoutes } from './routes.ts'

/** Sets groups up: opened over HTTP, joined by orders, failed by a job. */
export function setupGroups(scope: PromotionsScope): void {
  const { ctx, parts } = scope
  scope.findGroup = findOpenGroup
  scope.extensions.push({
    kinds: ['group'],
    beforeClaim: refuseGroup,
    take: (tx, order) => joinGroup(tx, order),
    giveBack: (tx, uses) =>
      releasePlaces(
        tx,
        uses.map(({ orderId }) => orderId)
      )
  })
  groupRoutes(scope)
  ctx.handle(failGroupsJob, (job) => failGroups(parts.orders, job))
  for (const proof of groupProofs) ctx.proof(proof)
}

const findOpenGroup: GroupFinder = async (db, groupId, now) => {
  const group = await findGroupRow(db, groupId)
  const isOpen = group?.state === 'open' && group.deadlineAt > now
  return isOpen ? group.promotionId : null
}
