import type { SeenCall } from '#core/channel/simulator'
import { instantAt, instantMs } from '#core/time'
import type { WireConnection, WireLine, WireOrder } from '../wire.ts'
import { pageOf } from './connections.ts'
import type { Placed } from './order-book.ts'
import { GraphqlRefusal } from './refusal.ts'
import type { Shop } from './shop.ts'

/** Lines that come with an order. */
const linesWithOrder = 20
const linesInPage = 100

interface ListVariables {
  first: number
  after: string | null
  query: string
  withBuyers?: boolean
}

const filter =
  /^(created|updated)_at:>='([^']+)' AND \1_at:<'([^']+)'(?: AND \((return_status:\w+(?: OR return_status:\w+)*)\))?$/

/** The span of a list; null when the filter makes no sense. */
export function spanIn(query: unknown): (SeenCall['slice'] & { by: string }) | null {
  const [, by, since, until] = filter.exec(String(query)) ?? []
  if (by === undefined || since === undefined || until === undefined) return null
  return { by, since: instantAt(instantMs(since)), until: instantAt(instantMs(until)) }
}

export function listOrders(shop: Shop, variables: ListVariables) {
  const [first] = shop.orders.all()
  if (first && shop.isTime('moveRows', 'listOrders')) shop.orders.change(first.externalId, {})
  if (shop.isTime('newRow', 'listOrders')) shop.orders.place()
  const page = listed(shop, variables)
  const nodes = page.nodes.map((placed) => shownOrder(placed, variables.withBuyers === true))
  return { orders: { nodes: spoiled(shop, nodes), pageInfo: page.pageInfo } }
}

export function getOrder(shop: Shop, { id, withBuyers }: { id: string; withBuyers: boolean }) {
  const placed = shop.orders.find(id)
  return { order: placed && shownOrder(placed, withBuyers) }
}

export function moreLines(shop: Shop, { id, after }: { id: string; after: string }) {
  const placed = shop.orders.find(id)
  return { order: placed && { lineItems: linesFrom(placed.wire, linesInPage, after) } }
}

export function listReturns(shop: Shop, variables: ListVariables) {
  const page = listed(shop, variables)
  const nodes = page.nodes.map(({ wire, returns }) => ({
    id: wire.id,
    updatedAt: wire.updatedAt,
    presentmentCurrencyCode: wire.presentmentCurrencyCode,
    returns: { nodes: returns.map((one) => one.wire) }
  }))
  return { orders: { nodes, pageInfo: page.pageInfo } }
}

function listed(shop: Shop, { first, after, query }: ListVariables): WireConnection<Placed> {
  const span = spanIn(query)
  if (!span) throw new GraphqlRefusal('BAD_REQUEST', `a filter that makes no sense: ${query}`)
  const key = span.by === 'created' ? 'createdAt' : 'updatedAt'
  const rows = shop.orders.placed().filter(({ wire, returns }) => {
    const ms = instantMs(wire[key])
    const isMeant = !query.includes('return_status:') || returns.length > 0
    return isMeant && ms >= instantMs(span.since) && ms < instantMs(span.until)
  })
  return pageOf(rows, { first, after }, ({ wire }) => `${wire[key]} ${wire.id}`)
}

function shownOrder({ wire }: Placed, withBuyers: boolean): WireOrder {
  const shown = { ...wire, lineItems: linesFrom(wire, linesWithOrder, null) }
  if (!withBuyers) {
    for (const key of ['email', 'phone', 'customer', 'shippingAddress'] as const) delete shown[key]
  }
  return shown
}

function linesFrom(
  { lineItems }: WireOrder,
  first: number,
  after: string | null
): WireConnection<WireLine> {
  return pageOf(lineItems.nodes, { first, after }, ({ id }) => id)
}

/** What is wrong with a page. */
function spoiled(shop: Shop, page: WireOrder[]): object[] {
  let rows = [...page]
  const [first] = rows
  if (!first) return rows
  const is = (kind: Parameters<Shop['isTime']>[0]) => shop.isTime(kind, 'listOrders')
  const change = (changed: object) => {
    rows = [{ ...rows[0]!, ...changed }, ...rows.slice(1)]
  }
  if (is('unknownStatus')) change({ displayFulfillmentStatus: 'IN_ORBIT' })
  if (is('unknownField')) change({ loyaltyTier: { level: 9 } })
  if (is('unknownCurrency')) change({ presentmentCurrencyCode: 'QQQ' })
  if (is('sameRowTwice')) rows = [...rows, rows[0]!]
  if (is('reordered')) rows = rows.reverse()
  return rows
}
