import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { type Static, Type } from 'typebox'
import { currencyCodes } from '#core/currency'
import { pageOf } from '#core/database/keyset'
import { BatchOf, type BatchOutcome, BatchOutcomes } from '#core/http/batch'
import { toProblem } from '#core/http/problem'
import {
  CurrencyCode,
  InstantText,
  Nullable,
  PageOf,
  PageQuery,
  Sku,
  skuCharactersMax
} from '#core/http/schemas'
import type { Tx } from '#core/transaction'
import { PricingInvalid } from '../errors.ts'
import type { PricingScope } from '../scope.ts'
import type { CompetitorPriceRow } from '../tables.ts'
import { saveSnapshots } from './repository.ts'

const Snapshot = Type.Object(
  {
    sku: Sku,
    competitor: Type.String({ minLength: 1, maxLength: 100 }),
    currency: CurrencyCode,
    priceMinor: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
    capturedAt: Type.Optional({ ...InstantText, description: 'Default: now' })
  },
  { additionalProperties: false }
)
type SnapshotShape = Static<typeof Snapshot>

const SnapshotShape = Type.Object({
  variantId: Type.String(),
  sku: Nullable(Type.String()),
  competitor: Type.String(),
  currency: CurrencyCode,
  priceMinor: Type.Integer(),
  capturedAt: InstantText
})

const SnapshotQuery = Type.Object(
  { ...PageQuery.properties, sku: Type.Optional(Type.String({ maxLength: skuCharactersMax })) },
  { additionalProperties: false }
)

/** What competitors ask for what we sell. */
export function competitorPriceRoutes({ ctx, parts }: PricingScope): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.get(
      '/competitor-prices',
      {
        config: { permission: 'pricing:read' },
        schema: {
          operationId: 'listCompetitorPrices',
          summary: "List competitors' prices as they were captured",
          querystring: SnapshotQuery,
          response: { 200: PageOf(SnapshotShape) }
        }
      },
      async (request) => {
        const { sku, ...paging } = request.query
        let query = ctx.db.selectFrom('competitorPrices').selectAll()
        if (sku !== undefined) {
          const variant = (await parts.catalog.variantsBySku(ctx.db, [sku])).get(sku)
          query = query.where('variantId', '=', variant?.id ?? '')
        }
        const sort = ['variantId', 'currency', 'competitor', 'capturedAt']
        const page = await pageOf(query, { list: 'competitor-prices', sort, ...paging })
        const ids = [...new Set(page.data.map(({ variantId }) => variantId))]
        const variants = await parts.catalog.variantsById(ctx.db, ids)
        const skuOf = (variantId: string) => variants.get(variantId)?.sku ?? null
        return { ...page, data: page.data.map((row) => ({ ...row, sku: skuOf(row.variantId) })) }
      }
    )
    app.post(
      '/competitor-prices/batch',
      {
        config: { permission: 'pricing:write' },
        schema: {
          operationId: 'importCompetitorPrices',
          summary: "Take in competitors' prices; what follows for ours is reckoned afterwards",
          body: BatchOf(Snapshot, 1000),
          response: { 200: BatchOutcomes(Type.Object({ variantId: Type.String() })) }
        }
      },
      (request, reply) => reply.write(200, (tx) => takeIn(tx, parts, request.body.items))
    )
  }
}

/** One transaction for all: what is wrong with an item is told, the others are kept. */
async function takeIn(
  tx: Tx,
  { catalog }: PricingScope['parts'],
  items: readonly SnapshotShape[]
): Promise<{ outcomes: BatchOutcome<{ variantId: string }>[] }> {
  const variants = await catalog.variantsBySku(tx, [...new Set(items.map(({ sku }) => sku))])
  const currencies = new Set(currencyCodes())
  const rows = new Map<string, CompetitorPriceRow>()
  const outcomes = items.map((item, index): BatchOutcome<{ variantId: string }> => {
    const { sku, competitor, currency, priceMinor, capturedAt = tx.now } = item
    const variantId = variants.get(sku)?.id
    const fault =
      variantId === undefined
        ? { field: 'sku', reason: `there is no SKU ${JSON.stringify(sku)} in the catalog` }
        : !currencies.has(currency)
          ? { field: 'currency', reason: `${currency} is not an ISO 4217 code in use` }
          : capturedAt > tx.now
            ? { field: 'capturedAt', reason: 'is in the future; send when it was captured' }
            : undefined
    if (fault || variantId === undefined) {
      const field = `#/items/${index}/${fault?.field}`
      const error = new PricingInvalid({ field, reason: fault?.reason ?? '' })
      return { index, status: 'rejected', problem: toProblem(error) }
    }
    // Of two that are the same snapshot the last one counts.
    rows.set([variantId, currency, competitor, capturedAt].join('\n'), {
      variantId,
      currency,
      competitor,
      capturedAt,
      priceMinor,
      createdAt: tx.now
    })
    return { index, status: 'done', result: { variantId } }
  })
  await saveSnapshots(tx, [...rows.values()])
  const touched = [...new Set([...rows.values()].map(({ variantId }) => variantId))]
  if (touched.length > 0) {
    await tx.enqueue('pricing.recalculate', [{ payload: { variantIds: touched } }])
  }
  return { outcomes }
}
