import { sql } from 'kysely'
import { insertAll, isOneOf, rowsFrom } from '#core/database/rows'
import type { Tx } from '#core/transaction'
import type { StockAllocationRow } from '../tables.ts'

/** What is added to a claim; claims are made by adding to nothing. */
export interface AllocationChange {
  orderLineId: string
  variantId: string
  locationId: string
  /** Whether levels follow: units that were claimed while nobody counted them are a claim of their own. */
  isTracked: number
  allocated: number
  fulfilled: number
}

/** A claim to be made. */
export interface NewAllocation extends AllocationChange {
  orderId: string
}

/** The claims of order lines, oldest location and uncounted units first, which nobody else changes until this transaction ends. */
export async function lockAllocations(
  tx: Tx,
  orderLineIds: readonly string[]
): Promise<StockAllocationRow[]> {
  const lock = sql.raw(tx.dialect === 'postgres' ? 'for update' : '')
  const { rows } = await sql<StockAllocationRow>`
    select order_line_id, location_id, variant_id, order_id, is_tracked, allocated, fulfilled,
           updated_at
    from stock_allocations where ${isOneOf(tx, 'orderLineId', orderLineIds)}
    order by order_line_id, variant_id, location_id, is_tracked ${lock}`.execute(tx)
  return rows
}

/** Makes claims; a line that claims again at the same location has one larger claim. */
export async function addAllocations(tx: Tx, claims: readonly NewAllocation[]): Promise<void> {
  if (claims.length === 0) return
  const sums = new Map<string, NewAllocation>()
  for (const claim of claims) {
    const key = [claim.orderLineId, claim.variantId, claim.locationId, claim.isTracked].join('\n')
    const sum = sums.get(key)
    sums.set(key, sum ? { ...sum, allocated: sum.allocated + claim.allocated } : claim)
  }
  const rows = [...sums.values()].map(
    ({ orderLineId, locationId, variantId, orderId, isTracked, allocated }) => ({
      ...{ orderLineId, locationId, variantId, orderId, isTracked },
      ...{ allocated, fulfilled: 0, updatedAt: tx.now }
    })
  )
  await insertAll(tx, 'stockAllocations', rows, {
    on: ['orderLineId', 'variantId', 'locationId', 'isTracked'],
    add: ['allocated'],
    update: ['updatedAt']
  })
}

/** Moves units inside of claims: released, fulfilled, or come back. */
export async function changeAllocations(
  tx: Tx,
  changes: readonly AllocationChange[]
): Promise<void> {
  const columns = {
    orderLineId: 'text',
    variantId: 'text',
    locationId: 'text',
    isTracked: 'integer',
    allocated: 'integer',
    fulfilled: 'integer'
  } as const
  await sql`
    update stock_allocations set
      allocated = stock_allocations.allocated + change.allocated,
      fulfilled = stock_allocations.fulfilled + change.fulfilled,
      updated_at = ${tx.now}
    from ${rowsFrom(tx, 'change', columns, changes)}
    where stock_allocations.order_line_id = change.order_line_id
      and stock_allocations.variant_id = change.variant_id
      and stock_allocations.location_id = change.location_id
      and stock_allocations.is_tracked = change.is_tracked`.execute(tx)
}
