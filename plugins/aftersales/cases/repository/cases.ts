import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { type ColumnKind, insertAll, isOneOf, rowsFrom } from '#core/database/rows'
import type { Tx } from '#core/transaction'
import type { CaseEventRow, CaseLineRow, CaseRow } from '../tables.ts'

/** Columns of a case that change after it was opened. */
const changing = {
  flow: 'text',
  kind: 'text',
  state: 'text',
  stateSince: 'text',
  customerId: 'text',
  reason: 'text',
  requestedMinor: 'integer',
  ownerRole: 'text',
  owner: 'text',
  dueAt: 'text',
  slaDueAt: 'text',
  externalId: 'text',
  platformStatus: 'text',
  platformVersion: 'text',
  platformModifiedAt: 'text',
  platformDueAt: 'text',
  isSubstantiated: 'integer',
  satisfaction: 'integer',
  reopenings: 'integer',
  reopenedAt: 'text',
  version: 'integer',
  closedAt: 'text',
  updatedAt: 'text'
} as const satisfies Partial<Record<keyof CaseRow, ColumnKind>>

/** Inserts cases; one whose channel has another of this external id is left out. Returns how many went in. */
export function insertCases(tx: Tx, rows: readonly CaseRow[]): Promise<number> {
  return insertAll(tx, 'cases', rows, {
    on: ['channelId', 'externalId'],
    where: 'external_id is not null'
  })
}

export async function insertLines(tx: Tx, rows: readonly CaseLineRow[]): Promise<void> {
  await insertAll(tx, 'caseLines', rows)
}

export async function insertEvents(tx: Tx, rows: readonly CaseEventRow[]): Promise<void> {
  await insertAll(tx, 'caseEvents', rows)
}

/** Writes what may have changed of cases: one statement. */
export async function saveCases(tx: Tx, rows: readonly CaseRow[]): Promise<void> {
  if (rows.length === 0) return
  const columns = { id: 'text', ...changing } as const
  const sets = Object.keys(changing).map(
    (name) => sql`${sql.id(name)} = ${sql.ref(`changed.${name}`)}`
  )
  await sql`update cases set ${sql.join(sets)}
    from ${rowsFrom(tx, 'changed', columns, rows)} where cases.id = changed.id`.execute(tx)
}

/** Cases by id, locked until the transaction ends, in the order of their ids. */
export async function lockCases(tx: Tx, ids: readonly string[]): Promise<Map<string, CaseRow>> {
  if (ids.length === 0) return new Map()
  const lock = tx.dialect === 'postgres' ? sql`for update` : sql``
  const { rows } = await sql<CaseRow>`
    select * from cases where ${isOneOf(tx, 'id', ids)} order by id ${lock}`.execute(tx)
  return byId(rows)
}

export async function findCases(db: Reader, ids: readonly string[]): Promise<Map<string, CaseRow>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .selectFrom('cases')
    .selectAll()
    .where(isOneOf(db, 'id', ids))
    .execute()
  return byId(rows)
}

/** Lines of cases, as they were opened. */
export async function linesOf(db: Reader, caseIds: readonly string[]): Promise<CaseLineRow[]> {
  if (caseIds.length === 0) return []
  return db
    .selectFrom('caseLines')
    .selectAll()
    .where(isOneOf(db, 'caseId', caseIds))
    .orderBy('id')
    .execute()
}

/** Finds cases by what their channels call them: `channelId` and `externalId` of each. One query. */
export async function casesByExternal(
  db: Reader,
  refs: readonly { channelId: string; externalId: string }[]
): Promise<CaseRow[]> {
  if (refs.length === 0) return []
  const columns = { channelId: 'text', externalId: 'text' } as const
  const { rows } = await sql<CaseRow>`
    select cases.* from cases join ${rowsFrom(db, 'named', columns, refs)}
      on cases.channel_id = named.channel_id and cases.external_id = named.external_id
    order by cases.id`.execute(db)
  return rows
}

function byId(rows: readonly CaseRow[]): Map<string, CaseRow> {
  return new Map(rows.map((row) => [row.id, row]))
}
