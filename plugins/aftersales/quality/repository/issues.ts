import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { type Page, pageOf } from '#core/database/keyset'
import { insertAll, isOneOf, rowsFrom } from '#core/database/rows'
import type { Tx } from '#core/transaction'
import type { Reasons } from '../../cases/reasons.ts'
import type { IssuesQueryShape } from '../schema.ts'
import type { QualityIssueRow, QualitySubject } from '../tables.ts'
import type { Window } from '../window.ts'
import { isCounted, reasonsFrom } from './figures.ts'

/** Inserts issues, those whose subject has no open one. Returns the ids of those that are new. */
export async function insertIssues(tx: Tx, rows: readonly QualityIssueRow[]): Promise<Set<string>> {
  if (rows.length === 0) return new Set()
  await insertAll(tx, 'qualityIssues', rows, {
    ...{ on: ['subjectType', 'subject'], where: 'ended_at is null' }
  })
  const there = await tx
    .selectFrom('qualityIssues')
    .select('id')
    .where(
      isOneOf(
        tx,
        'id',
        rows.map(({ id }) => id)
      )
    )
    .execute()
  return new Set(there.map(({ id }) => id))
}

/** Open issues of subjects. */
export async function openIssues(
  db: Reader,
  subjectType: QualitySubject,
  subjects: readonly string[]
): Promise<QualityIssueRow[]> {
  return db
    .selectFrom('qualityIssues')
    .selectAll()
    .where('subjectType', '=', subjectType)
    .where(isOneOf(db, 'subject', subjects))
    .where('endedAt', 'is', null)
    .execute()
}

/** The issue of each subject that ended last. */
export async function lastEnded(
  db: Reader,
  subjectType: QualitySubject,
  subjects: readonly string[]
): Promise<Map<string, { id: string; endedAt: string }>> {
  const { rows } = await sql<{ id: string; subject: string; endedAt: string }>`
    select id, subject, ended_at from quality_issues
    where subject_type = ${subjectType} and ${isOneOf(db, 'subject', subjects)}
      and ended_at is not null
    order by ended_at, id`.execute(db)
  return new Map(rows.map(({ subject, ...issue }) => [subject, issue]))
}

/** Writes what open issues come to now. */
export async function remeasure(
  tx: Tx,
  rows: readonly Pick<QualityIssueRow, 'id' | 'unitsInCases' | 'cases' | 'unitsSold' | 'rateBps'>[]
): Promise<void> {
  if (rows.length === 0) return
  const columns = {
    id: 'text',
    unitsInCases: 'integer',
    cases: 'integer',
    unitsSold: 'integer',
    rateBps: 'integer'
  } as const
  await sql`update quality_issues set units_in_cases = now.units_in_cases, cases = now.cases,
      units_sold = now.units_sold, rate_bps = now.rate_bps, measured_at = ${tx.now}
    from ${rowsFrom(tx, 'now', columns, rows)} where quality_issues.id = now.id`.execute(tx)
}

const belongs = {
  sku: sql`l.sku = i.subject`,
  supplier: sql`l.sku in (select sku from quality_skus where supplier = i.subject)`,
  reason: sql`l.reason = i.subject`
} as const satisfies Record<QualitySubject, unknown>

/** Adds the cases that open issues of one kind of subject are about: one statement. */
export async function addEvidence(
  tx: Tx,
  {
    by,
    issueIds,
    window,
    reasons
  }: { by: QualitySubject; issueIds: readonly string[]; window: Window; reasons: Reasons }
): Promise<void> {
  await sql`insert into quality_issue_cases (issue_id, case_id)
    select distinct i.id, c.id
    from quality_issues i join case_lines l on ${belongs[by]}
    join cases c on c.id = l.case_id
    join ${reasonsFrom(tx, reasons)} on r.code = l.reason and r.reason_class = i.reason_class
    where ${isOneOf(tx, 'i.id', issueIds)} and c.opened_at >= ${window.from}
      and c.opened_at < ${window.to} and (i.counts_after is null or c.opened_at > i.counts_after)
      and ${isCounted}
    on conflict (issue_id, case_id) do nothing`.execute(tx)
}

export async function findIssue(db: Reader, id: string): Promise<QualityIssueRow | undefined> {
  return db.selectFrom('qualityIssues').selectAll().where('id', '=', id).executeTakeFirst()
}

/** An issue, locked until the transaction ends. */
export async function lockIssue(tx: Tx, id: string): Promise<QualityIssueRow | undefined> {
  return tx
    .updateTable('qualityIssues')
    .set({ version: sql<number>`version` })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst()
}

export async function saveIssue(tx: Tx, { id, ...row }: QualityIssueRow): Promise<void> {
  await tx.updateTable('qualityIssues').set(row).where('id', '=', id).execute()
}

/** One page of issues, newest first. */
export function listIssues(db: Reader, query: IssuesQueryShape): Promise<Page<QualityIssueRow>> {
  const { limit, after, state, subjectType, subject } = query
  let rows = db.selectFrom('qualityIssues').selectAll()
  if (state !== undefined) rows = rows.where('state', '=', state)
  if (subjectType !== undefined) rows = rows.where('subjectType', '=', subjectType)
  if (subject !== undefined) rows = rows.where('subject', '=', subject)
  return pageOf(rows, { list: 'quality-issues', sort: ['-id'], limit, after })
}

/** One page of the cases that an issue is about. */
export function listIssueCases(
  db: Reader,
  issueId: string,
  paging: { limit: number; after?: string }
): Promise<Page<{ caseId: string }>> {
  const rows = db.selectFrom('qualityIssueCases').select('caseId').where('issueId', '=', issueId)
  return pageOf(rows, { list: 'quality-issue-cases', sort: ['-caseId'], ...paging })
}
