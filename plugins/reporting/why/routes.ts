import { pageOf } from '#core/database/keyset'
import { PageOf } from '#core/http/schemas'
import { businessDay } from '../query/calendar.ts'
import { resolveComparison, resolvePeriod } from '../query/period.ts'
import type { Comparison, Period } from '../query/types.ts'
import type { ReportingScope } from '../scope.ts'
import { findActions } from './actions/find.ts'
import { explainSales } from './explain/explain.ts'
import { readForecast } from './forecast/read.ts'
import {
  AnomaliesQuery,
  AnomalyShape,
  ForecastQuery,
  ForecastShape,
  WhyBody,
  WhyShape
} from './schema.ts'
import type { AnomalyCause, ReportAnomalyRow } from './tables.ts'

/** Why figures have changed, what is odd about them, and where they go. */
export function whyRoutes(scope: ReportingScope): void {
  const { ctx } = scope
  ctx.routes(async (app) => {
    app.post(
      '/reports/why',
      {
        config: { permission: 'reports:read' },
        schema: {
          operationId: 'explainSales',
          summary:
            'Split a change of net sales into visitors, conversion, order value and refunds, and into channels and SKUs; each split sums to the change',
          body: WhyBody,
          response: { 200: WhyShape }
        }
      },
      async (request) => {
        const { channel, currency, top, comparison: against, ...body } = request.body
        const today = businessDay(ctx.shop, ctx.clock.now())
        const period = resolvePeriod(body.period as Period, today)
        const comparison = resolveComparison((against ?? 'previousPeriod') as Comparison, period)
        const of = { ...(channel !== undefined && { channelId: channel }) }
        const ask = { period, comparison, top, ...of, ...(currency !== undefined && { currency }) }
        const explanation = await explainSales(ctx.db, scope, ask)
        return {
          ...explanation,
          actions: await findActions(ctx.db, scope, { span: period, ...of })
        }
      }
    )
    app.get(
      '/reports/forecast',
      {
        config: { permission: 'reports:read' },
        schema: {
          operationId: 'forecastMetric',
          summary: 'Carry a figure on: its trend, what is usual of each weekday, and limits',
          querystring: ForecastQuery,
          response: { 200: ForecastShape }
        }
      },
      async (request) => ({
        ...(await readForecast(ctx.db, scope, request.query)),
        metric: request.query.metric
      })
    )
  })
  anomalyRoute(scope)
}

function anomalyRoute({ ctx }: ReportingScope): void {
  ctx.routes(async (app) => {
    app.get(
      '/anomalies',
      {
        config: { permission: 'reports:read' },
        schema: {
          operationId: 'listAnomalies',
          summary: 'List figures beyond their control limits with their likely cause, latest first',
          querystring: AnomaliesQuery,
          response: { 200: PageOf(AnomalyShape) }
        }
      },
      async (request) => {
        const { limit, after, from, to, channelId, metric } = request.query
        let query = ctx.db.selectFrom('reportAnomalies').selectAll()
        if (from !== undefined) query = query.where('dayOn', '>=', from)
        if (to !== undefined) query = query.where('dayOn', '<=', to)
        if (channelId !== undefined) query = query.where('channelId', '=', channelId)
        if (metric !== undefined) query = query.where('metric', '=', metric)
        const sort = ['-dayOn', '-id']
        const page = await pageOf(query, { list: 'anomalies', sort, limit, after })
        return { ...page, data: page.data.map(presentAnomaly) }
      }
    )
  })
}

function presentAnomaly({ channelId, cause, ...row }: ReportAnomalyRow) {
  const { value, expected, lower, upper } = row
  return {
    ...{ ...row, channelId: channelId === '' ? null : channelId },
    ...{ value: Number(value), expected: Number(expected) },
    ...{ lower: Number(lower), upper: Number(upper) },
    cause: JSON.parse(cause) as AnomalyCause
  }
}
