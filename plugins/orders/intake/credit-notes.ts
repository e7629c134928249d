import type { ChannelCreditNote } from '#core/channel/documents'
import { newId } from '#core/ids'
import type { Tx } from '#core/transaction'
import type { IntakeSource } from '../api.ts'
import { addRefunds, insertCreditNotes, knownCreditNotes } from '../repository/credit-notes.ts'
import { findByExternalId, lockIntake } from '../repository/records.ts'
import type { CreditNoteLineRow, CreditNoteRow, OrderRow } from '../tables.ts'

/** Takes in credit notes; a second one with the same id is the same one. See `OrdersService.intakeCreditNotes`. */
export async function intakeCreditNotes(
  tx: Tx,
  { channelId }: IntakeSource,
  notes: readonly ChannelCreditNote[]
): Promise<number> {
  if (notes.length === 0) return 0
  await lockIntake(tx, channelId)
  const byId = new Map(notes.map((note) => [note.externalId, note]))
  const known = await knownCreditNotes(tx, channelId, [...byId.keys()])
  const fresh = [...byId.values()].filter(({ externalId }) => !known.has(externalId))
  const wanted = fresh.flatMap(({ orderExternalId }) => orderExternalId ?? [])
  const orders =
    wanted.length > 0
      ? await findByExternalId(tx, channelId, [...new Set(wanted)])
      : new Map<string, OrderRow>()
  const lines: CreditNoteLineRow[] = []
  const rows = fresh.map((note): CreditNoteRow => {
    const id = newId('crn')
    note.lines.forEach((line, position) => {
      lines.push({ creditNoteId: id, position, orderLineId: null, ...pick(line) })
    })
    return {
      id,
      channelId,
      externalId: note.externalId,
      reason: note.reason,
      orderId: orders.get(note.orderExternalId ?? '')?.id ?? null,
      orderExternalId: note.orderExternalId,
      currency: note.currency,
      totalMinor: note.lines.reduce((sum, line) => sum + line.totalMinor, 0),
      customerRef: note.buyer.externalId,
      issuedAt: note.issuedAt,
      createdAt: tx.now,
      shippingMinor: 0,
      otherMinor: 0
    }
  })
  await writeCreditNotes(tx, rows, { lines, orders: [...orders.values()], action: 'taken' })
  return rows.length
}

/** Writes credit notes that are new, counts what they give back, and tells of both. */
export async function writeCreditNotes(
  tx: Tx,
  rows: readonly CreditNoteRow[],
  more: { lines: readonly CreditNoteLineRow[]; orders: readonly OrderRow[]; action: string }
): Promise<void> {
  await insertCreditNotes(tx, rows, more.lines)
  const refunds = rows.filter(({ orderId, reason }) => orderId !== null && reason !== 'badDebt')
  await addRefunds(tx, refunds)
  await tellRefunded(tx, refunds, new Map(more.orders.map((order) => [order.id, order])))
  await tx.emit(
    'creditNote.issued',
    rows.map(({ id, channelId, reason, orderId }) => ({
      creditNoteId: id,
      channelId,
      reason,
      orderId
    }))
  )
  tx.audit(
    rows.map((row) => ({
      action: `credit-note.${more.action}`,
      subjectType: 'creditNote',
      subjectId: row.id,
      after: { externalId: row.externalId, totalMinor: row.totalMinor, orderId: row.orderId }
    }))
  )
}

/** That money was given back changes what an order is worth to those who sum it up. */
async function tellRefunded(
  tx: Tx,
  refunds: readonly CreditNoteRow[],
  orders: ReadonlyMap<string, OrderRow>
): Promise<void> {
  const refunded = new Set(refunds.map(({ orderId }) => orderId!))
  await tx.emit(
    'order.changed',
    [...refunded]
      .map((id) => orders.get(id)!)
      .map(({ id, channelId, externalId, state }) => ({
        orderId: id,
        channelId,
        externalId,
        state
      }))
  )
}

function pick({ sku, title, quantity, totalMinor }: ChannelCreditNote['lines'][number]) {
  return { sku, title, quantity, totalMinor }
}
