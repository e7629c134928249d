import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { BatchOf, BatchOutcomes } from '#core/http/batch'
import { IdParams, PageOf } from '#core/http/schemas'
import { type LifecycleStep, lifecycleSteps } from '../lifecycle.ts'
import { NewProduct, ProductChange, ProductListed, ProductQuery, ProductShape } from '../schema.ts'
import { changeProduct, createProduct, stepProduct } from '../service/products.ts'
import { readProduct } from '../service/read.ts'
import { assertCostAllowed, type CatalogScope, variantsOf, viewerOf } from './scope.ts'

/** Products: list, read, make, change, and the steps of their life. */
export function productRoutes(scope: CatalogScope): FastifyPluginAsyncTypebox {
  const { ctx, rules, listed } = scope
  return async (app) => {
    app.get(
      '/products',
      {
        config: { permission: 'catalog:read' },
        schema: {
          operationId: 'listProducts',
          summary: 'List and search products with variants, prices and stock',
          querystring: ProductQuery,
          response: { 200: PageOf(ProductListed) }
        }
      },
      async (request, reply) =>
        reply.sendJson(await listed.page(ctx.db, viewerOf(scope, request), request.query))
    )
    app.get(
      '/products/:id',
      {
        config: { permission: 'catalog:read' },
        schema: {
          operationId: 'getProduct',
          summary: 'Read one product with variants, prices, stock and media',
          params: IdParams,
          response: { 200: ProductShape }
        }
      },
      async (request, reply) =>
        reply.sendVersioned(await readProduct(ctx.db, viewerOf(scope, request), request.params.id))
    )
    app.post(
      '/products',
      {
        config: { permission: 'catalog:write' },
        schema: {
          operationId: 'createProduct',
          summary: 'Make a product with its variants, prices and media',
          body: NewProduct,
          response: { 201: ProductShape }
        }
      },
      (request, reply) => {
        assertCostAllowed(request, variantsOf([request.body]))
        return reply.write(201, async (tx) => {
          const id = await createProduct(tx, rules, request.body)
          return readProduct(tx, viewerOf(scope, request), id)
        })
      }
    )
    app.post(
      '/products/batch',
      {
        config: { permission: 'catalog:write' },
        schema: {
          operationId: 'createProducts',
          summary: 'Make up to 500 products, each for itself',
          body: BatchOf(NewProduct),
          response: { 200: BatchOutcomes(ProductShape) }
        }
      },
      (request, reply) => {
        assertCostAllowed(request, variantsOf(request.body.items))
        const viewer = viewerOf(scope, request)
        return reply.batch(request.body.items, async (tx, given) =>
          readProduct(tx, viewer, await createProduct(tx, rules, given))
        )
      }
    )
    app.patch(
      '/products/:id',
      {
        config: { permission: 'catalog:write' },
        schema: {
          operationId: 'updateProduct',
          summary: 'Change a product; what is not given stays',
          params: IdParams,
          body: ProductChange,
          response: { 200: ProductShape }
        }
      },
      (request, reply) => {
        const { id } = request.params
        const change = { id, given: request.body, expectedVersion: request.ifMatch() }
        return reply.write(200, async (tx) => {
          await changeProduct(tx, rules, change)
          return readProduct(tx, viewerOf(scope, request), id)
        })
      }
    )
    await app.register(stepRoutes(scope))
  }
}

const stepSummaries: Record<LifecycleStep, string> = {
  publish: 'Offer a draft for sale',
  pause: 'Take a live product off sale for a while',
  resume: 'Offer a paused product again',
  retire: 'Take a product off sale for good'
}

/** One route for each step of a product's life. */
function stepRoutes(scope: CatalogScope): FastifyPluginAsyncTypebox {
  return async (app) => {
    for (const step of Object.keys(lifecycleSteps) as LifecycleStep[]) {
      app.post(
        `/products/:id/${step}`,
        {
          config: { permission: 'catalog:write' },
          schema: {
            operationId: `${step}Product`,
            summary: stepSummaries[step],
            params: IdParams,
            response: { 200: ProductShape }
          }
        },
        (request, reply) => {
          const { id } = request.params
          const change = { id, step, expectedVersion: request.ifMatch() }
          return reply.write(200, async (tx) => {
            await stepProduct(tx, scope.rules, change)
            return readProduct(tx, viewerOf(scope, request), id)
          })
        }
      )
    }
  }
}
