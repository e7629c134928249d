import type { CrmScope } from '../scope.ts'
import { refreshSegmentsJob } from './jobs.ts'
import { leaveAll, reevaluate } from './live.ts'
import { segmentProofs } from './proofs.ts'
import { guardTiers } from './references.ts'
import { refreshSegments } from './refresh.ts'
import { forgetEntries, moveEntries } from './repository/entries.ts'
import { handlesOf, segmentsQuery } from './repository/members.ts'
import { knownHandles } from './repository/segments.ts'
import { memberRoutes } from './routes/members.ts'
import { segmentRoutes } from './routes/segments.ts'

/** Segments, kept up to date as what is known of customers changes. */
export function setupSegments(scope: CrmScope): void {
  const { ctx, provides } = scope
  scope.areas.push({
    name: 'segments',
    onFacts: (tx, changes) =>
      reevaluate(tx, scope, {
        customerIds: changes.flatMap(({ before, after }) =>
          [before, after].flatMap((fact) => (fact ? [fact.customerId] : []))
        ),
        topics: ['orders']
      }),
    onChanged: (tx, customerIds) => reevaluate(tx, scope, { customerIds }),
    async onMoved(tx, move) {
      await moveEntries(tx, move)
      const from = await tx
        .selectFrom('customers')
        .select('state')
        .where('id', '=', move.fromId)
        .executeTakeFirst()
      if (from?.state !== 'active') await leaveAll(tx, scope, [move.fromId])
    },
    async onErased(tx, memberIds) {
      await forgetEntries(tx, memberIds)
      await leaveAll(tx, scope, memberIds)
    },
    async exportOf(db, memberIds) {
      return [...(await handlesOf(db, memberIds)).values()].flatMap((handles) => [...handles])
    }
  })
  ctx.on('customer.told', (tx, batch) =>
    reevaluate(tx, scope, {
      customerIds: batch.map(({ customerId }) => customerId),
      topics: [...new Set(batch.map(({ kind }) => `event:${kind}` as const))]
    })
  )
  ctx.on('tier.changed', (tx, batch) =>
    reevaluate(tx, scope, {
      customerIds: batch.map(({ customerId }) => customerId),
      topics: ['tier']
    })
  )
  guardTiers(scope)
  provides.groupsOf.push(segmentsQuery)
  const { known } = provides
  provides.known = async (db, handles) => ({
    ...(await known(db, handles)),
    segments: await knownHandles(db, handles.segments)
  })
  ctx.handle(refreshSegmentsJob, (job) => refreshSegments(job, scope, job.payload.segmentId))
  for (const proof of segmentProofs(scope)) ctx.proof(proof)
  segmentRoutes(scope)
  memberRoutes(scope)
}
