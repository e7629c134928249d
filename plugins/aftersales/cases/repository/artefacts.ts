import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { insertAll, isOneOf } from '#core/database/rows'
import type { Tx } from '#core/transaction'
import type { CaseArtefactRow } from '../tables.ts'

export async function insertArtefacts(tx: Tx, rows: readonly CaseArtefactRow[]): Promise<void> {
  await insertAll(tx, 'caseArtefacts', rows)
}

/** The last of each kind of artefact that still counts for cases: recorded since they were reopened last. */
export async function latestArtefacts(
  db: Reader,
  caseIds: readonly string[]
): Promise<CaseArtefactRow[]> {
  if (caseIds.length === 0) return []
  const { rows } = await sql<CaseArtefactRow>`
    select a.* from case_artefacts a join cases c on c.id = a.case_id
    where ${isOneOf(db, 'a.caseId', caseIds)} and a.reopening = c.reopenings
      and not exists (select 1 from case_artefacts later where later.case_id = a.case_id
        and later.artefact = a.artefact and later.reopening = a.reopening
        and (later.case_version, later.id) > (a.case_version, a.id))`.execute(db)
  return rows
}

/** All that was recorded for cases, oldest first. */
export function artefactsOf(db: Reader, caseIds: readonly string[]): Promise<CaseArtefactRow[]> {
  return db
    .selectFrom('caseArtefacts')
    .selectAll()
    .where(isOneOf(db, 'caseId', caseIds))
    .orderBy('caseVersion')
    .orderBy('id')
    .execute()
}
