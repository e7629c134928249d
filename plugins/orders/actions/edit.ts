import type { Tx } from '#core/transaction'
import { OrderNotHeld, OrderStateIllegal } from '../errors.ts'
import { holdsOf, type OrderRecord, setHolds } from '../record.ts'
import { replaceFlags } from '../repository/lists.ts'
import type { OrderPatchShape } from '../schema.ts'
import { type SettleParts, settle } from '../settle.ts'
import { claimsStock, legalSteps } from '../states.ts'

/** Changes what people write on an order: the note and the flags. */
export async function editOrder(
  tx: Tx,
  parts: SettleParts,
  record: OrderRecord,
  patch: OrderPatchShape
): Promise<OrderRecord> {
  if (patch.note !== undefined) record.row.note = patch.note
  if (patch.flags) await replaceFlags(tx, record.row.id, [...new Set(patch.flags)].sort())
  record.entry = { kind: 'edited', detail: patch }
  await settle(tx, parts, [record])
  return record
}

/** Stops work on an order until somebody frees it. Errors: ORDER_STATE_ILLEGAL once it has left. */
export async function holdOrder(
  tx: Tx,
  parts: SettleParts,
  record: OrderRecord,
  reason: string
): Promise<OrderRecord> {
  const { row } = record
  if (!claimsStock(row.state)) {
    const legal = legalSteps(row.state, 'person')
    throw new OrderStateIllegal({ orderId: row.id, from: row.state, to: 'held', legal })
  }
  setHolds(row, new Set([...holdsOf(row), 'manual']))
  row.holdNote = reason
  record.entry = { kind: 'held', detail: { reason } }
  await settle(tx, parts, [record])
  return record
}

/** Takes a person's hold off; holds with another cause stay. Errors: ORDER_NOT_HELD. */
export async function unholdOrder(
  tx: Tx,
  parts: SettleParts,
  record: OrderRecord
): Promise<OrderRecord> {
  const { row } = record
  const holds = holdsOf(row)
  if (!holds.includes('manual')) throw new OrderNotHeld({ orderId: row.id, holds })
  setHolds(row, new Set(holds.filter((cause) => cause !== 'manual')))
  row.holdNote = null
  record.entry = { kind: 'unheld' }
  await settle(tx, parts, [record])
  return record
}
