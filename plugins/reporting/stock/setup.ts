import type { ReportingScope } from '../scope.ts'
import { stockCubes } from './cubes.ts'
import { keepStockJob } from './jobs.ts'
import { keepStock } from './keep.ts'
import { stockProofs } from './proofs.ts'

/** What lay in stock, day by day. */
export function setupStock(scope: ReportingScope): void {
  scope.cubes.push(...stockCubes)
  scope.ctx.handle(keepStockJob, (job) => keepStock(job, scope))
  for (const proof of stockProofs) scope.ctx.proof(proof)
}
