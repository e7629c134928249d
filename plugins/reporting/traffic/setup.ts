import type { ReportingScope } from '../scope.ts'
import { trafficCubes } from './cubes.ts'
import { watchSpendJob } from './jobs.ts'
import { trafficProofs } from './proofs.ts'
import { figureRoutes } from './routes/figures.ts'
import { importRoutes } from './routes/import.ts'
import { watchSpend } from './watch-spend.ts'

/** Who came, and what it took to make them come. */
export function setupTraffic(scope: ReportingScope): void {
  const { ctx } = scope
  scope.cubes.push(...trafficCubes)
  ctx.handle(watchSpendJob, (job) => job.transaction((tx) => watchSpend(tx, scope)))
  for (const proof of trafficProofs) ctx.proof(proof)
  figureRoutes(scope)
  importRoutes(scope)
}
