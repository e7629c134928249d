import { type RawBuilder, sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { insertAll, isOneOf, rowsFrom } from '#core/database/rows'
import type { Tx } from '#core/transaction'
import { customersFrom } from '../rule/context.ts'
import type { CrmSegmentMemberRow } from '../tables.ts'

/** A segment with the condition its members meet. */
export interface ConditionedSegment {
  id: string
  fits: RawBuilder<boolean>
}

/** A customer in a segment. */
export interface Membership {
  segmentId: string
  customerId: string
}

/** Segments asked for in one statement: a database takes a limited number of columns. */
const columnsMax = 100

/** Who of these customers fits which segment. One query for up to a hundred segments, whatever the number of customers. */
export async function fitting(
  db: Reader,
  segments: readonly ConditionedSegment[],
  customerIds: readonly string[]
): Promise<Membership[]> {
  const memberships: Membership[] = []
  const among = (column: string) => isOneOf(db, column, customerIds)
  for (let from = 0; from < segments.length; from += columnsMax) {
    const some = segments.slice(from, from + columnsMax)
    const columns = some.map(
      ({ fits }, at) => sql`case when ${fits} then 1 else 0 end as ${sql.raw(`fits${at}`)}`
    )
    const { rows } = await sql<Record<string, unknown> & { id: string }>`
      select customer.id, ${sql.join(columns)} from ${customersFrom(db, among)}
      where ${among('customer.id')} and customer.state = 'active'`.execute(db)
    for (const row of rows) {
      some.forEach(({ id: segmentId }, at) => {
        if (row[`fits${at}`] === 1) {
          memberships.push({ segmentId, customerId: row.id })
        }
      })
    }
  }
  return memberships
}

/** Which segments these customers are in now. */
export async function membershipsOf(
  db: Reader,
  customerIds: readonly string[]
): Promise<Membership[]> {
  if (customerIds.length === 0) return []
  return db
    .selectFrom('crmSegmentMembers')
    .select(['segmentId', 'customerId'])
    .where(isOneOf(db, 'customerId', customerIds))
    .execute()
}

/** Members of a segment by id: those after one, at most a limit. */
export async function membersAfter(
  db: Reader,
  segmentId: string,
  { after, limit }: { after: string; limit: number }
): Promise<string[]> {
  const rows = await db
    .selectFrom('crmSegmentMembers')
    .select('customerId')
    .where('segmentId', '=', segmentId)
    .where('customerId', '>', after)
    .orderBy('customerId')
    .limit(limit)
    .execute()
  return rows.map(({ customerId }) => customerId)
}

/** Handles of the segments that customers are in. */
export async function handlesOf(
  db: Reader,
  customerIds: readonly string[]
): Promise<Map<string, Set<string>>> {
  const handles = new Map<string, Set<string>>()
  if (customerIds.length === 0) return handles
  const rows = await db
    .selectFrom('crmSegmentMembers')
    .innerJoin('crmSegments', 'crmSegments.id', 'crmSegmentMembers.segmentId')
    .select(['customerId', 'handle'])
    .where(isOneOf(db, 'customerId', customerIds))
    .execute()
  for (const { customerId, handle } of rows) {
    const own = handles.get(customerId)
    if (own) own.add(handle)
    else handles.set(customerId, new Set([handle]))
  }
  return handles
}

/** The segments customers are in, as a part of a query; see `CrmProvides.groupsOf`. */
export function segmentsQuery(db: Reader, customerIds: readonly string[]): RawBuilder<unknown> {
  return sql`select member.customer_id, 'segment' as kind, segment.handle, 0 as level
    from crm_segment_members as member join crm_segments as segment on segment.id = member.segment_id
    where ${isOneOf(db, 'member.customerId', customerIds)}`
}

export async function insertMembers(tx: Tx, rows: readonly CrmSegmentMemberRow[]): Promise<void> {
  await insertAll(tx, 'crmSegmentMembers', rows, { on: ['segmentId', 'customerId'] })
}

export async function deleteMembers(tx: Tx, gone: readonly Membership[]): Promise<void> {
  if (gone.length === 0) return
  const rows = rowsFrom(
    tx,
    'gone',
    { segmentId: 'text', customerId: 'text' },
    gone.map((one) => ({ ...one }))
  )
  await sql`delete from crm_segment_members where (segment_id, customer_id) in
    (select segment_id, customer_id from ${rows})`.execute(tx)
}

/**
 * Customers who are in a segment and do not fit it, or the other way round, by id: after one, at most a limit. The whole
 * shop in one query.
 */
export async function drifted(
  db: Reader,
  { id, fits }: ConditionedSegment,
  { after, limit }: { after: string; limit: number }
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select customer.id from ${customersFrom(db)}
      left join crm_segment_members as member
        on member.customer_id = customer.id and member.segment_id = ${id}
    where customer.id > ${after}
      and (case when customer.state = 'active' and ${fits} then 1 else 0 end)
        <> (case when member.customer_id is null then 0 else 1 end)
    order by customer.id limit ${limit}`.execute(db)
  return rows.map((row) => row.id)
}

/** How many customers fit, and some of them. One query; not sorted, since that takes as long again. */
export async function countFitting(
  db: Reader,
  fits: RawBuilder<boolean>,
  sampleSize: number
): Promise<{ size: number; customerIds: string[] }> {
  const { rows } = await sql<{ id: string; size: number }>`
    select customer.id, count(*) over () as size from ${customersFrom(db)}
    where customer.state = 'active' and ${fits} limit ${sampleSize}`.execute(db)
  return { size: rows[0]?.size ?? 0, customerIds: rows.map(({ id }) => id) }
}

/** How many customers are in each of these segments. */
export async function sizesOf(db: Reader, ids: readonly string[]): Promise<Map<string, number>> {
  if (ids.length === 0) return new Map()
  const { rows } = await sql<{ segmentId: string; size: number }>`
    select segment_id, count(*) as size from crm_segment_members
    where ${isOneOf(db, 'segment_id', ids)} group by segment_id`.execute(db)
  return new Map(rows.map(({ segmentId, size }) => [segmentId, size]))
}

/** How many customers are in both of two segments. */
export async function overlapOf(db: Reader, one: string, other: string): Promise<number> {
  const { rows } = await sql<{ both: number }>`
    select count(*) as "both" from crm_segment_members as one
      join crm_segment_members as other
        on other.customer_id = one.customer_id and other.segment_id = ${other}
    where one.segment_id = ${one}`.execute(db)
  return rows[0]!.both
}

/** Takes all that a customer's account no longer stands for out of every segment. Returns what it was in. */
export async function dropMembers(tx: Tx, customerIds: readonly string[]): Promise<Membership[]> {
  const gone = await membershipsOf(tx, customerIds)
  await deleteMembers(tx, gone)
  return gone
}
