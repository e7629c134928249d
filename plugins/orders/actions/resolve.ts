import { NotFound } from '#core/http/errors'
import type { Tx } from '#core/transaction'
import { ExceptionSettlesItself, SkuUnknown } from '../errors.ts'
import type { IntakeParts } from '../intake/intake.ts'
import { changeLine, type OrderRecord } from '../record.ts'
import { findException } from '../repository/exceptions.ts'
import type { ResolveInputShape } from '../schema.ts'
import { settle } from '../settle.ts'
import { claimsStock } from '../states.ts'
import type { OrderExceptionRow } from '../tables.ts'
import { loadOrder } from './load.ts'

/**
 * Settles an exception: an unknown SKU by naming ours, short stock by trying again, anything else by a person's word.
 *
 * Errors: NOT_FOUND, EXCEPTION_SETTLES_ITSELF, SKU_UNKNOWN; STOCK_INSUFFICIENT says how many are left.
 */
export async function resolveException(
  tx: Tx,
  parts: IntakeParts,
  id: string,
  input: ResolveInputShape
): Promise<OrderExceptionRow> {
  const found = await findException(tx, id)
  const record = found && (await loadOrder(tx, found.orderId))
  // What is open is known once the order is locked: two people may resolve the same at once.
  const exception = record?.open.find((open) => open.id === id)
  if (!record || !exception) throw new NotFound({ what: 'open exception', id })
  const { kind } = exception
  record.entry = { kind: 'exception_resolved', detail: { exceptionId: id, kind, ...input } }
  if (kind === 'unmapped_sku') {
    await mapLine(tx, parts, record, exception, input.sku)
    await settle(tx, parts, [record])
  } else if (kind === 'short_stock' && claimsStock(record.row.state)) {
    await settle(tx, parts, [record], 'refuse')
  } else {
    record.settled = { exceptionId: id, resolution: input.note ?? '' }
    await settle(tx, parts, [record])
  }
  return (await findException(tx, id))!
}

async function mapLine(
  tx: Tx,
  { catalog }: IntakeParts,
  record: OrderRecord,
  { kind, orderLineId }: OrderExceptionRow,
  sku: string | undefined
): Promise<void> {
  if (sku === undefined) {
    const hint = 'send the SKU of ours that it stands for, or add it to the catalog'
    throw new ExceptionSettlesItself({ kind, hint })
  }
  const variant = (await catalog.variantsBySku(tx, [sku])).get(sku)
  if (!variant) throw new SkuUnknown({ sku })
  const line = record.lines.find((candidate) => candidate.id === orderLineId)
  if (line) changeLine(record, line, { variantId: variant.id })
}
