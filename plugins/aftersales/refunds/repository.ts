import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { insertAll, isOneOf, rowsFrom } from '#core/database/rows'
import type { Tx } from '#core/transaction'
import type { RefundLineRow, RefundPartRow, RefundRow } from './tables.ts'

/** A refund with what it is for, and by which payments it goes back. */
export interface WholeRefund {
  refund: RefundRow
  lines: RefundLineRow[]
  parts: RefundPartRow[]
}

export async function insertRefund(tx: Tx, { refund, lines, parts }: WholeRefund): Promise<void> {
  await insertAll(tx, 'refunds', [refund])
  await insertAll(tx, 'refundLines', lines)
  await insertAll(tx, 'refundParts', parts)
}

export async function refundBySource(db: Reader, sourceId: string): Promise<RefundRow | undefined> {
  return db.selectFrom('refunds').selectAll().where('sourceId', '=', sourceId).executeTakeFirst()
}

/** Refunds with lines and parts, by id, in the order of their ids: three queries. */
export async function wholeRefunds(db: Reader, ids: readonly string[]): Promise<WholeRefund[]> {
  if (ids.length === 0) return []
  const refunds = await db
    .selectFrom('refunds')
    .selectAll()
    .where(isOneOf(db, 'id', ids))
    .orderBy('id')
    .execute()
  const { lines, parts } = await belongings(db, ids)
  return refunds.map((refund) => ({
    refund,
    lines: lines.filter(({ refundId }) => refundId === refund.id),
    parts: parts.filter(({ refundId }) => refundId === refund.id)
  }))
}

/** Lines and parts of refunds: two queries. */
export async function belongings(
  db: Reader,
  ids: readonly string[]
): Promise<Pick<WholeRefund, 'lines' | 'parts'>> {
  const lines = await db
    .selectFrom('refundLines')
    .selectAll()
    .where(isOneOf(db, 'refundId', ids))
    .orderBy('refundId')
    .orderBy('position')
    .execute()
  const parts = await db
    .selectFrom('refundParts')
    .selectAll()
    .where(isOneOf(db, 'refundId', ids))
    .orderBy('refundId')
    .orderBy('position')
    .execute()
  return { lines, parts }
}

export async function findPart(db: Reader, id: string): Promise<RefundPartRow | undefined> {
  return db.selectFrom('refundParts').selectAll().where('id', '=', id).executeTakeFirst()
}

/** Parts of a refund that the payment bridge is still to be asked about. */
export async function partsToAsk(db: Reader, refundId: string): Promise<RefundPartRow[]> {
  return db
    .selectFrom('refundParts')
    .selectAll()
    .where('refundId', '=', refundId)
    .where('way', '=', 'bridge')
    .where('state', 'in', ['pending', 'sent'])
    .orderBy('position')
    .execute()
}

/** Notes that whoever gives it back is asked, before it is. False: it is over. */
export async function markSent(tx: Tx, partId: string): Promise<boolean> {
  const { numAffectedRows } =
    await sql`update refund_parts set state = 'sent', attempts = attempts + 1,
      sent_at = coalesce(sent_at, ${tx.now}), updated_at = ${tx.now}
    where id = ${partId} and state in ('pending', 'sent')`.execute(tx)
  return numAffectedRows === 1n
}

/** What has changed of a part. */
export type PartChange = Pick<
  RefundPartRow,
  'id' | 'way' | 'why' | 'state' | 'reference' | 'reason' | 'sentAt' | 'settledAt' | 'updatedAt'
>

export async function saveParts(tx: Tx, changes: readonly PartChange[]): Promise<void> {
  if (changes.length === 0) return
  const columns = {
    id: 'text',
    way: 'text',
    why: 'text',
    state: 'text',
    reference: 'text',
    reason: 'text',
    sentAt: 'text',
    settledAt: 'text',
    updatedAt: 'text'
  } as const
  await sql`update refund_parts set way = change.way, why = change.why, state = change.state,
      reference = change.reference, reason = change.reason, sent_at = change.sent_at,
      settled_at = change.settled_at, updated_at = change.updated_at
    from ${rowsFrom(tx, 'change', columns, changes)} where refund_parts.id = change.id`.execute(tx)
}

export async function saveRefund(tx: Tx, { id, ...row }: RefundRow): Promise<void> {
  await tx.updateTable('refunds').set(row).where('id', '=', id).execute()
}

export async function saveLineAmounts(tx: Tx, lines: readonly RefundLineRow[]): Promise<void> {
  await insertAll(tx, 'refundLines', lines, {
    on: ['refundId', 'position'],
    update: ['amountMinor']
  })
}

/** The last refund that gave money back for a case since it was reopened last; undefined too while one is on its way. */
export async function settlingRefund(db: Reader, caseId: string): Promise<RefundRow | undefined> {
  const { rows } = await sql<RefundRow>`
    select r.* from refunds r join cases c on c.id = r.case_id
    where r.case_id = ${caseId} and r.state in ('done', 'partial')
      and (c.reopened_at is null or r.settled_at >= c.reopened_at)
      and not exists (select 1 from refunds open
        where open.case_id = r.case_id and open.state = 'pending')
    order by r.settled_at desc, r.id desc limit 1`.execute(db)
  return rows[0]
}
