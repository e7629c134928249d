import { Type } from 'typebox'
import { Nullable, OneOf, PageOf, PageQuery } from '#core/http/schemas'
import { addDays, businessDay } from '../query/calendar.ts'
import type { ReportingScope } from '../scope.ts'
import { hotStates } from './judge.ts'
import { unwatchProduct, watchProduct } from './keep.ts'
import { listHotProducts } from './repository.ts'
import { hotMetrics, type ReportHotProductRow } from './tables.ts'
import { daysOf } from './watch.ts'

const closed = { additionalProperties: false }
const Sku = Type.String({ minLength: 1, maxLength: 200 })

const fields = {
  sku: Type.String(),
  metric: OneOf(hotMetrics),
  note: Nullable(Type.String()),
  state: OneOf(hotStates),
  base: Nullable(Type.Number({ description: 'What it was before it fell' })),
  falls: Type.Integer({ description: 'Days in a row on which it fell, up to the last' }),
  fellOn: Nullable(Type.String()),
  seenOn: Nullable(Type.String({ description: 'The last day that was judged' })),
  version: Type.Integer(),
  createdAt: Type.String(),
  updatedAt: Type.String()
}
const HotProductShape = Type.Object(fields, closed)
const WithDays = Type.Object(
  {
    ...fields,
    days: Type.Array(Type.Object({ day: Type.String(), value: Nullable(Type.Number()) }, closed), {
      description: 'The last two weeks'
    })
  },
  closed
)
const ListQuery = Type.Object(
  { ...PageQuery.properties, state: Type.Optional(OneOf(hotStates)) },
  closed
)
const WatchBody = Type.Object(
  {
    metric: OneOf(hotMetrics, { default: 'visitors' }),
    note: Type.Optional(Nullable(Type.String({ maxLength: 500 }))),
    isAnew: Type.Boolean({ default: false, description: 'What was before today is settled' })
  },
  closed
)

/** Days that the list shows. */
const shownDays = 14

function present({ createdBy: _, sinceOn: __, ...row }: ReportHotProductRow) {
  return row
}

/** Products that sell well, and how they do. */
export function hotProductRoutes(scope: ReportingScope): void {
  const { ctx } = scope
  ctx.routes(async (app) => {
    app.get(
      '/reports/hot-products',
      {
        config: { permission: 'reports:read' },
        schema: {
          operationId: 'listHotProducts',
          summary: 'List products that are watched, with their last two weeks',
          querystring: ListQuery,
          response: { 200: PageOf(WithDays) }
        }
      },
      async (request) => {
        const { data, next } = await listHotProducts(ctx.db, request.query)
        const to = addDays(businessDay(ctx.shop, ctx.clock.now()), -1)
        const days = await daysOf(ctx.db, scope, data, to, shownDays)
        return {
          data: data.map((row) => ({ ...present(row), days: days.get(row.sku) ?? [] })),
          next
        }
      }
    )
    app.put(
      '/reports/hot-products/:sku',
      {
        config: { permission: 'reports:watch' },
        schema: {
          operationId: 'watchHotProduct',
          summary: 'Watch a product, change how, or begin anew',
          params: Type.Object({ sku: Sku }),
          body: WatchBody,
          response: { 200: HotProductShape }
        }
      },
      (request, reply) => {
        const { note = null, ...body } = request.body
        const input = { ...body, note, sku: request.params.sku, version: request.ifMatch() }
        return reply.write(200, async (tx) => present(await watchProduct(tx, scope, input)))
      }
    )
    app.delete(
      '/reports/hot-products/:sku',
      {
        config: { permission: 'reports:watch' },
        schema: {
          operationId: 'unwatchHotProduct',
          summary: 'Watch a product no longer',
          params: Type.Object({ sku: Sku }),
          response: { 204: Type.Null() }
        }
      },
      (request, reply) => reply.write(204, (tx) => unwatchProduct(tx, scope, request.params.sku))
    )
  })
}
