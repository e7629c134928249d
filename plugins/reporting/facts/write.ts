import { instantAt, instantMs } from '#core/time'
import type { Tx } from '#core/transaction'
import { dayOn } from '#core/zone'
import type { OrderFact } from './contribution.ts'
import { type Change, deltasOf, type RollupDelta } from './deltas.ts'
import type { FactParts } from './parts.ts'
import type { RefundFact } from './refund.ts'
import { reviseStatement, saveFactsStatement, saveRefundsStatement } from './repository/facts.ts'
import {
  addStatement,
  dropEmptyStatement,
  executeTogether,
  isShrinking
} from './repository/rollups.ts'

/** Writes facts that have changed, and what their sums change by. Returns how many facts there were. */
export async function writeChanges(
  tx: Tx,
  parts: FactParts,
  orders: readonly Change<OrderFact>[],
  refunds: readonly Change<RefundFact>[]
): Promise<number> {
  const orderFacts = orders.flatMap(({ after }) => after ?? [])
  const refundFacts = refunds.flatMap(({ after }) => after ?? [])
  if (orderFacts.length + refundFacts.length === 0) return 0
  const statements = [
    ...(orderFacts.length > 0 ? [saveFactsStatement(tx, orderFacts)] : []),
    ...(refundFacts.length > 0 ? [saveRefundsStatement(tx, refundFacts)] : [])
  ]
  await writeDeltas(tx, parts, deltasOf(orders, refunds), statements)
  return orderFacts.length + refundFacts.length
}

/** Writes what sums change by, with statements on other tables, and that closed days have changed. */
export async function writeDeltas(
  tx: Tx,
  { shop, closesAfterHours }: FactParts,
  deltas: readonly RollupDelta[],
  more: Parameters<typeof executeTogether>[1] = []
): Promise<void> {
  const daysOn = deltas
    .filter(({ rollup }) => rollup.on === 'dayOn')
    .flatMap(({ rows }) => rows.map(([on]) => on as string))
  const firstOpenOn = dayOn(
    instantAt(instantMs(tx.now) - closesAfterHours * 3_600_000),
    shop.zone,
    shop.dayStartsAtHour
  )
  const late = [...new Set(daysOn)].filter((day) => day < firstOpenOn).sort()
  await executeTogether(tx, [
    ...more,
    ...deltas.map(({ rollup, rows }) => addStatement(tx, rollup, rows)),
    ...(late.length > 0 ? [reviseStatement(tx, late)] : [])
  ])
  await executeTogether(
    tx,
    deltas.flatMap(({ rollup, rows }) => {
      const shrunk = rows.filter((row) => isShrinking(rollup, row))
      return shrunk.length > 0 ? [dropEmptyStatement(tx, rollup, shrunk)] : []
    })
  )
}
