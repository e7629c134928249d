import { ratioOf } from '#core/money'
import type { Tx } from '#core/transaction'
import type { OrderState } from './api.ts'
import { linesAsPaid } from './money.ts'
import { baseState, holdsOf, type OrderRecord, setHolds } from './record.ts'
import { creditedUnits, saveDue } from './repository/money.ts'
import { impliesPaid, isDead } from './states.ts'
import type { OrderRow, PaymentState } from './tables.ts'

/** Units of lines that were given up for money, by line. */
type GivenUp = ReadonlyMap<string, number>
type Order = Pick<OrderRecord, 'row' | 'lines'>

const nothing: GivenUp = new Map()

/** What was paid for an order and not given back. */
export function heldOf({ paidMinor, refundedMinor }: OrderRow): number {
  return Math.max(0, paidMinor - refundedMinor)
}

/** Units that refunds were for. No query for an order without a refund. */
export async function givenUpOf(tx: Tx, { row, lines }: Order): Promise<GivenUp> {
  if (row.refundedMinor === 0) return nothing
  return creditedUnits(
    tx,
    lines.map(({ id }) => id)
  )
}

/**
 * What an order costs without the units that are canceled, or were given up for money: a unit may be both, and is gone once.
 *
 * Rounding: what is gone had cost what a refund of it comes to, so that both sum to the line.
 */
export function worthOf({ row, lines }: Order, givenUp: GivenUp = nothing): number {
  const isWhole = givenUp.size === 0 && lines.every((line) => line.canceledQuantity === 0)
  if (isWhole) return row.totalMinor
  let goneMinor = 0
  for (const { lineId, netMinor, quantity, canceledQuantity } of linesAsPaid([row], lines)) {
    const gone = Math.min(quantity, Math.max(canceledQuantity, givenUp.get(lineId) ?? 0))
    if (gone > 0) goneMinor += ratioOf(netMinor, gone, quantity)
  }
  return row.totalMinor - goneMinor
}

/** What is still to be paid: money that was given back without goods is due again. */
export function unpaidOf(order: Order, givenUp: GivenUp = nothing): number {
  return Math.max(0, worthOf(order, givenUp) - heldOf(order.row))
}

/** Makes an order that waits for its payment a paid one, if what it costs by now was paid. Its channel says so of its own. */
export function payIfCovered(record: OrderRecord, givenUp: GivenUp): void {
  const { row } = record
  const base = baseState(row)
  if (row.channelState !== null || impliesPaid(base) || isDead(base)) return
  if (heldOf(row) > 0 && unpaidOf(record, givenUp) === 0) row.ownState = 'paid'
}

/** Sets what is still to be paid for an order that was changed: it is on hold until then. */
export async function setDue(tx: Tx, { row }: OrderRecord, dueMinor: number): Promise<void> {
  const holds = holdsOf(row)
  if (dueMinor === 0 && !holds.includes('payment')) return
  const others = holds.filter((cause) => cause !== 'payment')
  setHolds(row, new Set(dueMinor > 0 ? [...others, 'payment'] : others))
  await saveDue(tx, row.id, dueMinor)
}

/** What the state and the amounts say of the payment. */
export function paymentStateOf(record: OrderRecord, state: OrderState): PaymentState {
  const { row } = record
  if (holdsOf(row).includes('payment')) return 'partially_paid'
  if (impliesPaid(state)) return 'paid'
  if (isDead(state)) {
    if (row.paidMinor >= row.totalMinor && row.totalMinor > 0) return 'paid'
    return row.paidMinor > 0 ? 'partially_paid' : 'unpaid'
  }
  if (heldOf(row) === 0) return 'unpaid'
  return unpaidOf(record) === 0 ? 'paid' : 'partially_paid'
}
