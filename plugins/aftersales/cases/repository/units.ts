import { sql } from 'kysely'
import { isOneOf, rowsFrom } from '#core/database/rows'
import type { Tx } from '#core/transaction'

/** Locks orders against other cases until the transaction ends. Writers of a SQLite file are alone anyway. */
export async function lockOrders(tx: Tx, placedIds: readonly string[]): Promise<void> {
  if (tx.dialect === 'sqlite' || placedIds.length === 0) return
  const rows = placedIds.map((id) => ({ id }))
  await sql`select pg_advisory_xact_lock(hashtextextended('aftersales:' || id, 0))
    from (select id from ${rowsFrom(tx, 'named', { id: 'text' }, rows)} order by id) as ordered`.execute(
    tx
  )
}

/**
 * Units that cases of orders are about, by order line: of cases that are open, and of those that were paid back. A unit
 * that was repaired, or sent anew, may come back again.
 */
export async function unitsInCases(
  tx: Tx,
  placedIds: readonly string[]
): Promise<Map<string, number>> {
  const { rows } = await sql<{ orderLineId: string; units: number }>`
    select l.order_line_id, sum(l.quantity) as units
    from cases c join case_lines l on l.case_id = c.id
    where ${isOneOf(tx, 'c.orderId', placedIds)} and l.order_line_id is not null
      and (c.closed_at is null and c.kind in ('return_refund', 'refund_only', 'exchange', 'reship', 'repair')
        or c.state = 'closed' and c.kind in ('return_refund', 'refund_only'))
    group by l.order_line_id`.execute(tx)
  return new Map(rows.map(({ orderLineId, units }) => [orderLineId, Number(units)]))
}
