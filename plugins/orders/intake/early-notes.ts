import type { Tx } from '#core/transaction'
import type { CreditNoteEvent } from '../api.ts'
import type { OrderRecord } from '../record.ts'
import { earlyNotesOf, setOrders } from '../repository/credit-notes.ts'

/**
 * Counts the credit notes that came before the orders they name, as a channel's pages may have it. The orders are changed in
 * memory: whoever works on them writes them. One query for any number, and one more where there are such notes.
 */
export async function takeEarlyNotes(
  tx: Tx,
  channelId: string,
  records: readonly OrderRecord[]
): Promise<CreditNoteEvent[]> {
  if (records.length === 0) return []
  const rows = new Map(records.map(({ row }) => [row.externalId, row]))
  const early = await earlyNotesOf(tx, channelId, [...rows.keys()])
  if (early.length === 0) return []
  const notes = early.map((note) => ({ ...note, orderId: rows.get(note.orderExternalId!)!.id }))
  await setOrders(tx, notes)
  for (const { orderExternalId, reason, totalMinor } of notes) {
    if (reason === 'badDebt') continue
    const row = rows.get(orderExternalId!)!
    row.refundedMinor -= totalMinor
    row.refundState = row.refundedMinor >= row.totalMinor ? 'full' : 'partial'
  }
  tx.audit(
    notes.map(({ id, externalId, orderId }) => ({
      action: 'credit-note.matched',
      subjectType: 'creditNote',
      subjectId: id,
      after: { externalId, orderId }
    }))
  )
  return notes.map(({ id, reason, orderId }) => ({ creditNoteId: id, channelId, reason, orderId }))
}
