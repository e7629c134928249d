import type { ReportingScope } from '../scope.ts'
import { reconcileSettlementsJob } from './jobs.ts'
import { tellLatePayouts } from './payouts.ts'
import { settlementProofs } from './proofs.ts'
import { reconcileOpen } from './reconcile.ts'
import { accountIds } from './repository/accounts.ts'
import { accountRoutes } from './routes/accounts.ts'
import { discrepancyRoutes } from './routes/discrepancies.ts'
import { payoutRoutes } from './routes/payouts.ts'
import { statementRoutes } from './routes/statements.ts'

/** What platforms and payment providers say they owe, held against what was sold and given back. */
export function setupSettlement(scope: ReportingScope): void {
  const { ctx } = scope
  ctx.handle(reconcileSettlementsJob, async (job) => {
    for (const id of await accountIds(ctx.db)) {
      job.signal.throwIfAborted()
      await job.transaction((tx) => reconcileOpen(tx, scope, id))
    }
    await job.transaction((tx) => tellLatePayouts(tx, scope))
  })
  for (const proof of settlementProofs) ctx.proof(proof)
  accountRoutes(scope)
  statementRoutes(scope)
  discrepancyRoutes(scope)
  payoutRoutes(scope)
}
