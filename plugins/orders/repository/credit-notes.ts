import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { insertAll, isOneOf, rowsFrom } from '#core/database/rows'
import type { Tx } from '#core/transaction'
import type { CreditNoteLineRow, CreditNoteRow } from '../tables.ts'

/** Which of these credit notes are there. */
export async function knownCreditNotes(
  db: Reader,
  channelId: string,
  externalIds: readonly string[]
): Promise<Set<string>> {
  const rows = await db
    .selectFrom('creditNotes')
    .select('externalId')
    .where('channelId', '=', channelId)
    .where(isOneOf(db, 'externalId', externalIds))
    .execute()
  return new Set(rows.map(({ externalId }) => externalId))
}

export async function insertCreditNotes(
  tx: Tx,
  notes: readonly CreditNoteRow[],
  lines: readonly CreditNoteLineRow[]
): Promise<void> {
  await insertAll(tx, 'creditNotes', notes)
  await insertAll(tx, 'creditNoteLines', lines)
}

/** Credit notes of a channel that have no order, and name one of these. */
export async function earlyNotesOf(
  db: Reader,
  channelId: string,
  orderExternalIds: readonly string[]
): Promise<CreditNoteRow[]> {
  return db
    .selectFrom('creditNotes')
    .selectAll()
    .where('channelId', '=', channelId)
    .where('orderId', 'is', null)
    .where(isOneOf(db, 'orderExternalId', orderExternalIds))
    .orderBy('id')
    .execute()
}

/** Gives credit notes their orders. */
export async function setOrders(
  tx: Tx,
  notes: readonly { id: string; orderId: string }[]
): Promise<void> {
  await sql`update credit_notes set order_id = matched.order_id
    from ${rowsFrom(tx, 'matched', { id: 'text', orderId: 'text' }, notes)}
    where credit_notes.id = matched.id`.execute(tx)
}

/** Adds what credit notes give back to the orders they belong to. Amounts of credit notes are negative. */
export async function addRefunds(
  tx: Tx,
  notes: readonly { orderId: string | null; totalMinor: number }[]
): Promise<void> {
  const sums = new Map<string, number>()
  for (const { orderId, totalMinor } of notes) {
    sums.set(orderId!, (sums.get(orderId!) ?? 0) - totalMinor)
  }
  if (sums.size === 0) return
  const rows = [...sums].map(([orderId, amount]) => ({ orderId, amount }))
  await sql`update orders set
      refunded_minor = refunded_minor + refunds.amount,
      refund_state = case when refunded_minor + refunds.amount >= total_minor then 'full' else 'partial' end,
      payment_state = case when state in ('draft', 'awaiting_payment')
        and paid_minor <= refunded_minor + refunds.amount then 'unpaid' else payment_state end,
      version = version + 1,
      updated_at = ${tx.now}
    from ${rowsFrom(tx, 'refunds', { orderId: 'text', amount: 'integer' }, rows)}
    where orders.id = refunds.order_id`.execute(tx)
}

/** Lines of credit notes. */
export async function creditLinesOf(
  db: Reader,
  noteIds: readonly string[]
): Promise<CreditNoteLineRow[]> {
  return db
    .selectFrom('creditNoteLines')
    .selectAll()
    .where(isOneOf(db, 'creditNoteId', noteIds))
    .orderBy('creditNoteId')
    .orderBy('position')
    .execute()
}
