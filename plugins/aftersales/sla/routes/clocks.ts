import { NotFound } from '#core/http/errors'
import { IdParams, PageOf } from '#core/http/schemas'
import type { AftersalesScope } from '../../scope.ts'
import { loadCalendars } from '../calendars.ts'
import { presentClock, timesOf } from '../present.ts'
import { clocksOfCase, listDue } from '../repository/clocks.ts'
import { CaseSlaShape, ClockShape, ClocksQuery } from '../schema.ts'

const read = { permission: 'aftersales:read' } as const

/** Deadlines over HTTP. */
export function clockRoutes({ ctx }: AftersalesScope): void {
  const viewOf = async () => ({
    calendars: await loadCalendars(ctx.db, ctx.shop.zone),
    now: ctx.clock.now()
  })
  ctx.routes(async (app) => {
    app.get(
      '/sla-clocks',
      {
        config: read,
        schema: {
          operationId: 'listSlaClocks',
          summary: 'List deadlines that run now, the next due first',
          querystring: ClocksQuery,
          response: { 200: PageOf(ClockShape) }
        }
      },
      async (request) => {
        const page = await listDue(ctx.db, request.query)
        const view = await viewOf()
        return { ...page, data: page.data.map((clock) => presentClock(clock, view)) }
      }
    )
    app.get(
      '/cases/:id/sla',
      {
        config: read,
        schema: {
          operationId: 'getCaseSla',
          summary: 'Read the clocks of a case and its response, hold and resolution times',
          params: IdParams,
          response: { 200: CaseSlaShape }
        }
      },
      async (request) => {
        const { id: caseId } = request.params
        const known = await ctx.db
          .selectFrom('cases')
          .leftJoin('slaCases', 'slaCases.caseId', 'cases.id')
          .select('slaCases.policyId')
          .where('cases.id', '=', caseId)
          .executeTakeFirst()
        if (!known) throw new NotFound({ what: 'case', id: caseId })
        const view = await viewOf()
        const clocks = (await clocksOfCase(ctx.db, caseId)).map((clock) =>
          presentClock(clock, view)
        )
        return { caseId, policyId: known.policyId, ...timesOf(clocks), clocks }
      }
    )
  })
}
