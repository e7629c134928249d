import type { Tx } from '#core/transaction'
import type { BuyerRef } from '#plugins/crm'
import type { OrderStanding } from '#plugins/orders'
import type { AftersalesScope } from '../scope.ts'
import {
  CaseLinesMissing,
  CaseLineUnknown,
  CaseOrderUnknown,
  CaseQuantityExceeded
} from './errors.ts'
import type { CaseRequest } from './open.ts'
import { lockOrders, unitsInCases } from './repository/units.ts'
import type { CaseKind } from './tables.ts'

/** What cases need to know of an order. */
export interface OrderFacts {
  /** As it was placed. */
  orderId: string
  channelId: string
  currency: string
  buyer: BuyerRef
  lines: ReadonlyMap<string, OrderStanding['lines'][number]>
}

/** Kinds for which a unit is in one case only: it comes back, is paid back, or is replaced. */
export const kindsOfUnits: ReadonlySet<CaseKind> = new Set([
  'return_refund',
  'refund_only',
  'exchange',
  'reship',
  'repair'
])

/**
 * Finds the orders that cases are about, by the ids that they name, and checks what is asked for against what was sold and
 * what other cases ask for already. Orders stay locked against other cases until the transaction ends. A constant number
 * of queries.
 *
 * Errors: CASE_ORDER_UNKNOWN, CASE_LINES_MISSING, CASE_LINE_UNKNOWN, CASE_QUANTITY_EXCEEDED; none of them for a case that a
 * channel tells of.
 */
export async function checkOrders(
  tx: Tx,
  { orders }: AftersalesScope,
  requests: readonly CaseRequest[]
): Promise<Map<string, OrderFacts>> {
  const named = [...new Set(requests.flatMap(({ orderId }) => orderId ?? []))]
  const origins = await orders.originsOf(tx, named)
  const placedIds = [...new Set([...origins.values()].map(({ placedId }) => placedId))].sort()
  await lockOrders(tx, placedIds)
  const standings = new Map(
    (await orders.standing(tx, placedIds)).map((standing) => [standing.orderId, standing])
  )
  const facts = new Map(
    [...origins].map(([id, { placedId, channelId, currency, buyer }]): [string, OrderFacts] => {
      const lines = standings.get(placedId)?.lines ?? []
      const byId = new Map(lines.map((line) => [line.lineId, line]))
      return [id, { orderId: placedId, channelId, currency, buyer, lines: byId }]
    })
  )
  const strict = requests.filter(({ openedBy }) => openedBy !== 'channel')
  if (strict.length === 0) return facts
  const taken = await unitsInCases(tx, placedIds)
  for (const request of strict) checkLines(request, facts, taken)
  return facts
}

/** Adds the units of a request to those that are taken. */
function checkLines(
  { orderId = null, kind, lines }: CaseRequest,
  facts: ReadonlyMap<string, OrderFacts>,
  taken: Map<string, number>
): void {
  const order = orderId === null ? undefined : facts.get(orderId)
  if (!order) throw new CaseOrderUnknown({ orderId })
  const lineIds = [...order.lines.keys()]
  if (lines.length === 0) throw new CaseLinesMissing({ orderId, lineIds })
  const wanted = new Map<string, number>()
  for (const { orderLineId, quantity } of lines) {
    if (!orderLineId || !order.lines.has(orderLineId)) {
      throw new CaseLineUnknown({
        ...{ orderId: order.orderId, orderLineId: orderLineId ?? null, lineIds }
      })
    }
    wanted.set(orderLineId, (wanted.get(orderLineId) ?? 0) + quantity)
  }
  for (const [orderLineId, requested] of wanted) {
    const { quantity, gone } = order.lines.get(orderLineId)!
    const claims = kindsOfUnits.has(kind)
    const inCases = claims ? (taken.get(orderLineId) ?? 0) : 0
    const sold = quantity - gone
    if (requested + inCases > sold) {
      throw new CaseQuantityExceeded({ orderLineId, requested, sold, inCases })
    }
    if (claims) taken.set(orderLineId, inCases + requested)
  }
}
