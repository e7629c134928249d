import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { currencyExponent } from '#core/currency'
import { pageOf } from '#core/database/keyset'
import { NotFound, VersionOutdated } from '#core/http/errors'
import { IdParams, PageOf, PageQuery } from '#core/http/schemas'
import { newId } from '#core/ids'
import type { Tx } from '#core/transaction'
import { PricingInvalid } from '../errors.ts'
import type { PricingScope } from '../scope.ts'
import type { ProfitModelRow } from '../tables.ts'
import { isFloorReachable } from './floor.ts'
import { deleteModel, findModel, saveModel } from './models.ts'
import { ProfitModelInput, type ProfitModelInputShape, ProfitModelShape } from './schema.ts'

/** Profit models: they tell of cost, so nobody sees them who may not see that. */
export function profitModelRoutes({ ctx }: PricingScope): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.get(
      '/profit-models',
      {
        config: { permission: 'pricing:policies' },
        schema: {
          operationId: 'listProfitModels',
          summary: 'List what selling costs, by channel and currency',
          querystring: PageQuery,
          response: { 200: PageOf(ProfitModelShape) }
        }
      },
      async (request) => {
        const query = ctx.db.selectFrom('profitModels').selectAll()
        const page = await pageOf(query, { list: 'profit-models', sort: ['id'], ...request.query })
        return { ...page, data: page.data.map(toAnswer) }
      }
    )
    app.put(
      '/profit-models',
      {
        config: { permission: 'pricing:policies' },
        schema: {
          operationId: 'saveProfitModel',
          summary: 'Set what selling costs on a channel, and the least that has to be left',
          body: ProfitModelInput,
          response: { 200: ProfitModelShape }
        }
      },
      (request, reply) => {
        return reply.write(200, async (tx) =>
          toAnswer(await save(tx, request.body, request.ifMatch()))
        )
      }
    )
    app.delete(
      '/profit-models/:id',
      {
        config: { permission: 'pricing:policies' },
        schema: {
          operationId: 'deleteProfitModel',
          summary: 'Delete a profit model; its channel takes that of every channel then',
          params: IdParams,
          response: { 204: Type.Null() }
        }
      },
      (request, reply) => {
        return reply.write(204, (tx) => remove(tx, request.params.id))
      }
    )
  }
}

/** Errors: CURRENCY_UNKNOWN, PRICING_INVALID, VERSION_OUTDATED. */
async function save(
  tx: Tx,
  { channelId, ...input }: ProfitModelInputShape,
  expected: number | undefined
): Promise<ProfitModelRow> {
  currencyExponent(input.currency)
  if (!isFloorReachable(input)) {
    throw new PricingInvalid({
      field: '#/floorBps',
      reason: 'fees, ads, returns and floor leave nothing of any price; lower one of them'
    })
  }
  const key = { channelId: channelId ?? '', currency: input.currency }
  const before = await findModel(tx, key)
  const current = before?.version ?? 0
  if (expected !== undefined && expected !== current) {
    throw new VersionOutdated({ expected, current })
  }
  const row: ProfitModelRow = {
    ...input,
    id: before?.id ?? newId('pfm'),
    ...key,
    version: current + 1,
    createdAt: before?.createdAt ?? tx.now,
    updatedAt: tx.now
  }
  await saveModel(tx, row)
  const subject = { subjectType: 'profitModel', subjectId: row.id }
  tx.audit([{ action: 'profit-model.save', ...subject, before, after: row }])
  await tx.enqueue('pricing.recalculate', [{ payload: { variantIds: [] } }])
  return row
}

/** Errors: NOT_FOUND. */
async function remove(tx: Tx, id: string): Promise<void> {
  const before = await deleteModel(tx, id)
  if (!before) throw new NotFound({ what: 'profit model', id })
  tx.audit([{ action: 'profit-model.delete', subjectType: 'profitModel', subjectId: id, before }])
  await tx.enqueue('pricing.recalculate', [{ payload: { variantIds: [] } }])
}

function toAnswer(row: ProfitModelRow) {
  return { ...row, channelId: row.channelId === '' ? null : row.channelId }
}
