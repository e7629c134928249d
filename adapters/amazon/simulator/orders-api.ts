import type { FastifyInstance } from 'fastify'
import { instantAt, instantMs } from '#core/time'
import { apiVersions } from '../version.ts'
import type { WireConfirmation, WireOrder } from '../wire.ts'
import type { Market } from './market.ts'
import { placeOf } from './order-book.ts'
import { invalid, missing } from './refusal.ts'

/** An end of a list must be so far behind the platform's own now. */
const behindMs = 120_000
const pageMax = 100
/** Life of a page token. */
const pageTokenTtlMs = 24 * 3_600_000

type Query = Record<string, string | undefined>
type ListedBy = 'created' | 'lastUpdated'

/** Adds the calls about orders. */
export function serveOrders(app: FastifyInstance, market: Market): void {
  const path = `/orders/${apiVersions.orders}/orders`
  app.get(path, { config: { operation: 'searchOrders' } }, async (request) =>
    search(market, request.query as Query)
  )
  app.get(`${path}/:id`, { config: { operation: 'getOrder' } }, async (request) => {
    const order = market.orders.find((request.params as { id: string }).id)
    if (!order) throw missing('The resource specified does not exist.')
    return { order: shown(order, (request.query as Query).includedData) }
  })
  app.post(
    `/orders/${apiVersions.shipments}/orders/:id/shipmentConfirmation`,
    { config: { operation: 'confirmShipment' } },
    async (request, reply) => {
      const { id } = request.params as { id: string }
      confirm(market, id, request.body as WireConfirmation)
      return reply.code(204).send()
    }
  )
}

/**
 * The span that a search covers; null when it says none. Errors: Refusal when it makes no sense.
 */
export function spanOf(query: Query, nowMs: number) {
  const by: ListedBy = query.createdAfter === undefined ? 'lastUpdated' : 'created'
  const since = query[`${by}After`]
  const other = by === 'created' ? query.lastUpdatedAfter : query.createdAfter
  if (since === undefined || other !== undefined) {
    throw invalid('Provide exactly one of createdAfter and lastUpdatedAfter')
  }
  const latestMs = nowMs - behindMs
  const until = query[`${by}Before`] ?? instantAt(latestMs)
  if (Number.isNaN(Date.parse(since)) || Number.isNaN(Date.parse(until))) {
    throw invalid('Invalid Input')
  }
  const isGiven = query[`${by}Before`] !== undefined
  if (isGiven && (instantMs(until) > latestMs || instantMs(until) < instantMs(since))) {
    throw invalid(`${by}Before must be after ${by}After, and two minutes before now`)
  }
  return { by, since, until }
}

function search(market: Market, query: Query): object {
  const token = tokenOf(query, market.clock.ms())
  const { by, since, until } = spanOf(query, token?.nowMs ?? market.clock.ms())
  const size = Number(query.maxResultsPerPage ?? pageMax)
  if (!Number.isInteger(size) || size < 1 || size > pageMax) {
    throw invalid('maxResultsPerPage must be between 1 and 100')
  }
  market.beforePage()
  const key = `${by}Time` as const
  const wanted = (query.marketplaceIds ?? '').split(',')
  if (wanted.length > 50) throw invalid('marketplaceIds takes 50 at most')
  const isWanted = ({ salesChannel, fulfillment }: WireOrder) =>
    wanted.includes(salesChannel.marketplaceId!) &&
    (query.fulfilledBy ?? 'MERCHANT').includes(fulfillment!.fulfilledBy!)
  const span = { since, until, after: token?.after }
  const found = market.orders.between(key, span, { isWanted, atMost: size + 1 })
  const page = found.slice(0, size)
  const issuedMs = market.clock.ms()
  const nowMs = token?.nowMs ?? issuedMs
  const after = page.length > 0 ? placeOf(page.at(-1)!, key) : ''
  const next = { after, issuedMs, nowMs, since, by }
  return {
    orders: market.spoil(page.map((order) => shown(order, query.includedData))),
    ...(found.length > size && {
      pagination: { nextToken: Buffer.from(JSON.stringify(next)).toString('base64url') }
    }),
    [`${by}Before`]: until
  }
}

/** Where a page goes on. Errors: Refusal when it is of another list, or a day old. */
function tokenOf(query: Query, atMs: number): { after: string; nowMs: number } | null {
  if (query.paginationToken === undefined) return null
  try {
    const text = Buffer.from(query.paginationToken, 'base64url').toString('utf8')
    const { after, issuedMs, nowMs, since, by } = JSON.parse(text)
    const isAlive = atMs < issuedMs + pageTokenTtlMs
    if (isAlive && query[`${by}After`] === since) return { after, nowMs }
  } catch {
    // Said below.
  }
  throw invalid('paginationToken does not belong to this list, or has ended')
}

/**
 * An order with the data that was asked for. While payment is pending Amazon shows nobody and no
 * sums.
 */
function shown(order: WireOrder, includedData = ''): WireOrder {
  const isPending = order.fulfillment!.fulfillmentStatus.startsWith('PENDING')
  const has = (name: string) => includedData.split(',').includes(name)
  const { buyer, recipient, proceeds, payment, fulfillment, packages, orderItems, ...rest } =
    structuredClone(order)
  const isOpen = !isPending
  return {
    ...rest,
    ...(has('BUYER') && isOpen && { buyer: buyer! }),
    ...(has('RECIPIENT') && isOpen && { recipient: recipient! }),
    ...(has('PROCEEDS') && isOpen && { proceeds: proceeds! }),
    ...(has('PAYMENT') && isOpen && { payment: payment! }),
    ...(has('FULFILLMENT') && { fulfillment: fulfillment! }),
    ...(has('PACKAGES') && { packages: packages! }),
    orderItems: orderItems.map(({ proceeds: brought, fulfillment: state, ...item }) => ({
      ...item,
      ...(has('PROCEEDS') && isOpen && { proceeds: brought! }),
      ...(has('FULFILLMENT') && { fulfillment: state! })
    }))
  }
}

function confirm(market: Market, orderId: string, body: WireConfirmation): void {
  const order = market.orders.find(orderId)
  if (!order) throw missing('The resource specified does not exist.')
  if (market.isTime('partial', 'confirmShipment')) throw invalid('Invalid tracking number')
  const detail = body?.packageDetail
  if (body?.marketplaceId !== order.salesChannel.marketplaceId) throw invalid('Wrong marketplaceId')
  if (!/^[1-9]\d*$/.test(detail?.packageReferenceId ?? '')) {
    throw invalid('packageReferenceId must be a positive number')
  }
  if (!detail.carrierCode || (detail.carrierCode === 'Other' && !detail.carrierName)) {
    throw invalid('carrierCode is missing, or carrierName beside Other')
  }
  if (!detail.trackingNumber || Number.isNaN(Date.parse(detail.shipDate))) {
    throw invalid('trackingNumber or shipDate is missing')
  }
  if (!['UNSHIPPED', 'PARTIALLY_SHIPPED'].includes(order.fulfillment!.fulfillmentStatus)) {
    throw invalid(`The order is ${order.fulfillment!.fulfillmentStatus}`)
  }
  market.orders.ship(orderId, body)
}
