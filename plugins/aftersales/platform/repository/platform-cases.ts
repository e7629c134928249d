import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { insertAll, isOneOf, rowsFrom } from '#core/database/rows'
import type { Tx } from '#core/transaction'
import type { PlatformCaseRow } from '../tables.ts'

/** Writes what a platform has told of cases last: one statement. */
export async function savePlatformCases(tx: Tx, rows: readonly PlatformCaseRow[]): Promise<void> {
  await insertAll(tx, 'platformCases', rows, {
    on: ['caseId'],
    update: [
      ...['recordId', 'channelId', 'orderExternalId', 'toldFlow', 'toldState'],
      ...['toldKind', 'toldReason', 'isActed', 'rawReason', 'creditedMinor']
    ]
  })
}

/** What platforms have told of cases last, by case. */
export async function platformCasesOf(
  db: Reader,
  caseIds: readonly string[]
): Promise<Map<string, PlatformCaseRow>> {
  if (caseIds.length === 0) return new Map()
  const rows = await db
    .selectFrom('platformCases')
    .selectAll()
    .where(isOneOf(db, 'caseId', caseIds))
    .execute()
  return new Map(rows.map((row) => [row.caseId, row]))
}

/** Records of cases whose orders, named by their channels, were not here: one query. */
export async function recordsOfOrders(
  db: Reader,
  orders: readonly { channelId: string; externalId: string }[]
): Promise<string[]> {
  if (orders.length === 0) return []
  const columns = { channelId: 'text', externalId: 'text' } as const
  const { rows } = await sql<{ recordId: string }>`
    select p.record_id from platform_cases p
    join ${rowsFrom(db, 'placed', columns, orders)}
      on p.channel_id = placed.channel_id and p.order_external_id = placed.external_id
    join cases c on c.id = p.case_id
    where c.order_id is null
    order by p.record_id`.execute(db)
  return rows.map(({ recordId }) => recordId)
}

/** A page of the records of cases that are open, by id: for who reads them once more. */
export async function openRecordsAfter(
  db: Reader,
  { after, limit }: { after: string; limit: number }
): Promise<string[]> {
  const { rows } = await sql<{ recordId: string }>`
    select p.record_id from platform_cases p join cases c on c.id = p.case_id
    where c.closed_at is null and p.record_id > ${after}
    order by p.record_id limit ${limit}`.execute(db)
  return rows.map(({ recordId }) => recordId)
}

/** Gives cases the orders that were not here when they were opened, and takes their lines off: two statements. */
export async function setOrders(
  tx: Tx,
  cases: readonly {
    caseId: string
    orderId: string
    currency: string
    customerId: string | null
  }[]
): Promise<void> {
  const columns = {
    caseId: 'text',
    orderId: 'text',
    currency: 'text',
    customerId: 'text'
  } as const
  await sql`update cases set order_id = placed.order_id, currency = placed.currency,
      customer_id = placed.customer_id, member_id = coalesce(member_id, placed.customer_id)
    from ${rowsFrom(tx, 'placed', columns, cases)} where cases.id = placed.case_id`.execute(tx)
  const ids = cases.map(({ caseId }) => caseId)
  await sql`delete from case_lines where ${isOneOf(tx, 'caseId', ids)}`.execute(tx)
}

/** What refunds have given back for cases, and whether one is on its way, by case; without any: absent. One query. */
export async function refundedOf(
  db: Reader,
  caseIds: readonly string[]
): Promise<Map<string, { doneMinor: number; isOpen: boolean }>> {
  if (caseIds.length === 0) return new Map()
  const { rows } = await sql<{ caseId: string; done: number; open: number }>`
    select case_id, sum(done_minor) as done, max(case state when 'pending' then 1 else 0 end) as open
    from refunds where ${isOneOf(db, 'caseId', caseIds)} group by case_id`.execute(db)
  return new Map(
    rows.map(({ caseId, done, open }) => [
      caseId,
      { doneMinor: Number(done), isOpen: Number(open) === 1 }
    ])
  )
}
