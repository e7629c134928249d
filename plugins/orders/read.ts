import type { Reader } from '#core/database/db'
import { NotFound } from '#core/http/errors'
import { type OrderParts, presentOrder, type Viewer } from './present.ts'
import {
  exceptionsOf,
  findOrder,
  flagsOf,
  listOrders,
  paymentsOf,
  shipmentsOf
} from './repository/lists.ts'
import { byOrder, linesOf } from './repository/records.ts'
import { shipmentLinesOf } from './repository/shipments.ts'
import type { OrderFiltersShape } from './schema.ts'

/** One page of orders with lines and flags: three queries whatever its size. */
export async function readOrders(
  db: Reader,
  filters: OrderFiltersShape,
  paging: { limit: number; after?: string | undefined },
  viewer: Viewer
) {
  const page = await listOrders(db, filters, paging)
  if (page.data.length === 0) return { data: [], next: page.next }
  const ids = page.data.map(({ id }) => id)
  const [allLines, allFlags] = await Promise.all([linesOf(db, ids), flagsOf(db, ids)])
  const lines = byOrder(allLines)
  const flags = byOrder(allFlags)
  const data = page.data.map((row) => {
    const own = (flags.get(row.id) ?? []).map(({ flag }) => flag)
    return presentOrder(row, lines.get(row.id) ?? [], own, viewer)
  })
  return { data, next: page.next }
}

/** An order with everything that belongs to it. Errors: NOT_FOUND. */
export async function readOrder(db: Reader, id: string): Promise<OrderParts> {
  const [row, lines, flags, payments, shipments, exceptions] = await Promise.all([
    findOrder(db, id),
    linesOf(db, [id]),
    flagsOf(db, [id]),
    paymentsOf(db, id),
    shipmentsOf(db, id),
    exceptionsOf(db, id)
  ])
  if (!row) throw new NotFound({ what: 'order', id })
  const shipmentLines =
    shipments.length > 0
      ? await shipmentLinesOf(
          db,
          shipments.map((shipment) => shipment.id)
        )
      : []
  return {
    row,
    lines,
    flags: flags.map(({ flag }) => flag),
    payments,
    shipments,
    shipmentLines,
    exceptions
  }
}
