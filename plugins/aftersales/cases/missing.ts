import type { Reader } from '#core/database/db'
import type { AftersalesScope } from '../scope.ts'
import { howToGive } from './flows/flow.ts'
import type { Need } from './flows/types.ts'
import { latestArtefacts } from './repository/artefacts.ts'
import type { Artefact } from './tables.ts'

/** What is there for a case's steps: the outcome of the last of each kind; null: it has none. */
export type Artefacts = ReadonlyMap<Artefact, string | null>

/** What a step lacks, and how it is given. */
export interface Missing {
  artefact: Artefact
  /** Those that would do; absent: any. */
  outcomes?: readonly string[]
  how: string
}

/**
 * What is there for the steps of cases, by case: recorded here, or known to another area. A constant number of queries
 * beside those of the areas.
 */
export async function artefactsFor(
  db: Reader,
  { areas }: AftersalesScope,
  caseIds: readonly string[]
): Promise<Map<string, Artefacts>> {
  const found = new Map(caseIds.map((id) => [id, new Map<Artefact, string | null>()]))
  const latest = await latestArtefacts(db, caseIds)
  const proposals = new Set(
    latest.flatMap(({ artefact, id }) => (artefact === 'proposal' ? id : []))
  )
  for (const { caseId, artefact, outcome, detail } of latest) {
    if (artefact === 'agreement' && !isOfOne(detail, proposals)) continue
    found.get(caseId)?.set(artefact, outcome)
  }
  for (const area of areas) {
    if (!area.artefacts) continue
    for (const [caseId, there] of await area.artefacts(db, caseIds)) {
      const own = found.get(caseId)
      for (const artefact of there) if (own && !own.has(artefact)) own.set(artefact, null)
    }
  }
  return found
}

/** Whether an agreement is to one of these proposals: one to an earlier proposal is of no use. */
function isOfOne(detail: string, proposals: ReadonlySet<string>): boolean {
  return proposals.has((JSON.parse(detail) as { proposalId: string }).proposalId)
}

/** Which needs are not met. */
export function missingOf(
  caseId: string,
  needs: readonly Need[],
  there: Artefacts | undefined
): Missing[] {
  return needs
    .filter(({ artefact, outcomes }) => {
      if (!there?.has(artefact)) return true
      return outcomes !== undefined && !outcomes.includes(there.get(artefact) ?? '')
    })
    .map(({ artefact, outcomes }) => ({
      artefact,
      ...(outcomes && { outcomes }),
      how: howToGive[artefact].replace('{id}', caseId)
    }))
}
