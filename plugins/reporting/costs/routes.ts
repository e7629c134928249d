import { Type } from 'typebox'
import { NotFound } from '#core/http/errors'
import { AmountMinor, CurrencyCode, Nullable, OneOf, PageOf, PageQuery } from '#core/http/schemas'
import { DayText } from '../query/schema.ts'
import type { ReportingScope } from '../scope.ts'
import { recordCosts, removeCosts } from './record.ts'
import { listEntries } from './repository.ts'
import { costKinds, costSources } from './tables.ts'

const closed = { additionalProperties: false }
const Key = Type.String({ minLength: 1, maxLength: 200 })

const CostInputShape = Type.Object(
  {
    key: Type.String({
      ...Key,
      description: "The caller's name of it: told again, it replaces what was told before"
    }),
    kind: OneOf(costKinds),
    channelId: Type.String({ minLength: 1, maxLength: 128 }),
    dayOn: DayText,
    orderId: Type.Optional(
      Type.String({ maxLength: 128, description: "Then it counts on the order's day and channel" })
    ),
    currency: CurrencyCode,
    amountMinor: AmountMinor,
    note: Type.Optional(Type.String({ maxLength: 500 }))
  },
  closed
)

const CostShape = Type.Object(
  {
    key: Type.String(),
    source: OneOf(costSources),
    kind: OneOf(costKinds),
    channelId: Type.String(),
    dayOn: DayText,
    orderId: Nullable(Type.String()),
    currency: CurrencyCode,
    amountMinor: AmountMinor,
    note: Nullable(Type.String()),
    recordedBy: Type.String(),
    recordedAt: Type.String()
  },
  closed
)

const CostsQuery = Type.Object(
  { ...PageQuery.properties, from: Type.Optional(DayText), to: Type.Optional(DayText) },
  closed
)

/** What selling costs, as it is told. */
export function costRoutes({ ctx }: ReportingScope): void {
  ctx.routes(async (app) => {
    app.get(
      '/reports/costs',
      {
        config: { permission: 'reports:cost' },
        schema: {
          operationId: 'listCosts',
          summary: 'List what was told of the costs of selling, the newest days first',
          querystring: CostsQuery,
          response: { 200: PageOf(CostShape) }
        }
      },
      (request) => listEntries(ctx.db, request.query)
    )
    app.post(
      '/reports/costs',
      {
        config: { permission: 'reports:record-costs' },
        schema: {
          operationId: 'recordCosts',
          summary: 'Record fees, shipping, packaging and what promotions cost, by order or by day',
          body: Type.Object(
            { costs: Type.Array(CostInputShape, { minItems: 1, maxItems: 1000 }) },
            closed
          ),
          response: {
            200: Type.Object({ changed: Type.Integer(), unchanged: Type.Integer() }, closed)
          }
        }
      },
      (request, reply) =>
        reply.write(200, async (tx) => {
          const outcome = await recordCosts(
            tx,
            request.body.costs.map(({ orderId = null, note = null, ...cost }) => ({
              ...cost,
              ...{ source: 'entered', orderId, note }
            }))
          )
          const first = request.body.costs[0]!.key
          tx.audit([
            { action: 'costs.record', subjectType: 'costs', subjectId: first, after: outcome }
          ])
          return outcome
        })
    )
    app.delete(
      '/reports/costs/:key',
      {
        config: { permission: 'reports:record-costs' },
        schema: {
          operationId: 'removeCost',
          summary: 'Take back what was told under a key',
          params: Type.Object({ key: Key }),
          response: { 204: Type.Null() }
        }
      },
      (request, reply) =>
        reply.write(204, async (tx) => {
          const { key } = request.params
          const removed = await removeCosts(tx, [key])
          if (removed === 0) throw new NotFound({ what: 'cost', id: key })
          tx.audit([{ action: 'costs.remove', subjectType: 'costs', subjectId: key }])
        })
    )
  })
}
