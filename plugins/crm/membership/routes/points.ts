import { pageOf } from '#core/database/keyset'
import { IdParams, PageOf, PageQuery } from '#core/http/schemas'
import type { CrmScope } from '../../scope.ts'
import { adjustPoints, decideAdjustment } from '../points/adjust.ts'
import { giveBackPoints, spendPoints } from '../points/change.ts'
import { readBalance, readEntries } from '../points/read.ts'
import { pointsWanted } from '../points/wanted.ts'
import {
  AdjustBody,
  AdjustmentShape,
  AdjustmentsQuery,
  BalanceShape,
  ChangedShape,
  EntryShape,
  GiveBackBody,
  SpendBody
} from '../schema.ts'

const read = { permission: 'membership:read' } as const
const change = { permission: 'membership:points' } as const

/** Points of customers: what they have, where it came from, and what becomes of it. */
export function pointsRoutes(scope: CrmScope): void {
  const { ctx } = scope
  ctx.routes(async (app) => {
    app.get(
      '/membership/members/:id/points',
      {
        config: read,
        schema: {
          operationId: 'getPoints',
          summary: 'Read what points a customer has',
          params: IdParams,
          response: { 200: BalanceShape }
        }
      },
      (request) => readBalance(ctx.db, request.params.id, ctx.clock.now())
    )
    app.get(
      '/membership/members/:id/points/entries',
      {
        config: read,
        schema: {
          operationId: 'listPointsEntries',
          summary: 'List what has changed the points of a customer, newest first',
          params: IdParams,
          querystring: PageQuery,
          response: { 200: PageOf(EntryShape) }
        }
      },
      (request) => readEntries(ctx.db, request.params.id, request.query)
    )
    app.post(
      '/membership/members/:id/points/spend',
      {
        config: change,
        schema: {
          operationId: 'spendPoints',
          summary: 'Spend points of a customer, first those that expire first',
          params: IdParams,
          body: SpendBody,
          response: { 200: ChangedShape }
        }
      },
      (request, reply) =>
        reply.write(200, async (tx) => {
          const customerId = request.params.id
          const { sourceId, reason = 'spent' } = request.body
          const points = await pointsWanted(tx, request.body)
          await spendPoints(tx, scope, { customerId, points, sourceId, reason })
          return { points, balance: (await readBalance(tx, customerId, tx.now)).balance }
        })
    )
    app.post(
      '/membership/members/:id/points/give-back',
      {
        config: change,
        schema: {
          operationId: 'giveBackPoints',
          summary: 'Give back points that were spent; they expire when they would have',
          params: IdParams,
          body: GiveBackBody,
          response: { 200: ChangedShape }
        }
      },
      (request, reply) =>
        reply.write(200, async (tx) => {
          const customerId = request.params.id
          const { spentBy, reason = 'given back' } = request.body
          const points = await giveBackPoints(tx, scope, { customerId, spentBy, reason })
          return { points, balance: (await readBalance(tx, customerId, tx.now)).balance }
        })
    )
  })
  adjustmentRoutes(scope)
}

function adjustmentRoutes(scope: CrmScope): void {
  const { ctx } = scope
  ctx.routes(async (app) => {
    app.post(
      '/membership/members/:id/points/adjust',
      {
        config: change,
        schema: {
          operationId: 'adjustPoints',
          summary: 'Give or take points by hand; over the limit it waits for approval',
          params: IdParams,
          body: AdjustBody,
          response: { 201: AdjustmentShape }
        }
      },
      (request, reply) =>
        reply.write(201, (tx) =>
          adjustPoints(tx, scope, { customerId: request.params.id, ...request.body })
        )
    )
    app.get(
      '/membership/adjustments',
      {
        config: read,
        schema: {
          operationId: 'listPointsAdjustments',
          summary: 'List points that were given or taken by hand, newest first',
          querystring: AdjustmentsQuery,
          response: { 200: PageOf(AdjustmentShape) }
        }
      },
      (request) => {
        const { state, ...paging } = request.query
        let query = ctx.db.selectFrom('pointsAdjustments').selectAll()
        if (state !== undefined) query = query.where('state', '=', state)
        return pageOf(query, { list: 'points-adjustments', sort: ['-id'], ...paging })
      }
    )
    for (const [word, state] of [
      ['approve', 'applied'],
      ['reject', 'rejected']
    ] as const) {
      app.post(
        `/membership/adjustments/:id/${word}`,
        {
          config: { permission: 'membership:approve' },
          schema: {
            operationId: `${word}PointsAdjustment`,
            summary: `${word === 'approve' ? 'Apply' : 'Refuse'} an adjustment that somebody else has asked for`,
            params: IdParams,
            response: { 200: AdjustmentShape }
          }
        },
        (request, reply) =>
          reply.write(200, (tx) => decideAdjustment(tx, scope, { ...request.params, state }))
      )
    }
  })
}
