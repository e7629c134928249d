import type { Reader } from '#core/database/db'
import type { Page } from '#core/database/keyset'
import { NotFound } from '#core/http/errors'
import type { AftersalesScope } from '../scope.ts'
import { reopenUntil, ruleOf, stepsOf } from './flows/flow.ts'
import { type Artefacts, artefactsFor, missingOf } from './missing.ts'
import {
  type CaseViewer,
  presentArtefact,
  presentCase,
  presentEvent,
  presentEvidence,
  presentMessage
} from './present.ts'
import { artefactsOf } from './repository/artefacts.ts'
import { findCases, linesOf } from './repository/cases.ts'
import { evidenceOf } from './repository/evidence.ts'
import { lastEvents, lastMessages, listCases } from './repository/lists.ts'
import type { CasesQueryShape } from './schema/inputs.ts'
import type { CaseLineRow, CaseRow } from './tables.ts'

/** One page of cases with their lines, newest first: two queries. */
export async function readCases(
  db: Reader,
  query: CasesQueryShape,
  now: string
): Promise<Page<ReturnType<typeof presentCase>>> {
  const { data: rows, next } = await listCases(db, query, now)
  const lines = byCase(
    await linesOf(
      db,
      rows.map(({ id }) => id)
    )
  )
  return { data: rows.map((row) => presentCase(row, lines.get(row.id) ?? [], { now })), next }
}

/** A case with everything that belongs to it, and where it may go from here. Errors: NOT_FOUND. */
export async function readCase(
  db: Reader,
  scope: AftersalesScope,
  { id, viewer }: { id: string; viewer: CaseViewer }
) {
  const row = (await findCases(db, [id])).get(id)
  if (!row) throw new NotFound({ what: 'case', id })
  const there = (await artefactsFor(db, scope, [id])).get(id)
  const more: object[] = []
  for (const area of scope.areas) {
    if (area.answers) more.push(await area.answers(db, row, viewer))
  }
  return {
    ...Object.assign({}, ...more),
    ...presentCase(row, await linesOf(db, [id]), viewer),
    description: viewer.canSeePersonal ? row.description : null,
    next: nextSteps(row, there, scope.ctx.options.cases.reopenWithinDays, viewer.now),
    artefacts: (await artefactsOf(db, [id])).map((one) => presentArtefact(one, viewer)),
    evidence: (await evidenceOf(db, [id])).map((one) => presentEvidence(one, viewer)),
    messages: (await lastMessages(db, id)).map((one) => presentMessage(one, viewer)),
    events: (await lastEvents(db, id)).map(presentEvent)
  }
}

/** Where a case may go, with what is missing for each; where it may no longer be reopened, that is left out. */
function nextSteps(row: CaseRow, there: Artefacts | undefined, days: number, now: string) {
  return stepsOf(row).flatMap(({ to, needs, isReopening }) => {
    const until = isReopening ? reopenUntil(row, days) : null
    if (until !== null && now > until) return []
    const { title } = ruleOf({ flow: row.flow, state: to })
    return [{ to, title, missing: missingOf(row.id, needs, there), until }]
  })
}

function byCase(lines: readonly CaseLineRow[]): Map<string, CaseLineRow[]> {
  const grouped = new Map<string, CaseLineRow[]>()
  for (const line of lines) {
    const known = grouped.get(line.caseId)
    if (known) known.push(line)
    else grouped.set(line.caseId, [line])
  }
  return grouped
}
