import type { AftersalesScope } from '../scope.ts'
import { joinPersonal } from './personal.ts'
import { caseProofs } from './proofs.ts'
import { artefactRoutes } from './routes/artefacts.ts'
import { evidenceRoutes } from './routes/evidence.ts'
import { readRoutes } from './routes/read.ts'
import { taxonomyRoutes } from './routes/taxonomy.ts'
import { writeRoutes } from './routes/write.ts'

/** Cases: what went wrong after a sale, and what becomes of it. */
export function setupCases(scope: AftersalesScope): void {
  for (const proof of caseProofs) scope.ctx.proof(proof)
  joinPersonal(scope)
  taxonomyRoutes(scope)
  readRoutes(scope)
  writeRoutes(scope)
  artefactRoutes(scope)
  evidenceRoutes(scope)
}
