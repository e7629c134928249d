import {
  type AdapterIo,
  type ChannelClient,
  type ChannelOrder,
  type ChannelOrderStatus,
  type Classification,
  callHttp,
  classifyUnknown,
  defineAdapter,
  mapEach,
  parseAmountMinor,
  parseLossless,
  Secret
} from 'shopkeeper'
import { type Static, Type } from 'typebox'

/*
 * An adapter of your own, for a web shop with a small JSON API:
 *
 *   GET  /orders?since=…&until=…&page=n   { orders: [...], pages: 3 }
 *   GET  /orders/:id                      one of them, or 404
 *   POST /stock                           { items: [{ id, quantity }] } → { results: [{ id, ok, reason? }] }
 *   POST /orders/:id/parcels              { carrier, number }: the same number again changes nothing
 *
 * Its words end in this file: what leaves it are our documents. It has no clock, no fetch and no database of its own.
 */

const Account = Type.Object(
  {
    baseUrl: Type.String({ pattern: '^https?://', maxLength: 500 }),
    token: Secret({ description: 'Sent as a bearer token', minLength: 8 }),
    currency: Type.String({ pattern: '^[A-Z]{3}$', default: 'EUR' })
  },
  { additionalProperties: false }
)

/** An order as the shop writes it. */
interface WireOrder {
  id: number | string
  state: string
  total: string
  created: string
  changed: string
  customer: string | null
  lines: { no: number; sku: string; name: string; count: number; total: string }[]
}

class ShopFailure extends Error {
  readonly status: number
  readonly retryAfterMs: number
  readonly reason: string
  constructor(status: number, retryAfter: string | undefined, text: string) {
    super(`the shop answers ${status}`)
    this.status = status
    this.retryAfterMs = Number(retryAfter ?? 5) * 1000
    this.reason = /"reason":"([^"]*)"/.exec(text)?.[1] ?? text
  }
}

/** Their words for where an order stands; what is missing here becomes `unmapped`: held, with an alert. */
const statuses: Readonly<Record<string, ChannelOrderStatus>> = {
  new: 'awaiting_payment',
  paid: 'paid',
  sent: 'shipped',
  void: 'canceled'
}

/** A web shop around the corner. */
const cornerShop = defineAdapter({
  platform: 'corner-shop',
  title: 'Corner shop',
  account: Account,
  capabilities: {
    orders: {
      pull: {
        by: 'window',
        windowMax: 'P7D',
        lag: 'PT1M',
        pageSizeMax: 50,
        direction: 'backward'
      },
      push: false
    },
    listings: false,
    stock: { write: 'absolute', batchMax: 100 },
    prices: false,
    shipments: { confirm: { split: false, batchMax: 1 } },
    afterSales: false,
    refunds: false,
    reviews: false,
    messages: false
  },
  connect: (account, io): ChannelClient => {
    const call = <T>(method: 'GET' | 'POST', path: string, body?: object) =>
      callShop<T>(account, io, { method, path, body })
    return {
      orders: {
        async listChanged({ slice, pageToken }) {
          const list = (page: number) =>
            call<{ orders: WireOrder[]; pages: number }>(
              'GET',
              `/orders?${new URLSearchParams({ ...slice, page: String(page) })}`
            )
          // The last page first, whose number only the first one tells: an order that changes leaves the
          // list, those after it move to earlier pages, and those are still to come.
          const page = pageToken === null ? (await list(1)).pages : Number(pageToken)
          const answer = await list(page)
          const { documents, rejected } = mapEach(
            'orders',
            answer.orders,
            (order) => toOrder(order, account.currency),
            ({ id }) => String(id)
          )
          const next = page > 1 ? String(page - 1) : null
          return { documents, rejected, next, observedUntil: null }
        },
        async get(externalId) {
          try {
            const path = `/orders/${encodeURIComponent(externalId)}`
            return toOrder(await call<WireOrder>('GET', path), account.currency)
          } catch (error) {
            if (error instanceof ShopFailure && error.status === 404) return null
            throw error
          }
        }
      },
      async writeStock(items, idempotencyKey) {
        const wire = items.map(({ externalListingId, quantity }) => ({
          id: externalListingId,
          quantity
        }))
        const { results } = await call<{ results: { ok: boolean; reason?: string }[] }>(
          'POST',
          `/stock?key=${encodeURIComponent(idempotencyKey)}`,
          { items: wire }
        )
        return results.map(({ ok, reason = 'no reason given' }) =>
          ok ? { status: 'done' } : { status: 'rejected', code: 'REFUSED', reason }
        )
      },
      async confirmShipments([item]) {
        const { orderExternalId, carrier, trackingNumber: number } = item!
        try {
          const path = `/orders/${encodeURIComponent(orderExternalId)}/parcels`
          await call('POST', path, { carrier, number })
          return [{ status: 'done' }]
        } catch (error) {
          if (!(error instanceof ShopFailure) || error.status !== 422) throw error
          const reason = `${error.reason}: use UPS, DHL or bicycle`
          return [{ status: 'rejected', code: 'CARRIER_UNKNOWN', reason }]
        }
      },
      classify
    }
  }
})

export default cornerShop

interface Call {
  method: 'GET' | 'POST'
  path: string
  body?: object | undefined
}

async function callShop<T>(
  { baseUrl, token }: Static<typeof Account>,
  io: AdapterIo,
  { method, path, body }: Call
): Promise<T> {
  const { status, headers, text } = await callHttp(io, {
    operation: path.split('?')[0]!,
    method,
    url: `${baseUrl}${path}`,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) })
  })
  if (status === 200) return parseLossless(text) as T
  throw new ShopFailure(status, headers['retry-after'], text)
}

/** What to do about a failure. */
function classify(error: unknown): Classification {
  const reason = error instanceof Error ? error.message : String(error)
  if (!(error instanceof ShopFailure)) return classifyUnknown(error)
  if (error.status === 401) return { action: 'fatal', reason: `${reason}: check the token` }
  if (error.status === 429) {
    return { action: 'rateLimited', retryAfterMs: error.retryAfterMs, reason }
  }
  return error.status >= 500
    ? { action: 'retry', reason }
    : { action: 'rejected', code: String(error.status), reason }
}

function toOrder(order: WireOrder, currency: string): ChannelOrder {
  const totalMinor = parseAmountMinor(order.total, currency)
  const status = statuses[order.state] ?? 'unmapped'
  return {
    kind: 'order',
    externalId: String(order.id),
    number: String(order.id),
    status,
    rawStatus: order.state,
    currency,
    lines: order.lines.map((line) => ({
      externalId: String(line.no),
      sku: line.sku,
      title: line.name,
      quantity: line.count,
      unitPriceMinor: null,
      totalMinor: parseAmountMinor(line.total, currency),
      discountMinor: 0,
      taxMinor: 0
    })),
    shippingMinor: 0,
    discountMinor: 0,
    taxMinor: 0,
    totalMinor,
    paidMinor: status === 'awaiting_payment' ? 0 : totalMinor,
    buyer: { externalId: order.customer },
    address: null,
    placedAt: new Date(order.created).toISOString(),
    modifiedAt: new Date(order.changed).toISOString()
  }
}
