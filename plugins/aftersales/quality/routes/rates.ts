import { sql } from 'kysely'
import { pageOf } from '#core/database/keyset'
import { PageOf } from '#core/http/schemas'
import type { AftersalesScope } from '../../scope.ts'
import { rateOf, thresholdOf } from '../rates.ts'
import { type Figure, figuresQuery } from '../repository/figures.ts'
import { RateShape, RatesQuery } from '../schema.ts'
import { windowOf } from '../window.ts'

/** After-sales rates over HTTP. */
export function rateRoutes({ ctx, reasons }: AftersalesScope): void {
  ctx.routes(async (app) => {
    app.get(
      '/after-sales-rates',
      {
        config: { permission: 'aftersales:read' },
        schema: {
          operationId: 'listAfterSalesRates',
          summary:
            'List what came back of what was sold by SKU, supplier or reason, the most first',
          querystring: RatesQuery,
          response: { 200: PageOf(RateShape) }
        }
      },
      async (request) => {
        const { by, reasonClass, subject, limit, after } = request.query
        const { quality } = ctx.options
        const now = ctx.clock.now()
        const window = windowOf(now, quality.windowDays, ctx.shop)
        const subjects = subject === undefined ? null : [subject]
        const figures = figuresQuery(ctx.db, {
          ...{ by, window, subjects, isAfterIssues: false, reasons }
        })
        const query = ctx.db
          .selectFrom(sql<Figure>`(${figures})`.as('rates'))
          .selectAll()
          .where('reasonClass', '=', reasonClass)
        const sort = ['-unitsInCases', 'subject']
        const page = await pageOf(query, { list: `rates-${by}-${reasonClass}`, sort, limit, after })
        const isEnough = ({ unitsSold, cases }: Figure) =>
          (unitsSold ?? 0) >= quality.minUnitsSold && cases >= quality.minCases
        const data = page.data.map((figure) => ({
          ...figure,
          rateBps: rateOf(figure),
          thresholdBps: thresholdOf(quality, by, reasonClass),
          isSampleEnough: isEnough(figure),
          ...{ from: window.from, to: now }
        }))
        return { ...page, data }
      }
    )
  })
}
