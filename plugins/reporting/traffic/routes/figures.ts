import { pageOf } from '#core/database/keyset'
import { ShopkeeperError } from '#core/errors'
import { BatchOf, type BatchOutcome, BatchOutcomes } from '#core/http/batch'
import { NotFound } from '#core/http/errors'
import { toProblem } from '#core/http/problem'
import { IdParams, PageOf } from '#core/http/schemas'
import type { Tx } from '#core/transaction'
import type { ReportingScope } from '../../scope.ts'
import { TrafficCheck } from '../check.ts'
import type { TrafficStatement } from '../figures.ts'
import { versionsOf } from '../repository.ts'
import {
  TakenShape,
  TrafficInput,
  type TrafficInputShape,
  TrafficQuery,
  TrafficShape,
  TrafficVersionsShape,
  toStatement
} from '../schema.ts'
import { type TakenResult, takeTraffic } from '../take.ts'

/** Figures of traffic as tools tell them and people look them up. */
export function figureRoutes(scope: ReportingScope): void {
  const { ctx } = scope
  ctx.routes(async (app) => {
    app.post(
      '/traffic/batch',
      {
        config: { permission: 'traffic:write' },
        schema: {
          operationId: 'tellTraffic',
          summary:
            'Tell figures of traffic and advertising by channel, source, campaign, SKU and day; told again they are replaced',
          body: BatchOf(TrafficInput, 1000),
          response: { 200: BatchOutcomes(TakenShape) }
        }
      },
      (request, reply) =>
        reply.write(200, async (tx) => ({
          outcomes: await takeBatch(tx, scope, request.body.items)
        }))
    )
    app.get(
      '/traffic',
      {
        config: { permission: 'traffic:read' },
        schema: {
          operationId: 'listTraffic',
          summary: 'List figures as they were told last, by day',
          querystring: TrafficQuery,
          response: { 200: PageOf(TrafficShape) }
        }
      },
      async (request) => {
        const { limit, after, from, to, ...filters } = request.query
        let query = ctx.db
          .selectFrom('reportTraffic')
          .selectAll()
          .where('dayOn', '>=', from)
          .where('dayOn', '<=', to)
        for (const [column, value] of Object.entries(filters)) {
          query = query.where(column as 'sku', '=', value)
        }
        return pageOf(query, { list: 'traffic', sort: ['dayOn', 'id'], limit, after })
      }
    )
    app.get(
      '/traffic/:id',
      {
        config: { permission: 'traffic:read' },
        schema: {
          operationId: 'getTraffic',
          summary: 'Read figures, and what was told before',
          params: IdParams,
          response: { 200: TrafficVersionsShape }
        }
      },
      async (request) => {
        const { id } = request.params
        const current = await ctx.db
          .selectFrom('reportTraffic')
          .selectAll()
          .where('id', '=', id)
          .executeTakeFirst()
        if (!current) throw new NotFound({ what: 'traffic', id })
        return { current, versions: await versionsOf(ctx.db, id) }
      }
    )
  })
}

type Taken = { id: string; result: TakenResult }

/** Takes what can be taken; what cannot is an outcome that says why. */
async function takeBatch(
  tx: Tx,
  scope: ReportingScope,
  items: readonly TrafficInputShape[]
): Promise<BatchOutcome<Taken>[]> {
  const check = await TrafficCheck.of(tx, scope)
  const outcomes: BatchOutcome<Taken>[] = []
  const good: { index: number; statement: TrafficStatement }[] = []
  for (const [index, item] of items.entries()) {
    const statement = toStatement(item, scope.ctx.shop.currency)
    try {
      check.assert(statement)
      good.push({ index, statement })
    } catch (error) {
      if (!(error instanceof ShopkeeperError)) throw error
      outcomes[index] = { index, status: 'rejected', problem: toProblem(error) }
    }
  }
  const statements = good.map(({ statement }) => statement)
  const taken = await takeTraffic(tx, scope, statements, 'api')
  for (const [at, { index }] of good.entries()) {
    outcomes[index] = { index, status: 'done', result: taken[at]! }
  }
  return outcomes
}
