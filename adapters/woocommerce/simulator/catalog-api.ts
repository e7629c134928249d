import type { FastifyInstance } from 'fastify'
import type { WireBatchEntry, WireProduct } from '../wire.ts'
import { missing, pageOf, type Query } from './lists.ts'
import { Refusal } from './refusal.ts'
import type { Shop } from './shop.ts'
import { limitOf, localOf } from './times.ts'

const batchMax = 100

interface Batch {
  create?: Partial<WireProduct>[]
  update?: Partial<WireProduct>[]
}

/** Adds the calls about products, their reviews, and webhooks. */
export function serveCatalog(app: FastifyInstance, shop: Shop): void {
  const { shelf } = shop
  const parentOf = (params: unknown) => {
    const parent = Number((params as { id: string }).id)
    if (shelf.list(parent).length === 0) throw missing('woocommerce_rest_product_invalid_id')
    return parent
  }
  app.get('/products', { config: { operation: 'listProducts' } }, async ({ query }, reply) => {
    // Asked for by SKU, variations are shown too.
    const isBySku = (query as Query).sku !== undefined
    const rows = isBySku ? shelf.all() : shelf.list(0)
    return pageOf(included(rows, query as Query), query as Query, reply)
  })
  app.post('/products/batch', { config: { operation: 'batchProducts' } }, async ({ body }) => {
    return answerBatch(shop, 0, body as Batch)
  })
  const path = '/products/:id/variations'
  app.get(path, { config: { operation: 'listVariations' } }, async (request, reply) => {
    const query = request.query as Query
    return pageOf(included(shelf.list(parentOf(request.params)), query), query, reply)
  })
  app.post(
    `${path}/batch`,
    { config: { operation: 'batchVariations' } },
    async ({ params, body }) => answerBatch(shop, parentOf(params), body as Batch)
  )
  app.get('/products/reviews', { config: { operation: 'listReviews' } }, async (request, reply) => {
    const query = request.query as Query
    const { status = 'approved', after, before } = query
    // Reviews are compared by the shop's own time alone.
    const rows = shop.reviews.filter((review) => {
      const time = localOf(review.date_created_gmt)
      return (
        (status === 'all' || review.status === status) &&
        (after === undefined || time > limitOf(after)) &&
        (before === undefined || time < limitOf(before))
      )
    })
    return pageOf(rows, query, reply)
  })
  serveWebhooks(app, shop)
}

function serveWebhooks(app: FastifyInstance, { webhooks }: Shop): void {
  app.get('/webhooks', { config: { operation: 'listWebhooks' } }, async ({ query }, reply) =>
    pageOf(webhooks.list(), query as Query, reply)
  )
  app.post('/webhooks', { config: { operation: 'createWebhook' } }, async ({ body }, reply) =>
    reply.code(201).send(await webhooks.create(body as object))
  )
  app.put('/webhooks/:id', { config: { operation: 'updateWebhook' } }, async (request) => {
    const id = Number((request.params as { id: string }).id)
    const hook = webhooks.update(id, request.body as object)
    if (!hook) throw missing('woocommerce_rest_shop_webhook_invalid_id')
    return hook
  })
}

function included(products: readonly WireProduct[], { include, sku }: Query): WireProduct[] {
  const ids = include?.split(',').map(Number)
  // The text as a whole may be one too.
  const skus = sku === undefined ? undefined : [...sku.split(','), sku]
  return products.filter(
    (product) => (!ids || ids.includes(product.id)) && (!skus || skus.includes(product.sku))
  )
}

/**
 * Each entry by itself: what is refused says so in its place. Errors: Refusal when there are too
 * many.
 */
function answerBatch(shop: Shop, parent: number, { create = [], update = [] }: Batch) {
  if (create.length + update.length > batchMax) {
    const code = 'woocommerce_rest_request_entity_too_large'
    throw new Refusal(413, code, `Unable to accept more than ${batchMax} items for this request.`)
  }
  const operation = parent === 0 ? 'batchProducts' : 'batchVariations'
  let isSpoilt = shop.isTime('partial', operation)
  const entry = (id: number, write: () => WireProduct): WireBatchEntry => {
    try {
      if (isSpoilt) throw new Refusal(400, 'woocommerce_rest_product_locked', 'It is being edited.')
      return write()
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      return { id, error: error.body() }
    } finally {
      isSpoilt = false
    }
  }
  const { shelf } = shop
  return {
    ...(create.length > 0 && {
      create: create.map((wish) => entry(0, () => shelf.create(wish)))
    }),
    ...(update.length > 0 && {
      update: update.map((wish) => entry(wish.id ?? 0, () => shelf.update(parent, wish)))
    })
  }
}
