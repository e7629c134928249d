import type { Tx } from '#core/transaction'
import type { OrderRecord } from '../record.ts'
import { type SettleParts, settle } from '../settle.ts'
import { assertStep } from '../states.ts'

/** Takes an order that has left to where its buyer has it, or is done with it. Errors: ORDER_STATE_ILLEGAL. */
export async function advanceOrder(
  tx: Tx,
  parts: SettleParts,
  record: OrderRecord,
  to: 'delivered' | 'completed'
): Promise<OrderRecord> {
  assertStep(record.row, to, 'person')
  record.row.ownState = to
  record.entry = { kind: to }
  await settle(tx, parts, [record])
  return record
}
