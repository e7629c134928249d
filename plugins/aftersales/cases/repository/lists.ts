import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { type Page, pageOf } from '#core/database/keyset'
import type { PageQueryShape } from '#core/http/schemas'
import type { CasesQueryShape } from '../schema/inputs.ts'
import type { CaseEventRow, CaseMessageRow, CaseRow } from '../tables.ts'

const columns = ['state', 'flow', 'kind', 'channelId', 'owner', 'orderId'] as const
const moreColumns = ['customerId', 'reason', 'externalId'] as const

/** One page of cases, newest first: one query. */
export function listCases(db: Reader, query: CasesQueryShape, now: string): Promise<Page<CaseRow>> {
  const { limit, after, sku, open, overdue } = query
  let rows = db.selectFrom('cases').selectAll()
  for (const name of [...columns, ...moreColumns]) {
    const value = query[name]
    if (value !== undefined) rows = rows.where(name, '=', value)
  }
  if (sku !== undefined) {
    rows = rows.where(
      'id',
      'in',
      db.selectFrom('caseLines').select('caseId').where('sku', '=', sku)
    )
  }
  if (open !== undefined) rows = rows.where('closedAt', open ? 'is' : 'is not', null)
  if (overdue !== undefined) {
    const isOverdue = sql<boolean>`(closed_at is null and due_at is not null and due_at < ${now})`
    rows = rows.where(overdue ? isOverdue : sql<boolean>`not ${isOverdue}`)
  }
  return pageOf(rows, { list: 'cases', sort: ['-openedAt', '-id'], limit, after })
}

/** One page of what was said in a case, newest first. */
export function listMessages(
  db: Reader,
  caseId: string,
  { limit, after }: PageQueryShape
): Promise<Page<CaseMessageRow>> {
  const rows = db.selectFrom('caseMessages').selectAll().where('caseId', '=', caseId)
  return pageOf(rows, { list: 'case-messages', sort: ['-at', '-id'], limit, after })
}

/** One page of what happened to a case, newest first. */
export function listEvents(
  db: Reader,
  caseId: string,
  { limit, after }: PageQueryShape
): Promise<Page<CaseEventRow>> {
  const rows = db.selectFrom('caseEvents').selectAll().where('caseId', '=', caseId)
  return pageOf(rows, { list: 'case-events', sort: ['-id'], limit, after })
}

/** The last hundred things that were said in a case, oldest first. */
export async function lastMessages(db: Reader, caseId: string): Promise<CaseMessageRow[]> {
  return (await listMessages(db, caseId, { limit: 100 })).data.reverse()
}

/** The last hundred things that happened to a case, oldest first. */
export async function lastEvents(db: Reader, caseId: string): Promise<CaseEventRow[]> {
  return (await listEvents(db, caseId, { limit: 100 })).data.reverse()
}
