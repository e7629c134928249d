import { NotFound, VersionOutdated } from '#core/http/errors'
import type { Tx } from '#core/transaction'
import { OrderLineUnknown } from '../errors.ts'
import type { OrderRecord } from '../record.ts'
import { loadRecords } from '../repository/records.ts'
import type { LineQuantity } from '../schema.ts'
import type { OrderLineRow } from '../tables.ts'

/** Loads one order to change it. Errors: NOT_FOUND, VERSION_OUTDATED. */
export async function loadOrder(tx: Tx, id: string, expected?: number): Promise<OrderRecord> {
  const [record] = await loadRecords(tx, [id])
  if (!record) throw new NotFound({ what: 'order', id })
  const current = record.row.version
  if (expected !== undefined && expected !== current)
    throw new VersionOutdated({ expected, current })
  return record
}

/** The lines that a request names, each once with its units summed. Errors: ORDER_LINE_UNKNOWN. */
export function namedLines(
  record: OrderRecord,
  named: readonly LineQuantity[]
): Map<OrderLineRow, number> {
  const units = new Map<OrderLineRow, number>()
  for (const { lineId, quantity } of named) {
    const line = record.lines.find(({ id }) => id === lineId)
    if (!line) throw new OrderLineUnknown({ orderId: record.row.id, lineId })
    units.set(line, (units.get(line) ?? 0) + quantity)
  }
  return units
}
