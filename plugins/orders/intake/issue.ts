import { NotFound } from '#core/http/errors'
import { newId } from '#core/ids'
import type { Tx } from '#core/transaction'
import type { RefundNote } from '../money-api.ts'
import { knownCreditNotes } from '../repository/credit-notes.ts'
import { lockOrders } from '../repository/records.ts'
import type { CreditNoteLineRow, CreditNoteRow, OrderRow } from '../tables.ts'
import { writeCreditNotes } from './credit-notes.ts'

/** See `OrdersService.issueCreditNotes`. */
export async function issueCreditNotes(tx: Tx, notes: readonly RefundNote[]): Promise<void> {
  if (notes.length === 0) return
  const found = await lockOrders(tx, [...new Set(notes.map(({ orderId }) => orderId))])
  const orders = new Map(found.map((order) => [order.id, order]))
  const fresh = await freshNotes(tx, notes, orders)
  const lines: CreditNoteLineRow[] = []
  const rows = fresh.map((note) => {
    const id = newId('crn')
    note.lines.forEach(({ amountMinor, quantity, ...line }, position) => {
      lines.push({
        ...{ creditNoteId: id, position, ...line },
        ...{ quantity: negative(quantity), totalMinor: negative(amountMinor) }
      })
    })
    return rowOf(id, note, { order: orders.get(note.orderId)!, now: tx.now })
  })
  if (rows.length === 0) return
  await writeCreditNotes(tx, rows, { lines, orders: found, action: 'issued' })
}

/** Those that are not there yet, each once. One query a channel: notes of one call are of one as a rule. */
async function freshNotes(
  tx: Tx,
  notes: readonly RefundNote[],
  orders: ReadonlyMap<string, OrderRow>
): Promise<RefundNote[]> {
  const byChannel = new Map<string, Map<string, RefundNote>>()
  for (const note of notes) {
    const order = orders.get(note.orderId)
    if (!order) throw new NotFound({ what: 'order', id: note.orderId })
    const own = byChannel.get(order.channelId) ?? new Map<string, RefundNote>()
    byChannel.set(order.channelId, own.set(note.externalId, note))
  }
  const fresh: RefundNote[] = []
  for (const [channelId, own] of byChannel) {
    const known = await knownCreditNotes(tx, channelId, [...own.keys()])
    fresh.push(...[...own.values()].filter(({ externalId }) => !known.has(externalId)))
  }
  return fresh
}

function rowOf(
  id: string,
  note: RefundNote,
  { order, now }: { order: OrderRow; now: string }
): CreditNoteRow {
  const { externalId, reason, currency, shippingMinor, otherMinor } = note
  const goodsMinor = note.lines.reduce((sum, { amountMinor }) => sum + amountMinor, 0)
  return {
    ...{ id, channelId: order.channelId, externalId, reason, orderId: order.id },
    orderExternalId: order.externalId,
    currency,
    totalMinor: negative(goodsMinor + shippingMinor + otherMinor),
    customerRef: order.customerRef,
    issuedAt: now,
    createdAt: now,
    shippingMinor: negative(shippingMinor),
    otherMinor: negative(otherMinor)
  }
}

function negative(amount: number): number {
  return amount === 0 ? 0 : -amount
}
