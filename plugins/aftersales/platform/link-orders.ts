import { newId } from '#core/ids'
import type { Tx } from '#core/transaction'
import { insertLines } from '../cases/repository/cases.ts'
import type { CaseLineRow, CaseRow } from '../cases/tables.ts'
import { updateCases } from '../cases/update.ts'
import type { AftersalesScope } from '../scope.ts'
import { type KnownRecord, linesOf } from './read-record.ts'
import { setOrders } from './repository/platform-cases.ts'

/** A case without an order, and its record with the order that has come meanwhile. */
type Unlinked = KnownRecord & { row: Readonly<CaseRow> }

/**
 * Gives cases their orders, that came after them, with the lines and the buyer of those. A constant number of queries.
 */
export async function linkOrders(
  tx: Tx,
  scope: AftersalesScope,
  cases: readonly Unlinked[]
): Promise<void> {
  if (cases.length === 0) return
  const customers = await customersOf(tx, scope, cases)
  await setOrders(
    tx,
    cases.map(({ row, order }, at) => ({
      caseId: row.id,
      orderId: order!.orderId,
      currency: order!.currency,
      customerId: row.customerId ?? customers[at] ?? null
    }))
  )
  await insertLines(tx, cases.flatMap(newLines))
  await updateCases(
    tx,
    scope,
    cases.map(({ row, order }) => ({
      ...{ caseId: row.id, set: {}, isTold: true },
      event: { kind: 'order_linked', detail: { orderId: order!.orderId } }
    }))
  )
}

function newLines(one: Unlinked): CaseLineRow[] {
  const { id: caseId, reason } = one.row
  const variants = new Map(one.order!.lines.map(({ lineId, variantId }) => [lineId, variantId]))
  return linesOf(one).map(({ orderLineId = null, sku = '', quantity }) => ({
    ...{ id: newId('csl'), caseId, orderLineId, sku, quantity, reason },
    variantId: variants.get(orderLineId ?? '') ?? null
  }))
}

/** Who the buyers are, in the order of the cases; null: nobody we know. */
async function customersOf(
  tx: Tx,
  { crm, orders }: AftersalesScope,
  cases: readonly Unlinked[]
): Promise<(string | null)[]> {
  if (!crm) return []
  const origins = await orders.originsOf(
    tx,
    cases.map(({ order }) => order!.orderId)
  )
  return crm.find(
    tx,
    cases.map(({ order }) => origins.get(order!.orderId)!.buyer)
  )
}
