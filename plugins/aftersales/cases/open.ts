import { newId } from '#core/ids'
import type { Instant } from '#core/time'
import type { Tx } from '#core/transaction'
import type { BuyerRef } from '#plugins/crm'
import type { AftersalesScope } from '../scope.ts'
import { checkOrders, type OrderFacts } from './check-orders.ts'
import { CaseCurrencyMixed, CaseDuplicate, CaseOrderUnknown, CaseReasonUnknown } from './errors.ts'
import { firstState, flows, isOver, ruleOf } from './flows/flow.ts'
import { casesByExternal, insertCases, insertEvents, insertLines } from './repository/cases.ts'
import type { CaseEventRow, CaseFlow, CaseKind, CaseLineRow, CaseRow, CaseState } from './tables.ts'
import { tellOfCases } from './tell.ts'

/** Units that a case is about. */
export interface CaseLineRequest {
  /** As it was placed. Only a channel may leave it out, or name one that the order lacks. */
  orderLineId?: string | null
  /** Of a line that the order lacks; otherwise that of the order's line counts. */
  sku?: string
  quantity: number
  /** Default: that of the case. */
  reason?: string
}

/** A case that somebody wants to open. */
export interface CaseRequest {
  kind: CaseKind
  openedBy: CaseRow['openedBy']
  /** Code of the taxonomy. */
  reason: string
  lines: readonly CaseLineRequest[]
  /** Default: `request`. */
  flow?: CaseFlow
  /** What was placed, or what was split from it. Only a channel may leave it out. */
  orderId?: string | null
  /** Default: that of the order; without an order it is needed. */
  channelId?: string
  /** Default: that of the order, then the shop's. */
  currency?: string
  requestedMinor?: number | null
  /** What the customer says. */
  description?: string
  owner?: string | null
  /** Who it is, where there is no order that says so. */
  buyer?: BuyerRef | null
  externalId?: string | null
  platformStatus?: string | null
  platformVersion?: string | null
  platformModifiedAt?: Instant | null
  platformDueAt?: Instant | null
  /** When it was opened, if that was before we heard of it. Default: now. */
  openedAt?: Instant
  /** For one that a channel tells us of in the middle, or at its end. Default: the first of the flow. */
  state?: CaseState
  /** With a state that ends it. Default: now. */
  closedAt?: Instant
}

/**
 * Opens cases: any number with a constant number of queries, all of them or none. Returns them in the same order, as they
 * were written; what areas did to them then is in the database.
 *
 * What a channel says is kept as far as it goes: units beyond what was sold, lines and orders that we do not know.
 *
 * Errors: CASE_ORDER_UNKNOWN, CASE_LINES_MISSING, CASE_LINE_UNKNOWN, CASE_QUANTITY_EXCEEDED, CASE_REASON_UNKNOWN,
 * CASE_CURRENCY_MIXED, CASE_DUPLICATE.
 */
export async function openCases(
  tx: Tx,
  scope: AftersalesScope,
  requests: readonly CaseRequest[]
): Promise<CaseRow[]> {
  if (requests.length === 0) return []
  for (const { reason, lines } of requests) {
    for (const code of [reason, ...lines.map((line) => line.reason ?? reason)]) {
      if (!scope.reasons.of(code)) throw new CaseReasonUnknown({ reason: code })
    }
  }
  const orders = await checkOrders(tx, scope, requests)
  const customers = await customersOf(tx, scope, requests, orders)
  const rows = requests.map((request, at) => {
    const order = request.orderId ? orders.get(request.orderId) : undefined
    return rowOf(tx, scope, request, { order, customerId: customers[at] ?? null })
  })
  await insertOnce(tx, rows)
  await insertLines(
    tx,
    rows.flatMap((row, at) => {
      const { orderId, lines } = requests[at]!
      const order = orderId ? orders.get(orderId) : undefined
      return lines.map((line) => lineOf(row, line, order))
    })
  )
  await insertEvents(
    tx,
    rows.map((row) => openedEvent(tx, row))
  )
  const changes = rows.map((after) => ({ before: null, after }))
  await tellOfCases(tx, scope, changes, 'case.open')
  return rows
}

/** Who the buyers are, by request; null: nobody we know. */
async function customersOf(
  tx: Tx,
  { crm }: AftersalesScope,
  requests: readonly CaseRequest[],
  orders: ReadonlyMap<string, OrderFacts>
): Promise<(string | null)[]> {
  if (!crm) return []
  const named = requests.map(
    ({ orderId, buyer }) => (orderId ? orders.get(orderId)?.buyer : undefined) ?? buyer ?? null
  )
  const buyers = named.filter((buyer) => buyer !== null)
  const found = buyers.length > 0 ? await crm.find(tx, buyers) : []
  let at = 0
  return named.map((buyer) => (buyer === null ? null : (found[at++] ?? null)))
}

function rowOf(
  tx: Tx,
  { ctx }: AftersalesScope,
  request: CaseRequest,
  { order, customerId }: { order: OrderFacts | undefined; customerId: string | null }
): CaseRow {
  const { flow = 'request', kind, openedBy, reason, openedAt = tx.now } = request
  const state = request.state ?? firstState(flow)
  if (!flows[flow].states[state]) throw new Error(`the flow ${flow} has no state ${state}`)
  const channelId = order?.channelId ?? request.channelId
  if (channelId === undefined) throw new CaseOrderUnknown({ orderId: request.orderId ?? null })
  const currency = request.currency ?? order?.currency ?? ctx.shop.currency
  if (order && order.currency !== currency) {
    throw new CaseCurrencyMixed({ currency, orderCurrency: order.currency })
  }
  const platformDueAt = request.platformDueAt ?? null
  const ends = isOver({ flow, state })
  return {
    id: newId('cse'),
    ...{ flow, kind, state, channelId, customerId, memberId: customerId, openedBy, reason },
    stateSince: ends ? (request.closedAt ?? tx.now) : openedAt,
    orderId: order?.orderId ?? null,
    description: request.description ?? '',
    currency,
    requestedMinor: request.requestedMinor ?? null,
    ownerRole: ruleOf({ flow, state }).ownerRole,
    owner: request.owner ?? null,
    dueAt: ends ? null : platformDueAt,
    slaDueAt: null,
    externalId: request.externalId ?? null,
    platformStatus: request.platformStatus ?? null,
    platformVersion: request.platformVersion ?? null,
    platformModifiedAt: request.platformModifiedAt ?? null,
    platformDueAt,
    ...{ isSubstantiated: null, satisfaction: null, reopenings: 0, reopenedAt: null, version: 1 },
    openedAt,
    closedAt: ends ? (request.closedAt ?? tx.now) : null,
    ...{ createdAt: tx.now, updatedAt: tx.now }
  }
}

/** Inserts cases whose channels have none of their ids yet. Errors: CASE_DUPLICATE. */
async function insertOnce(tx: Tx, rows: readonly CaseRow[]): Promise<void> {
  const named = rows.flatMap(({ id, channelId, externalId }) =>
    externalId === null ? [] : [{ id, channelId, externalId }]
  )
  const refuse = (known: readonly CaseRow[]) => {
    const own = new Set(rows.map(({ id }) => id))
    const other = known.find(({ id }) => !own.has(id))
    const { channelId, externalId } = other ?? named.at(-1)!
    throw new CaseDuplicate({ channelId, externalId: externalId!, caseId: other?.id ?? null })
  }
  if ((await insertCases(tx, rows)) === rows.length) return
  refuse(await casesByExternal(tx, named))
}

function lineOf(
  { id: caseId, reason }: CaseRow,
  line: CaseLineRequest,
  order: OrderFacts | undefined
): CaseLineRow {
  const known = line.orderLineId ? order?.lines.get(line.orderLineId) : undefined
  return {
    ...{ id: newId('csl'), caseId, quantity: line.quantity, reason: line.reason ?? reason },
    orderLineId: known ? line.orderLineId! : null,
    sku: known?.sku ?? line.sku ?? '',
    variantId: known?.variantId ?? null
  }
}

function openedEvent(tx: Tx, row: CaseRow): CaseEventRow {
  const { id: caseId, state: toState, openedBy, kind, flow, reason } = row
  return {
    ...{ id: newId('cev'), caseId, at: tx.now, actor: tx.origin.actor, kind: 'opened' },
    ...{ fromState: null, toState, detail: JSON.stringify({ openedBy, kind, flow, reason }) }
  }
}
