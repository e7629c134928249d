import type { Reader } from '#core/database/db'
import type { CaseViewer } from '../cases/present.ts'
import type { CaseRow } from '../cases/tables.ts'
import type { AftersalesScope } from '../scope.ts'
import { abilitiesOf } from './abilities.ts'
import { lastDecisions } from './repository/decisions.ts'
import { platformCasesOf } from './repository/platform-cases.ts'
import type { PlatformDecisionRow } from './tables.ts'

const shownMax = 20

/** What the answer about a case says of its platform: see `PlatformFields`. */
export async function platformAnswer(
  db: Reader,
  scope: AftersalesScope,
  { row, viewer }: { row: Readonly<CaseRow>; viewer: Pick<CaseViewer, 'canSeePersonal'> }
) {
  const able = await abilitiesOf(db, scope, row)
  const told = (await platformCasesOf(db, [row.id])).get(row.id)
  const decisions = await lastDecisions(db, row.id, shownMax)
  return {
    platformCan: able && { ...able.can, pausedReason: able.pausedReason },
    platformReason: viewer.canSeePersonal ? (told?.rawReason ?? null) : null,
    platformConflict: conflictOf(row, decisions[0]),
    platformDecisions: decisions.map((one) => presentDecision(one, viewer))
  }
}

export function presentDecision(
  { caseId: _, writeId: __, note, evidenceIds, ...row }: PlatformDecisionRow,
  { canSeePersonal }: Pick<CaseViewer, 'canSeePersonal'>
) {
  return {
    ...row,
    note: canSeePersonal ? note : null,
    evidenceIds: JSON.parse(evidenceIds) as string[]
  }
}

/** That the last decision met a newer case, as long as nobody has decided anew. */
function conflictOf(row: Readonly<CaseRow>, last: PlatformDecisionRow | undefined) {
  if (last?.state !== 'conflict' || row.closedAt !== null) return null
  const { id: decisionId, platformVersion: decidedOn, reason } = last
  return { decisionId, decidedOn, current: row.platformVersion, reason }
}
