import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { pageOf } from '#core/database/keyset'
import { NotFound } from '#core/http/errors'
import { IdParams, PageOf, PageQuery } from '#core/http/schemas'
import type { PricingScope } from '../scope.ts'
import { findPolicy, type PricePolicy, readPolicy } from './repository.ts'
import { PricePolicyInput, PricePolicyShape } from './schema.ts'
import { createPolicy, removePolicy, replacePolicy } from './service.ts'

const config = { permission: 'pricing:policies' } as const

/** Price policies. A rule beside the price it makes tells of cost, so they are for those who may see that. */
export function pricePolicyRoutes({ ctx, parts }: PricingScope): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.get(
      '/price-policies',
      {
        config,
        schema: {
          operationId: 'listPricePolicies',
          summary: 'List price policies',
          querystring: PageQuery,
          response: { 200: PageOf(PricePolicyShape) }
        }
      },
      async (request) => {
        const query = ctx.db.selectFrom('pricePolicies').selectAll()
        const page = await pageOf(query, { list: 'price-policies', sort: ['id'], ...request.query })
        return { ...page, data: page.data.map((row) => toAnswer(readPolicy(row))) }
      }
    )
    app.get(
      '/price-policies/:id',
      {
        config,
        schema: {
          operationId: 'getPricePolicy',
          summary: 'Read a price policy',
          params: IdParams,
          response: { 200: PricePolicyShape }
        }
      },
      async (request, reply) => {
        const row = await findPolicy(ctx.db, request.params.id)
        if (!row) throw new NotFound({ what: 'price policy', id: request.params.id })
        return reply.sendVersioned(toAnswer(readPolicy(row)))
      }
    )
    app.post(
      '/price-policies',
      {
        config,
        schema: {
          operationId: 'createPricePolicy',
          summary: 'Make a price policy; what follows from it is reckoned afterwards',
          body: PricePolicyInput,
          response: { 201: PricePolicyShape }
        }
      },
      (request, reply) => {
        return reply.write(201, async (tx) => toAnswer(await createPolicy(tx, parts, request.body)))
      }
    )
    app.put(
      '/price-policies/:id',
      {
        config,
        schema: {
          operationId: 'replacePricePolicy',
          summary: 'Put a price policy in the place of what it was',
          params: IdParams,
          body: PricePolicyInput,
          response: { 200: PricePolicyShape }
        }
      },
      (request, reply) => {
        const { id } = request.params
        const change = { id, input: request.body, expectedVersion: request.ifMatch() }
        return reply.write(200, async (tx) => toAnswer(await replacePolicy(tx, parts, change)))
      }
    )
    app.delete(
      '/price-policies/:id',
      {
        config,
        schema: {
          operationId: 'deletePricePolicy',
          summary: 'End a price policy; prices stay as they are',
          params: IdParams,
          response: { 204: Type.Null() }
        }
      },
      (request, reply) => {
        return reply.write(204, (tx) => removePolicy(tx, request.params.id, request.ifMatch()))
      }
    )
  }
}

function toAnswer(policy: PricePolicy) {
  return {
    ...policy,
    appliesItself: policy.appliesItself === 1,
    isEnabled: policy.isEnabled === 1
  }
}
