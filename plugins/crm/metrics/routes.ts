import { NotFound } from '#core/http/errors'
import { IdParams } from '#core/http/schemas'
import type { CrmScope } from '../scope.ts'
import { businessDay, monthsEarlier } from './calendar.ts'
import { type ClvModel, findModel, predict } from './clv/model.ts'
import { readChurn, readCohorts, readRepurchase, readRetention, readSimpleClv } from './reports.ts'
import { purchaseHistories } from './repository/days-read.ts'
import { customerRfm, readRfm, snapshotAt } from './rfm.ts'
import {
  ChurnQuery,
  ChurnShape,
  ClvQuery,
  ClvShape,
  CohortsShape,
  CustomerClvQuery,
  CustomerClvShape,
  MonthsQuery,
  RebuildShape,
  RepurchaseQuery,
  RepurchaseShape,
  RetentionShape,
  RfmListQuery,
  RfmListShape,
  RfmQuery,
  RfmShape
} from './schema.ts'
import { daySpan, knownCurrency, monthSpan, rfmOptions } from './spans.ts'

/** How customers buy and whether they come back. */
export function metricRoutes(scope: CrmScope): void {
  rfmRoutes(scope)
  returnRoutes(scope)
  clvRoutes(scope)
  rebuildRoute(scope)
}

function rfmRoutes({ ctx }: CrmScope): void {
  const { shop, clock } = ctx
  ctx.routes(async (app) => {
    app.get(
      '/crm/metrics/rfm',
      {
        config: { permission: 'crm:read' },
        schema: {
          operationId: 'listRfm',
          summary: 'Recency, frequency and monetary value of customers, with their scores, by id',
          querystring: RfmListQuery,
          response: { 200: RfmListShape }
        }
      },
      async (request) => {
        const { limit, after, ...query } = request.query
        const options = rfmOptions(shop, clock.now(), query)
        return { ...options, ...(await readRfm(ctx.db, options, { limit, after })) }
      }
    )
    app.get(
      '/crm/metrics/rfm/:id',
      {
        config: { permission: 'crm:read' },
        schema: {
          operationId: 'getCustomerRfm',
          summary: 'Recency, frequency and monetary value of a customer, scored among all',
          params: IdParams,
          querystring: RfmQuery,
          response: { 200: RfmShape }
        }
      },
      async (request) => {
        const { id } = request.params
        const options = rfmOptions(shop, clock.now(), request.query)
        const rfm = await customerRfm(ctx.db, options, id)
        if (!rfm) throw new NotFound({ what: 'customer with an order', id })
        return { ...rfm, ...options }
      }
    )
  })
}

function returnRoutes({ ctx }: CrmScope): void {
  const { shop, clock } = ctx
  ctx.routes(async (app) => {
    app.get(
      '/crm/metrics/cohorts',
      {
        config: { permission: 'crm:read' },
        schema: {
          operationId: 'getCohorts',
          summary: 'Cohorts by the month of the first order, and how many of each come back when',
          querystring: MonthsQuery,
          response: { 200: CohortsShape }
        }
      },
      async (request) => {
        const span = monthSpan(shop, clock.now(), request.query)
        return { ...span, data: await readCohorts(ctx.db, span) }
      }
    )
    app.get(
      '/crm/metrics/retention',
      {
        config: { permission: 'crm:read' },
        schema: {
          operationId: 'getRetention',
          summary: 'How many of the customers of a month were there in the month before',
          querystring: MonthsQuery,
          response: { 200: RetentionShape }
        }
      },
      async (request) => {
        const span = monthSpan(shop, clock.now(), request.query)
        return { ...span, data: await readRetention(ctx.db, span) }
      }
    )
    app.get(
      '/crm/metrics/repurchase',
      {
        config: { permission: 'crm:read' },
        schema: {
          operationId: 'getRepurchase',
          summary: 'How many of the buyers have two orders or more',
          querystring: RepurchaseQuery,
          response: { 200: RepurchaseShape }
        }
      },
      (request) =>
        readRepurchase(ctx.db, daySpan(shop, clock.now(), { ...request.query, defaultDays: null }))
    )
    app.get(
      '/crm/metrics/churn',
      {
        config: { permission: 'crm:read' },
        schema: {
          operationId: 'getChurn',
          summary: 'How many of the active customers have become inactive',
          querystring: ChurnQuery,
          response: { 200: ChurnShape }
        }
      },
      (request) => {
        const { afterDays, ...query } = request.query
        const span = daySpan(shop, clock.now(), { ...query, defaultDays: 30 })
        return readChurn(ctx.db, { ...span, afterDays })
      }
    )
  })
}

function clvRoutes({ ctx }: CrmScope): void {
  const { shop, clock } = ctx
  ctx.routes(async (app) => {
    app.get(
      '/crm/metrics/clv',
      {
        config: { permission: 'crm:read' },
        schema: {
          operationId: 'getClv',
          summary: 'Customer lifetime value: the simple one, and the models of how customers buy',
          querystring: ClvQuery,
          response: { 200: ClvShape }
        }
      },
      async (request) => {
        const { windowMonths, ...options } = request.query
        const currency = knownCurrency(shop, options.currency)
        const toOn = snapshotAt(shop, clock.now())
        const fromOn = monthsEarlier(toOn, windowMonths)
        const [simple, row] = await Promise.all([
          readSimpleClv(ctx.db, { ...options, currency, windowMonths, fromOn, toOn }),
          findModel(ctx.db, currency)
        ])
        const model = row && { ...row, ...(JSON.parse(row.model) as ClvModel) }
        return { currency, simple, model: model ?? null }
      }
    )
    app.get(
      '/crm/metrics/clv/:id',
      {
        config: { permission: 'crm:read' },
        schema: {
          operationId: 'getCustomerClv',
          summary: 'What a customer is expected to bring, by BG/NBD with Gamma-Gamma',
          params: IdParams,
          querystring: CustomerClvQuery,
          response: { 200: CustomerClvShape }
        }
      },
      async (request) => {
        const { id: customerId } = request.params
        const { horizonDays, marginBps } = request.query
        const currency = knownCurrency(shop, request.query.currency)
        const beforeOn = businessDay(shop, clock.now())
        const [row, [history]] = await Promise.all([
          findModel(ctx.db, currency),
          purchaseHistories(ctx.db, { currency, beforeOn, limit: 1, customerId })
        ])
        const prediction =
          row && history
            ? predict(JSON.parse(row.model) as ClvModel, history, {
                beforeOn,
                horizonDays,
                marginBps
              })
            : null
        return { customerId, currency, horizonDays, prediction }
      }
    )
  })
}

function rebuildRoute({ ctx }: CrmScope): void {
  ctx.routes(async (app) => {
    app.post(
      '/crm/metrics/rebuild',
      {
        config: { permission: 'crm:write' },
        schema: {
          operationId: 'rebuildMetrics',
          summary: "Reckon customers' days and the cohorts anew, by a job",
          response: { 202: RebuildShape }
        }
      },
      (_request, reply) =>
        reply.write(202, async (tx) => {
          await tx.enqueue('crm.rebuild-metrics', [{ payload: {} }])
          tx.audit([
            { action: 'crm.rebuild-metrics', subjectType: 'metrics', subjectId: 'crm.metrics' }
          ])
          return { job: 'crm.rebuild-metrics' }
        })
    )
  })
}
