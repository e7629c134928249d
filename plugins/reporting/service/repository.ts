import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { insertAll, isOneOf } from '#core/database/rows'
import type { Tx } from '#core/transaction'
import type { ReportCaseRowRow } from './tables.ts'

/** What of a case its figures follow from. */
export interface CountedCase {
  id: string
  flow: string
  channelId: string
  reason: string
  owner: string | null
  satisfaction: number | null
  openedAt: string
  closedAt: string | null
  /** When a person of ours first wrote to the customer. */
  answeredAt: string | null
}

export interface CountedLine {
  caseId: string
  sku: string
  quantity: number
  reason: string
}

/** Cases by id, with the first answer of a person. One statement. */
export async function casesById(db: Reader, ids: readonly string[]): Promise<CountedCase[]> {
  const { rows } = await sql<CountedCase>`
    select cases.id, cases.flow, cases.channel_id, cases.reason, cases.owner, cases.satisfaction,
      cases.opened_at, cases.closed_at,
      (select min(said.at) from case_messages as said where said.case_id = cases.id
        and said.side = 'staff' and said.is_note = 0 and said.is_automatic = 0
        and said.at >= cases.opened_at) as answered_at
    from cases where ${isOneOf(db, 'cases.id', ids)}`.execute(db)
  return rows
}

export async function linesOfCases(db: Reader, ids: readonly string[]): Promise<CountedLine[]> {
  const { rows } = await sql<CountedLine>`
    select case_id, sku, quantity, reason from case_lines
    where ${isOneOf(db, 'caseId', ids)}`.execute(db)
  return rows
}

/** Ids of cases after one, in order. */
export async function caseIdsAfter(db: Reader, after: string, limit: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from cases where id > ${after} order by id limit ${limit}`.execute(db)
  return rows.map(({ id }) => id)
}

/** Puts rows in the place of those that cases had. */
export async function replaceCaseRows(
  tx: Tx,
  caseIds: readonly string[],
  rows: readonly ReportCaseRowRow[]
): Promise<void> {
  await sql`delete from report_case_rows where ${isOneOf(tx, 'caseId', caseIds)}`.execute(tx)
  const names = rows[0] ? Object.keys(rows[0]) : []
  const key = ['caseId', 'what', 'sku']
  await insertAll(tx, 'reportCaseRows', rows, {
    on: key,
    update: names.filter((name) => !key.includes(name))
  })
}
