import { newId } from '#core/ids'
import type { Tx } from '#core/transaction'
import { PaymentExceedsDue } from '../errors.ts'
import type { PricingSource } from '../price.ts'
import { holdsOf, type OrderRecord, setHolds } from '../record.ts'
import { insertPayment } from '../repository/lists.ts'
import { dueOf, saveDue } from '../repository/money.ts'
import type { PaymentInputShape } from '../schema.ts'
import { type SettleParts, settle } from '../settle.ts'
import { assertStep } from '../states.ts'

/**
 * Records a payment; the order is paid once nothing is due. One that was changed since, and is on hold for the difference, is
 * free again once that is paid.
 *
 * Errors: ORDER_STATE_ILLEGAL for an order that is paid or over; PAYMENT_EXCEEDS_DUE says what is due; those of the terms
 * by which it is paid.
 */
export async function confirmPayment(
  tx: Tx,
  parts: SettleParts & { pricing: Pick<PricingSource, 'terms'> },
  record: OrderRecord,
  { amountMinor, method, reference, paidAt }: PaymentInputShape
): Promise<OrderRecord> {
  const { row } = record
  const isHeld = holdsOf(row).includes('payment')
  if (!isHeld) assertStep(row, 'paid', 'person')
  const wholeMinor = isHeld ? await dueOf(tx, row.id) : Math.max(0, row.totalMinor - row.paidMinor)
  const { id: orderId, paidMinor } = row
  const { terms } = parts.pricing
  const dueMinor =
    terms && !isHeld ? await terms(tx, { orderId, dueMinor: wholeMinor, paidMinor }) : wholeMinor
  const amount = amountMinor ?? dueMinor
  if (amount > dueMinor) {
    throw new PaymentExceedsDue({ amountMinor: amount, dueMinor, currency: row.currency })
  }
  await insertPayment(tx, {
    id: newId('pay'),
    orderId: row.id,
    amountMinor: amount,
    currency: row.currency,
    method,
    reference: reference ?? null,
    paidAt: paidAt ?? tx.now,
    createdAt: tx.now
  })
  row.recordedMinor += amount
  row.paidMinor += amount
  if (isHeld) await payDue(tx, record, wholeMinor - amount)
  else if (amount === wholeMinor) row.ownState = 'paid'
  record.entry = { kind: 'paid', detail: { amountMinor: amount, method, reference } }
  await settle(tx, parts, [record])
  return record
}

async function payDue(tx: Tx, { row }: OrderRecord, leftMinor: number): Promise<void> {
  await saveDue(tx, row.id, leftMinor)
  if (leftMinor > 0) return
  setHolds(row, new Set(holdsOf(row).filter((cause) => cause !== 'payment')))
}
