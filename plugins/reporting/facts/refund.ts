import type { CreditNoteLineRow, CreditNoteRow } from '#plugins/orders'
import { buyerKeyOf, type OrderFact } from './contribution.ts'
import type { ReportRefundFactRow } from './tables.ts'

/** A refund with its SKUs read. */
export interface RefundFact extends Omit<ReportRefundFactRow, 'skus'> {
  skus: [sku: string, units: number, minor: number][]
}

/** A credit note with its lines, and the order it belongs to as that was placed. */
export interface NoteNews extends CreditNoteRow {
  rootId: string | null
  lines: readonly Pick<CreditNoteLineRow, 'sku' | 'quantity' | 'totalMinor'>[]
}

/**
 * What a credit note gives back, on the day it was issued. A debt that is written off gives nothing back. Who got it is what
 * the order says, if there is one.
 */
export function refundOf(note: NoteNews, order: OrderFact | null, dayOn: string): RefundFact {
  const bySku = new Map<string, [string, number, number]>()
  const isRefund = note.reason === 'return'
  for (const { sku, quantity, totalMinor } of isRefund ? note.lines : []) {
    const share = bySku.get(sku) ?? [sku, 0, 0]
    bySku.set(sku, share)
    share[1] -= quantity
    share[2] -= totalMinor
  }
  const skus = [...bySku.values()].sort(([a], [b]) => (a < b ? -1 : 1))
  const buyerKey = order ? order.buyerKey : buyerKeyOf(note)
  return {
    creditNoteId: note.id,
    orderId: note.rootId,
    issuedAt: note.issuedAt,
    dayOn,
    channelId: note.channelId,
    country: order?.country ?? null,
    buyerKey,
    customerType: order?.customerType ?? (buyerKey === null ? 'guest' : 'returning'),
    currency: note.currency,
    refunds: isRefund ? 1 : 0,
    units: skus.reduce((sum, [, units]) => sum + units, 0),
    refundMinor: skus.reduce((sum, [, , minor]) => sum + minor, 0),
    skus
  }
}

/** A refund whose order is another kind of order now. */
export function refundWith(refund: RefundFact, order: OrderFact): RefundFact {
  const { country, buyerKey, customerType } = order
  return { ...refund, country, buyerKey, customerType }
}

/** The refund as it is stored. */
export function rowOfRefund(fact: RefundFact): ReportRefundFactRow {
  return { ...fact, skus: JSON.stringify(fact.skus) }
}

/** A stored refund with its SKUs read. */
export function refundOfRow(row: ReportRefundFactRow): RefundFact {
  return { ...row, skus: JSON.parse(row.skus) as RefundFact['skus'] }
}
