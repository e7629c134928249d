import type { CrmScope } from '../scope.ts'
import { moveMemberships, takeFacts, takeOrderNews } from './facts.ts'
import { handleMembershipJobs } from './jobs.ts'
import { knownTiers, tiersQuery } from './members/read.ts'
import { giveBackShare, recordPoints } from './points/change.ts'
import { exportMembership, forgetMembers } from './privacy.ts'
import { membershipProofs } from './proofs.ts'
import { memberRoutes } from './routes/members.ts'
import { pointsRoutes } from './routes/points.ts'
import { programmeRoutes } from './routes/programme.ts'

/** Tiers, members and points. Sleeps until somebody writes a programme. */
export function setupMembership(scope: CrmScope): void {
  const { ctx, areas, provides } = scope
  areas.push({
    name: 'membership',
    onFacts: (tx, changes) => takeFacts(tx, scope, changes),
    onMoved: (tx, move) => moveMemberships(tx, scope, move),
    onErased: (tx, memberIds) => forgetMembers(tx, scope, memberIds),
    exportOf: exportMembership
  })
  // After customers have taken the same news: facts are up to them.
  ctx.on('order.changed', (tx, orders) =>
    takeOrderNews(
      tx,
      scope,
      orders.map(({ orderId }) => orderId)
    )
  )
  const { known } = provides
  provides.groupsOf.push(tiersQuery)
  provides.known = async (db, handles) => ({
    segments: (await known(db, { ...handles, tiers: [] })).segments,
    tiers: await knownTiers(db, handles.tiers)
  })
  provides.recordPoints = (tx, entries) => recordPoints(tx, scope, entries)
  provides.giveBackPoints = (tx, given) => giveBackShare(tx, scope, given)
  handleMembershipJobs(scope)
  for (const proof of membershipProofs) ctx.proof(proof)
  programmeRoutes(scope)
  memberRoutes(scope)
  pointsRoutes(scope)
}
