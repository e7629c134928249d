import { newId } from '#core/ids'
import type { Tx } from '#core/transaction'
import { givenUpOf, heldOf, setDue, unpaidOf } from '../due.ts'
import { PaymentExceedsDue } from '../errors.ts'
import type { PricingSource } from '../price.ts'
import { holdsOf, type OrderRecord } from '../record.ts'
import { insertPayment } from '../repository/lists.ts'
import { dueOf } from '../repository/money.ts'
import type { PaymentInputShape } from '../schema.ts'
import { type SettleParts, settle } from '../settle.ts'
import { assertStep } from '../states.ts'

/**
 * Records a payment; the order is paid once nothing is due of what is left of it. One that was changed since, and is on hold
 * for the difference, is free again once that is paid.
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
  const wholeMinor = isHeld
    ? await dueOf(tx, row.id)
    : unpaidOf(record, await givenUpOf(tx, record))
  const { terms } = parts.pricing
  const dueMinor =
    terms && !isHeld
      ? await terms(tx, { orderId: row.id, dueMinor: wholeMinor, paidMinor: heldOf(row) })
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
  if (isHeld) await setDue(tx, record, wholeMinor - amount)
  else if (amount === wholeMinor) row.ownState = 'paid'
  record.entry = { kind: 'paid', detail: { amountMinor: amount, method, reference } }
  await settle(tx, parts, [record])
  return record
}
