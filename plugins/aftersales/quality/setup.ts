import { instantAt, instantMs } from '#core/time'
import type { Tx } from '#core/transaction'
import type { AftersalesScope, CaseChange } from '../scope.ts'
import { checkQualityJob, measureQualityJob } from './jobs.ts'
import { checkMarked, measureAll } from './measure.ts'
import { qualityProofs } from './proofs.ts'
import { markSkusOf } from './repository/skus.ts'
import { issueRoutes } from './routes/issues.ts'
import { rateRoutes } from './routes/rates.ts'

/** New cases are waited for so long, so that many are looked at once. */
const gatherMs = 60_000

/** What comes back too often, and what is done about it. */
export function setupQuality(scope: AftersalesScope): void {
  const { ctx, areas } = scope
  areas.push({ name: 'quality', onCases: markCases })
  ctx.handle(measureQualityJob, (job) => measureAll(job, scope))
  ctx.handle(checkQualityJob, (job) => checkMarked(job, scope))
  for (const proof of qualityProofs) ctx.proof(proof)
  issueRoutes(scope)
  rateRoutes(scope)
}

/** Marks the SKUs of cases that are new, or count otherwise than before. */
async function markCases(tx: Tx, changes: readonly CaseChange[]): Promise<void> {
  const ids = changes.filter(isNews).map(({ after }) => after.id)
  if (ids.length === 0) return
  await markSkusOf(tx, ids)
  const runAt = instantAt(instantMs(tx.now) + gatherMs)
  await tx.enqueue('aftersales.check-quality', [{ payload: {}, runAt }])
}

function isNews({ before, after }: CaseChange): boolean {
  if (before === null) return true
  return isRefuted(before) !== isRefuted(after) || before.reason !== after.reason
}

function isRefuted({ state, isSubstantiated }: CaseChange['after']): boolean {
  return state === 'withdrawn' || state === 'rejected_unsubstantiated' || isSubstantiated === 0
}
