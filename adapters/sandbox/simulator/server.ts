import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { instantMs } from '#core/time'
import {
  apiVersion,
  type WireDecision,
  type WireOrder,
  type WirePackage,
  type WirePriceItem,
  type WireResult,
  type WireStockItem
} from '../wire.ts'
import type { Fault, FaultKind, Faults } from './faults.ts'
import type { WebhookSender } from './webhooks.ts'
import { keyOf, type World } from './world.ts'

const windowMaxMs = 24 * 60 * 60 * 1000
const pageSizeMax = 20
const tokenTtlMs = 60 * 60 * 1000

/** A write that has come in, for whoever watches. */
export interface SeenWrite {
  listingId: string
  quantity: number
  sequence: number
  /** Of the simulator's clock, `monotonicMs`. */
  atMs: number
}

export interface ServerParts {
  world: World
  faults: Faults
  webhooks: WebhookSender
  apiKey: string
  clock: { ms(): number; monotonicMs(): number }
  /** Calls so far, by operation. */
  calls: Map<string, number>
  stockWrites: SeenWrite[]
}

/** A refusal as the platform writes it: in the body of an HTTP 200. */
class Refusal extends Error {
  readonly code: string

  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }
}

interface ListQuery {
  modified_since: string
  modified_until: string
  page_size: number
  page_token?: string | null
  page?: number
}

type Operation = (body: never) => object | undefined

/** The simulated platform's API, with its limits, and with whatever faults are switched on. */
export function createApi(parts: ServerParts): FastifyInstance {
  const { faults, calls } = parts
  const app = Fastify({ logger: false, forceCloseConnections: true })
  const tokens = new Tokens(parts)
  const operations: Record<string, Operation> = {
    'orders/list': (query: ListQuery) => listOrders(parts, query),
    'orders/get': ({ order_id: id }: { order_id: string }) => ({
      order: parts.world.orders.get(id) ?? null
    }),
    'after-sales/list': (query: ListQuery) => listCases(parts, query),
    'traffic/list': (query: ListQuery) => listTraffic(parts, query),
    'webhooks/subscribe': ({ url }: { url: string }) => {
      parts.webhooks.url = url
      return {}
    },
    ...writes(parts)
  }
  app.post(`/api/${apiVersion}/*`, async (request, reply) => {
    const operation = (request.params as { '*': string })['*']
    calls.set(operation, (calls.get(operation) ?? 0) + 1)
    const struck = (kind: FaultKind) => faults.strikes(kind, operation)
    if (operation === 'token')
      return answer(() => tokens.issue(request.body as { api_key: string }))
    const throttled = struck('throttle')
    if (throttled) return throttle(reply, throttled)
    if (struck('serverError')) return reply.code(500).type('text/html').send('<h1>Oops</h1>')
    return answer(() => {
      if (struck('errorIn200')) throw new Refusal('SYSTEM_BUSY', '系统繁忙')
      if (struck('banned')) throw new Refusal('ACCOUNT_BANNED', 'the shop is closed')
      if (struck('expiredToken')) tokens.revokeAll()
      tokens.check(request)
      const work = operations[operation]
      if (!work) throw new Refusal('OPERATION_UNKNOWN', operation)
      const data = work(request.body as never)
      // The effect is there; only the answer never comes.
      if (struck('timeoutAfterEffect')) request.raw.socket.destroy()
      return data ?? {}
    })
  })
  return app
}

function answer(work: () => object): object {
  try {
    return { code: 0, data: work() }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return { code: error.code, message: error.message }
  }
}

function throttle(reply: FastifyReply, { retryAfterSeconds = 1 }: Fault): FastifyReply {
  return reply.code(429).header('retry-after', String(retryAfterSeconds)).send({})
}

class Tokens {
  readonly #parts: ServerParts
  readonly #issued = new Map<string, number>()
  #count = 0

  constructor(parts: ServerParts) {
    this.#parts = parts
  }

  issue({ api_key: key }: { api_key: string }): object {
    if (key !== this.#parts.apiKey) throw new Refusal('KEY_REFUSED', 'the API key is not valid')
    const token = `tok-${++this.#count}-${this.#parts.clock.ms().toString(36)}`
    this.#issued.set(token, this.#parts.clock.ms() + tokenTtlMs)
    return { token }
  }

  revokeAll(): void {
    this.#issued.clear()
  }

  check({ headers }: FastifyRequest): void {
    const expiresMs = this.#issued.get(headers.authorization?.replace(/^Bearer /, '') ?? '')
    if (expiresMs === undefined || expiresMs < this.#parts.clock.ms()) {
      throw new Refusal('TOKEN_EXPIRED', 'ask for a new token')
    }
  }
}

function listOrders({ world, faults }: ServerParts, query: ListQuery): object {
  assertWindow(query)
  const all = world.changedBetween(query.modified_since, query.modified_until)
  const size = query.page_size
  const start =
    query.page === undefined
      ? all.findIndex((order) => !query.page_token || keyOf(order) > query.page_token)
      : (query.page - 1) * size
  const rows = start === -1 ? [] : all.slice(start, start + size)
  const isMore = start !== -1 && start + size < all.length
  const next = isMore ? keyOf(rows.at(-1)!) : null
  if (faults.strikes('moveRows', 'orders/list') && all[0]) world.change(all[0].order_id, {})
  return {
    orders: garble(rows, faults),
    next_token: next,
    total_pages: Math.ceil(all.length / size)
  }
}

/** What comes over the wire is not always what it should be. */
function garble(rows: readonly WireOrder[], faults: Faults): object[] {
  const strikes = (kind: FaultKind) => rows.length > 0 && faults.strikes(kind, 'orders/list')
  let sent: object[] = [...rows]
  if (strikes('duplicateRows')) sent = sent.flatMap((row) => [row, row])
  if (strikes('reorderRows')) sent.reverse()
  if (strikes('unknownFields')) sent = sent.map((row) => ({ ...row, loyalty_tier: { level: 9 } }))
  if (strikes('unknownStatus')) sent[0] = { ...sent[0], status: 'IN_ORBIT' }
  if (strikes('badAmount')) sent[0] = { ...sent[0], pay_total: 'twelve' }
  return sent
}

function listCases({ world }: ServerParts, query: ListQuery): object {
  assertWindow(query)
  const { page, next } = pageOf(
    world.desk.changedBetween(query.modified_since, query.modified_until),
    query
  )
  return { cases: page, next_token: next }
}

function listTraffic({ world }: ServerParts, query: ListQuery): object {
  assertWindow(query)
  const { page, next } = pageOf(
    world.traffic.changedBetween(query.modified_since, query.modified_until),
    query
  )
  return { rows: page, next_token: next }
}

function pageOf<Row>(rows: readonly Row[], { page_token: token, page_size: size }: ListQuery) {
  const start = token ? Number(token) : 0
  const end = start + size
  return { page: rows.slice(start, end), next: end < rows.length ? String(end) : null }
}

function assertWindow({
  modified_since: since,
  modified_until: until,
  page_size: size
}: ListQuery): void {
  const spanMs = instantMs(until) - instantMs(since)
  if (spanMs <= 0 || spanMs > windowMaxMs) {
    throw new Refusal('WINDOW_INVALID', 'ask for more than nothing and at most 24 hours')
  }
  if (size < 1 || size > pageSizeMax) throw new Refusal('PAGE_SIZE_INVALID', 'ask for 1 to 20 rows')
}

/** Writes, each done once for one `request_id`. */
function writes(parts: ServerParts): Record<string, Operation> {
  const { world, faults, webhooks, clock, stockWrites } = parts
  const done = new Map<string, object>()
  const once =
    <Item>(operation: string, itemsKey: string, write: (item: Item) => WireResult): Operation =>
    (body: Record<string, unknown>) => {
      const requestId = `${operation}:${String(body.request_id)}`
      const before = done.get(requestId)
      if (before) return before
      const results = (body[itemsKey] as Item[]).map((item) => {
        if (faults.strikes('refuseItem', operation)) {
          return { ok: false, code: 'LISTING_FROZEN', message: 'the listing is under review' }
        }
        if (faults.strikes('busyItem', operation)) {
          return { ok: false, code: 'ITEM_BUSY', message: 'try again', retry_after_ms: 50 }
        }
        return write(item)
      })
      // An answer that says "not now" is not the last word on its request.
      if (results.every(({ ok }) => ok)) done.set(requestId, { results })
      return { results }
    }
  return {
    'stock/write': once('stock/write', 'items', (item: WireStockItem) => {
      const { listing_id: listingId, quantity, sequence } = item
      stockWrites.push({ listingId, quantity, sequence, atMs: clock.monotonicMs() })
      return world.writeStock(item)
    }),
    'stock/read': ({ listing_ids: ids }: { listing_ids: string[] }) => ({
      stock: Object.fromEntries(
        ids.flatMap((id) => {
          const quantity = world.stockOf(id)
          return quantity === undefined ? [] : [[id, quantity]]
        })
      )
    }),
    'prices/write': once('prices/write', 'items', (item: WirePriceItem) => world.writePrice(item)),
    'after-sales/decide': once('after-sales/decide', 'decisions', (decision: WireDecision) =>
      world.desk.decide(decision)
    ),
    'shipments/confirm': once('shipments/confirm', 'packages', (parcel: WirePackage) => {
      const result = world.ship(parcel)
      const order = world.orders.get(parcel.order_id)
      if (result.ok && order) webhooks.send('order.changed', order)
      return result
    })
  }
}
