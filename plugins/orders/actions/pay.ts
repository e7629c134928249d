import { newId } from '#core/ids'
import type { Tx } from '#core/transaction'
import { PaymentExceedsDue } from '../errors.ts'
import type { PricingSource } from '../price.ts'
import type { OrderRecord } from '../record.ts'
import { insertPayment } from '../repository/lists.ts'
import type { PaymentInputShape } from '../schema.ts'
import { type SettleParts, settle } from '../settle.ts'
import { assertStep } from '../states.ts'

/**
 * Records a payment; the order is paid once nothing is due.
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
  assertStep(row, 'paid', 'person')
  const wholeMinor = Math.max(0, row.totalMinor - row.paidMinor)
  const { id: orderId, paidMinor } = row
  const { terms } = parts.pricing
  const dueMinor = terms
    ? await terms(tx, { orderId, dueMinor: wholeMinor, paidMinor })
    : wholeMinor
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
  if (amount === wholeMinor) row.ownState = 'paid'
  record.entry = { kind: 'paid', detail: { amountMinor: amount, method, reference } }
  await settle(tx, parts, [record])
  return record
}
