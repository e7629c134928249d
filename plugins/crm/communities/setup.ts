import type { CrmScope } from '../scope.ts'
import { exportCommunities, forgetCommunities, moveCommunities } from './persons.ts'
import { communityProofs } from './proofs.ts'
import { activityRoutes } from './routes/activities.ts'
import { communityRoutes } from './routes/communities.ts'
import { communityMemberRoutes } from './routes/members.ts'

/** Communities of customers: who is in them, what they do there, and how lively they are. */
export function setupCommunities(scope: CrmScope): void {
  const { ctx, areas } = scope
  areas.push({
    name: 'communities',
    onMoved: moveCommunities,
    onErased: forgetCommunities,
    exportOf: exportCommunities
  })
  for (const proof of communityProofs) ctx.proof(proof)
  communityRoutes(scope)
  communityMemberRoutes(scope)
  activityRoutes(scope)
}
