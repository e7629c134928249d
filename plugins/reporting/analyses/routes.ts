import { currencyExponent } from '#core/currency'
import { addDays, addMonths, businessDay, isDay } from '../query/calendar.ts'
import { PeriodInvalid } from '../query/errors.ts'
import { resolvePeriod } from '../query/period.ts'
import type { Period } from '../query/types.ts'
import type { ReportingScope } from '../scope.ts'
import { abcXyz, lastWeeks } from './abc-xyz.ts'
import { inventoryAgeing } from './ageing.ts'
import { cohortsOf } from './cohorts.ts'
import { funnelOf } from './funnel.ts'
import { rfmTable } from './rfm.ts'
import {
  AbcXyzQuery,
  AbcXyzShape,
  AgeingQuery,
  AgeingShape,
  CohortsQuery,
  CohortsShape,
  FunnelQuery,
  FunnelShape,
  RfmTableQuery,
  RfmTableShape,
  SlowMoversQuery,
  SlowMoversShape
} from './schema.ts'
import { slowMovers } from './slow-movers.ts'

const read = { permission: 'reports:read' } as const

/** Analyses, each as data. */
export function analysisRoutes(scope: ReportingScope): void {
  goodsRoutes(scope)
  buyerRoutes(scope)
}

function goodsRoutes(scope: ReportingScope): void {
  const { ctx } = scope
  const today = () => businessDay(ctx.shop, ctx.clock.now())
  ctx.routes(async (app) => {
    app.get(
      '/reports/analyses/abc-xyz',
      {
        config: read,
        schema: {
          operationId: 'analyzeAbcXyz',
          summary: 'Sort goods by what they earn (ABC) and by how evenly they sell (XYZ)',
          querystring: AbcXyzQuery,
          response: { 200: AbcXyzShape }
        }
      },
      async (request) => {
        const { weeks, metric, by, currency, limit, ...limits } = request.query
        const span = lastWeeks(today(), weeks)
        const found = await abcXyz(ctx.db, scope, { span, metric, by, limits, currency })
        return { ...found, rows: found.rows.slice(0, limit), rowsTotal: found.rows.length }
      }
    )
    app.get(
      '/reports/analyses/ageing',
      {
        config: read,
        schema: {
          operationId: 'analyzeAgeing',
          summary: 'Tell how long stock has been there: what came first goes first',
          description: 'What it is worth is shown with reports:cost.',
          querystring: AgeingQuery,
          response: { 200: AgeingShape }
        }
      },
      async (request) => {
        const found = await inventoryAgeing(ctx.db, scope)
        const rows = found.rows.slice(0, request.query.limit)
        const shown = { ...found, rows, rowsTotal: found.rows.length }
        return request.can('reports:cost') ? shown : withoutValues(shown)
      }
    )
    app.get(
      '/reports/analyses/slow-movers',
      {
        config: read,
        schema: {
          operationId: 'analyzeSlowMovers',
          summary: 'List what lies in stock without being sold, and would last for long',
          description: 'What it is worth is shown with reports:cost.',
          querystring: SlowMoversQuery,
          response: { 200: SlowMoversShape }
        }
      },
      async (request) => {
        const { limit, ...input } = request.query
        const found = await slowMovers(ctx.db, scope, input)
        const canSee = request.can('reports:cost')
        const rows = found
          .slice(0, limit)
          .map((row) => ({ ...row, valueMinor: canSee ? row.valueMinor : null }))
        return { rows, rowsTotal: found.length }
      }
    )
  })
}

type AgeingAnswer = Awaited<ReturnType<typeof inventoryAgeing>> & { rowsTotal: number }

function withoutValues({ rows, totals, ...rest }: AgeingAnswer) {
  const hidden = Object.entries(totals).map(([name, { units }]) => [
    name,
    { units, valueMinor: null }
  ])
  return {
    ...rest,
    rows: rows.map((row) => ({ ...row, valueMinor: null })),
    totals: Object.fromEntries(hidden) as Record<
      keyof typeof totals,
      { units: number; valueMinor: null }
    >
  }
}

function buyerRoutes(scope: ReportingScope): void {
  const { ctx } = scope
  const today = () => businessDay(ctx.shop, ctx.clock.now())
  ctx.routes(async (app) => {
    app.get(
      '/reports/analyses/cohorts',
      {
        config: read,
        schema: {
          operationId: 'analyzeCohorts',
          summary: 'Tell how many of those who first bought in a month came back in later ones',
          querystring: CohortsQuery,
          response: { 200: CohortsShape }
        }
      },
      (request) => {
        const { toMonth = today().slice(0, 7) } = request.query
        const { fromMonth = addMonths(`${toMonth}-01`, -11).slice(0, 7) } = request.query
        if (fromMonth > toMonth) {
          throw new PeriodInvalid({ field: 'fromMonth', fix: 'not after toMonth' })
        }
        return cohortsOf(ctx.db, scope, { fromMonth, toMonth })
      }
    )
    app.get(
      '/reports/analyses/rfm',
      {
        config: read,
        schema: {
          operationId: 'analyzeRfm',
          summary: 'Tell how recently, how often and for how much people have bought',
          querystring: RfmTableQuery,
          response: { 200: RfmTableShape }
        }
      },
      (request) => {
        const { currency = ctx.shop.currency, monetary } = request.query
        const { snapshotOn = addDays(today(), 1) } = request.query
        currencyExponent(currency)
        if (!isDay(snapshotOn)) {
          const fix = `${snapshotOn} is no day of the calendar; write YYYY-MM-DD`
          throw new PeriodInvalid({ field: 'snapshotOn', fix })
        }
        return rfmTable(ctx.db, scope, { currency, snapshotOn, monetary })
      }
    )
    app.get(
      '/reports/analyses/funnel',
      {
        config: read,
        schema: {
          operationId: 'analyzeFunnel',
          summary: 'Tell how many of those who came put something into the cart, and ordered',
          querystring: FunnelQuery,
          response: { 200: FunnelShape }
        }
      },
      (request) => {
        const { channel, ...asked } = request.query
        const span = resolvePeriod(askedPeriod(asked), today())
        const filters =
          channel === undefined ? [] : [{ dimension: 'channel' as const, in: [channel] }]
        return funnelOf(ctx.db, scope, { span, filters })
      }
    )
  })
}

interface AskedPeriod {
  period?: Exclude<Period, object>
  from?: string
  to?: string
}

/** A named period, or two days. Errors: REPORT_PERIOD_INVALID when there is only one of them, or both ways are used. */
function askedPeriod({ period, from, to }: AskedPeriod): Period {
  if (from === undefined && to === undefined) return period ?? 'last28Days'
  if (period !== undefined || from === undefined || to === undefined) {
    throw new PeriodInvalid({ field: 'period', fix: 'either period, or both from and to' })
  }
  return { from, to }
}
