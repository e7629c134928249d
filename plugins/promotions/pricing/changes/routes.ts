import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { currencyExponent } from '#core/currency'
import { pageOf } from '#core/database/keyset'
import { PageOf } from '#core/http/schemas'
import type { Tx } from '#core/transaction'
import { PricingInvalid } from '../errors.ts'
import type { PricingScope } from '../scope.ts'
import { requireSkus } from '../skus.ts'
import type { LimitReason, PriceChangeRow } from '../tables.ts'
import { approveChanges, cancelChanges, rejectChanges } from './decide.ts'
import type { ChangeParts } from './parts.ts'
import { changesQuery } from './repository.ts'
import { requestChanges } from './request.ts'
import {
  ChangeQuery,
  ChangeShape,
  ChangesAnswer,
  ChangesBody,
  type ChangesBodyShape,
  DecisionBody
} from './schema.ts'

const decisions = [
  ['approve', 'pricing:approve', 'Approve price changes of others', approveChanges],
  ['reject', 'pricing:approve', 'Refuse proposed price changes', rejectChanges],
  ['cancel', 'pricing:write', 'Take back price changes that are not applied yet', cancelChanges]
] as const

/** The log of list prices, and changes that are asked for. */
export function priceChangeRoutes(
  { ctx }: PricingScope,
  parts: ChangeParts
): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.get(
      '/prices/changes',
      {
        config: { permission: 'pricing:read' },
        schema: {
          operationId: 'listPriceChanges',
          summary: 'List what list prices were, became and are to become, newest first',
          querystring: ChangeQuery,
          response: { 200: PageOf(ChangeShape) }
        }
      },
      async (request) => {
        const { variantId, sku, state, source, ...paging } = request.query
        const query = changesQuery(ctx.db, { variantId, sku, state, source })
        const page = await pageOf(query, { list: 'price-changes', sort: ['-id'], ...paging })
        return { ...page, data: page.data.map(toAnswer) }
      }
    )
    app.post(
      '/prices/changes',
      {
        config: { permission: 'pricing:write' },
        schema: {
          operationId: 'requestPriceChanges',
          summary: 'Ask for list prices: within the limits they are set, over them they wait',
          body: ChangesBody,
          response: { 201: ChangesAnswer }
        }
      },
      (request, reply) =>
        reply.write(201, async (tx) => {
          const changes = await ask(tx, parts, request.body)
          return { data: changes.map(toAnswer) }
        })
    )
    for (const [word, permission, summary, decide] of decisions) {
      app.post(
        `/prices/changes/${word}`,
        {
          config: { permission },
          schema: {
            operationId: `${word}PriceChanges`,
            summary,
            body: DecisionBody,
            response: { 200: ChangesAnswer }
          }
        },
        (request, reply) =>
          reply.write(200, async (tx) => {
            const { ids, note = null } = request.body
            const changes = await decide(tx, parts, { ids, note })
            return { data: changes.map(toAnswer) }
          })
      )
    }
  }
}

/** Errors: CURRENCY_UNKNOWN, PRICING_INVALID. */
async function ask(
  tx: Tx,
  parts: ChangeParts,
  { currency, reason, effectiveAt = tx.now, items }: ChangesBodyShape
): Promise<PriceChangeRow[]> {
  currencyExponent(currency)
  if (effectiveAt < tx.now) {
    throw new PricingInvalid({ field: '#/effectiveAt', reason: 'is over; leave it out for now' })
  }
  const variants = await requireSkus(tx, parts.catalog, items)
  const seen = new Set<string>()
  for (const [index, { sku }] of items.entries()) {
    if (seen.has(sku)) {
      throw new PricingInvalid({
        field: `#/items/${index}/sku`,
        reason: `${sku} is there twice; give it one price`
      })
    }
    seen.add(sku)
  }
  const wanted = items.map(({ sku, newMinor }) => ({
    variantId: variants.get(sku)!.id,
    sku,
    newMinor,
    policyId: null,
    reason
  }))
  const source = 'request'
  return requestChanges(tx, parts, {
    currency,
    items: wanted,
    effectiveAt,
    source,
    isApprovalAsked: false
  })
}

function toAnswer(row: PriceChangeRow) {
  const overLimit = row.overLimit === '' ? [] : (row.overLimit.split(',') as LimitReason[])
  return { ...row, overLimit }
}
