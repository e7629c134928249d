import type { FastifyInstance } from 'fastify'
import { formatAmount, parseAmountMinor } from '#core/money'
import type { WireFulfillment, WireMeta, WireOrder } from '../wire.ts'
import { invalid, pageOf, type Query } from './lists.ts'
import { Refusal } from './refusal.ts'
import type { Shop } from './shop.ts'
import { limitOf, localOf } from './times.ts'

type Params = { id: string }

/** Adds the calls about orders. */
export function serveOrders(app: FastifyInstance, shop: Shop): void {
  const { orders } = shop
  const placedOf = (params: unknown) => orders.find(Number((params as Params).id))
  app.get('/orders', { config: { operation: 'listOrders' } }, async (request, reply) => {
    shop.beforePage()
    const query = request.query as Query
    const rows = orders.wires().filter((wire) => isWanted(wire, query))
    return shop.spoil(pageOf(rows, query, reply))
  })
  app.get('/orders/:id', { config: { operation: 'getOrder' } }, async ({ params }) => {
    return placedOf(params).wire
  })
  app.put('/orders/:id', { config: { operation: 'updateOrder' } }, async ({ params, body }) => {
    const { wire } = placedOf(params)
    const { status, meta_data: meta = [] } = body as { status?: string; meta_data?: WireMeta[] }
    if (status !== undefined) orders.setStatus(wire.id, status)
    for (const entry of meta) {
      const there = wire.meta_data.find(({ id }) => id !== undefined && id === entry.id)
      if (there) there.value = entry.value
      else wire.meta_data.push({ ...entry, id: orders.nextId() })
    }
    orders.touch(wire.id)
    return wire
  })
  serveNotes(app, shop)
  serveRefunds(app, shop)
  serveFulfillments(app, shop)
}

function serveNotes(app: FastifyInstance, { orders }: Shop): void {
  const path = '/orders/:id/notes'
  app.get(path, { config: { operation: 'listNotes' } }, async ({ params }) => {
    return orders.find(Number((params as Params).id)).notes
  })
  app.post(path, { config: { operation: 'createNote' } }, async ({ params, body }, reply) => {
    const { notes } = orders.find(Number((params as Params).id))
    const { note, customer_note = false } = body as { note?: string; customer_note?: boolean }
    if (!note) throw invalid('note')
    const made = { id: orders.nextId(), note, customer_note }
    notes.unshift(made)
    return reply.code(201).send(made)
  })
}

function serveRefunds(app: FastifyInstance, { orders }: Shop): void {
  const path = '/orders/:id/refunds'
  app.get(path, { config: { operation: 'listRefunds' } }, async ({ params, query }, reply) => {
    return pageOf(orders.find(Number((params as Params).id)).refunds, query as Query, reply)
  })
  app.post(path, { config: { operation: 'createRefund' } }, async ({ params, body }, reply) => {
    const { wire, refunds } = orders.find(Number((params as Params).id))
    const { amount = '', reason = '' } = body as { amount?: string; reason?: string }
    const minor = (decimal: string) => parseAmountMinor(decimal, wire.currency)
    const given = refunds.reduce((sum, refund) => sum + minor(refund.amount), 0)
    const leftMinor = minor(wire.total) - given
    if (!(minor(amount) > 0 && minor(amount) <= leftMinor)) {
      const code = 'woocommerce_rest_cannot_create_order_refund'
      // Said with 500, though it is the request that is wrong.
      throw new Refusal(500, code, 'Invalid refund amount.')
    }
    const made = { id: orders.nextId(), amount, reason }
    refunds.push(made)
    wire.refunds.push({
      id: made.id,
      reason,
      total: `-${formatAmount(minor(amount), wire.currency)}`
    })
    if (minor(amount) === leftMinor) orders.setStatus(wire.id, 'refunded')
    orders.touch(wire.id)
    return reply.code(201).send(made)
  })
}

function serveFulfillments(app: FastifyInstance, shop: Shop): void {
  const path = '/orders/:id/fulfillments'
  const find = (params: unknown) => {
    if (!shop.hasFulfillments) {
      throw new Refusal(404, 'rest_no_route', 'No route was found matching the URL and method.')
    }
    return shop.orders.find(Number((params as Params).id))
  }
  app.get(path, { config: { operation: 'listFulfillments' } }, async ({ params }) => {
    return find(params).fulfillments
  })
  app.post(path, { config: { operation: 'createFulfillment' } }, async (request, reply) => {
    const { wire, fulfillments } = find(request.params)
    const { is_fulfilled = false, meta_data = [] } = request.body as Partial<WireFulfillment>
    const items = meta_data.find(({ key }) => key === '_items')?.value
    const isOfOrder = (item: { item_id: number; qty: number }) =>
      item.qty > 0 && wire.line_items.some(({ id }) => id === item.item_id)
    if (!Array.isArray(items) || items.length === 0 || !items.every(isOfOrder)) {
      throw new Refusal(400, 'woocommerce_fulfillment_error', 'Invalid item.')
    }
    const made = { id: shop.orders.nextId(), is_fulfilled, date_deleted: null, meta_data }
    fulfillments.push(made)
    return reply.code(201).send(made)
  })
}

/** The slice that a list was asked for; null: none. */
export function sliceOf(query: Query): { since: string; until: string } | null {
  const after = query.modified_after ?? query.after
  const before = query.modified_before ?? query.before
  if (after === undefined || before === undefined || !query.dates_are_gmt) return null
  const shifted = (time: string, ms: number) => new Date(Date.parse(`${time}Z`) + ms).toISOString()
  return { since: shifted(after, 1000), until: shifted(before, -1000) }
}

function isWanted(wire: WireOrder, query: Query): boolean {
  const { status = 'any' } = query
  const isOfStatus = status === 'any' ? wire.status !== 'trash' : wire.status === status
  const is = (gmt: string, after: string | undefined, before: string | undefined) => {
    const time = query.dates_are_gmt === 'true' ? gmt : localOf(gmt)
    return (
      (after === undefined || time > limitOf(after)) &&
      (before === undefined || time < limitOf(before))
    )
  }
  return (
    isOfStatus &&
    is(wire.date_modified_gmt, query.modified_after, query.modified_before) &&
    is(wire.date_created_gmt, query.after, query.before)
  )
}
