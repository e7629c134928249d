import { Type } from 'typebox'
import { pageOf } from '#core/database/keyset'
import { NotFound, ValidationFailed } from '#core/http/errors'
import { IdParams, PageOf, PageQuery } from '#core/http/schemas'
import { instantMs } from '#core/time'
import type { AftersalesScope } from '../../scope.ts'
import { compileCalendar } from '../calendar/compile.ts'
import { businessMs } from '../calendar/reckon.ts'
import { definitionOf } from '../calendars.ts'
import { createCalendar, removeCalendar, replaceCalendar } from '../keep.ts'
import { presentCalendar } from '../present.ts'
import { findCalendar } from '../repository/calendars.ts'
import { CalendarInput, CalendarShape, WorkingTimeQuery, WorkingTimeShape } from '../schema.ts'
import type { SlaCalendarRow } from '../tables.ts'

/** Longest span that working time is counted in: two years. */
const spanMaxMs = 2 * 366 * 86_400_000

const write = { permission: 'aftersales:sla' } as const
const read = { permission: 'aftersales:read' } as const

/** Business calendars over HTTP. */
export function calendarRoutes(scope: AftersalesScope): void {
  readRoutes(scope)
  writeRoutes(scope)
}

function readRoutes({ ctx }: AftersalesScope): void {
  const calendarOr404 = async (id: string): Promise<SlaCalendarRow> => {
    const row = await findCalendar(ctx.db, id)
    if (!row) throw new NotFound({ what: 'calendar', id })
    return row
  }
  ctx.routes(async (app) => {
    app.get(
      '/sla-calendars',
      {
        config: read,
        schema: {
          operationId: 'listSlaCalendars',
          summary: 'List business calendars, newest first',
          querystring: PageQuery,
          response: { 200: PageOf(CalendarShape) }
        }
      },
      async (request) => {
        const rows = ctx.db.selectFrom('slaCalendars').selectAll()
        const page = await pageOf(rows, { list: 'sla-calendars', sort: ['-id'], ...request.query })
        return { ...page, data: page.data.map(presentCalendar) }
      }
    )
    app.get(
      '/sla-calendars/:id',
      {
        config: read,
        schema: {
          operationId: 'getSlaCalendar',
          summary: 'Read a business calendar',
          params: IdParams,
          response: { 200: CalendarShape }
        }
      },
      async (request, reply) =>
        reply.sendVersioned(presentCalendar(await calendarOr404(request.params.id)))
    )
    app.get(
      '/sla-calendars/:id/working-time',
      {
        config: read,
        schema: {
          operationId: 'getWorkingTime',
          summary: 'Count the working time of a calendar between two instants, two years at most',
          params: IdParams,
          querystring: WorkingTimeQuery,
          response: { 200: WorkingTimeShape }
        }
      },
      async (request) => {
        const { from, to } = request.query
        const lengthMs = instantMs(to) - instantMs(from)
        if (lengthMs < 0 || lengthMs > spanMaxMs) {
          const detail = 'is before from, or more than two years after it: ask for less'
          throw new ValidationFailed({ errors: [{ pointer: '#/to', detail }] })
        }
        const row = await calendarOr404(request.params.id)
        const calendar = compileCalendar(definitionOf(row, ctx.shop.zone))
        return { from, to, workingMs: businessMs(calendar, instantMs(from), instantMs(to)) }
      }
    )
  })
}

function writeRoutes({ ctx }: AftersalesScope): void {
  ctx.routes(async (app) => {
    app.post(
      '/sla-calendars',
      {
        config: write,
        schema: {
          operationId: 'createSlaCalendar',
          summary: 'Write a business calendar: hours, holidays and worked days off',
          body: CalendarInput,
          response: { 201: CalendarShape }
        }
      },
      (request, reply) =>
        reply.write(201, async (tx) => presentCalendar(await createCalendar(tx, request.body)))
    )
    app.put(
      '/sla-calendars/:id',
      {
        config: write,
        schema: {
          operationId: 'replaceSlaCalendar',
          summary: 'Replace a business calendar; open clocks are reckoned by it, ended ones stay',
          params: IdParams,
          body: CalendarInput,
          response: { 200: CalendarShape }
        }
      },
      (request, reply) => {
        const ref = { id: request.params.id, expected: request.ifMatch() }
        return reply.write(200, async (tx) =>
          presentCalendar(await replaceCalendar(tx, ref, request.body))
        )
      }
    )
    app.delete(
      '/sla-calendars/:id',
      {
        config: write,
        schema: {
          operationId: 'deleteSlaCalendar',
          summary: 'Delete a business calendar that nothing uses',
          params: IdParams,
          response: { 204: Type.Null() }
        }
      },
      (request, reply) => {
        const ref = { id: request.params.id, expected: request.ifMatch() }
        return reply.write(204, (tx) => removeCalendar(tx, ref))
      }
    )
  })
}
