import { NotFound } from '#core/http/errors'
import { IdParams, PageOf } from '#core/http/schemas'
import type { PromotionsScope } from '../scope.ts'
import { PlatformEventChange, PlatformEventInput, ProposalInput } from './definition.ts'
import { findEvent, listEvents } from './event-repository.ts'
import { changeEvent, createEvent } from './events.ts'
import { presentCheck, presentEvent } from './present.ts'
import { CheckShape, PlatformEventShape, PlatformEventsQuery } from './schema.ts'
import { checkProposal } from './step.ts'

/** Platforms' events as people write them. */
export function eventRoutes(scope: PromotionsScope): void {
  const { ctx } = scope
  ctx.routes(async (app) => {
    app.get(
      '/platform-events',
      {
        config: { permission: 'enrolments:read' },
        schema: {
          operationId: 'listPlatformEvents',
          summary: "List platforms' events, newest first",
          querystring: PlatformEventsQuery,
          response: { 200: PageOf(PlatformEventShape) }
        }
      },
      async (request) => {
        const { limit, after, ...filters } = request.query
        const page = await listEvents(ctx.db, filters, { limit, after })
        return { ...page, data: page.data.map(presentEvent) }
      }
    )
    app.post(
      '/platform-events',
      {
        config: { permission: 'enrolments:write' },
        schema: {
          operationId: 'createPlatformEvent',
          summary: "Write a platform's event, with the rules for what is enrolled in it",
          body: PlatformEventInput,
          response: { 201: PlatformEventShape }
        }
      },
      (request, reply) =>
        reply.write(201, async (tx) => presentEvent(await createEvent(scope, tx, request.body)))
    )
    app.get(
      '/platform-events/:id',
      {
        config: { permission: 'enrolments:read' },
        schema: {
          operationId: 'getPlatformEvent',
          summary: "Read a platform's event",
          params: IdParams,
          response: { 200: PlatformEventShape }
        }
      },
      async (request, reply) => {
        const { id } = request.params
        const row = await findEvent(ctx.db, id)
        if (!row) throw new NotFound({ what: 'platform event', id })
        return reply.sendVersioned(presentEvent(row))
      }
    )
    app.patch(
      '/platform-events/:id',
      {
        config: { permission: 'enrolments:write' },
        schema: {
          operationId: 'changePlatformEvent',
          summary:
            "Change a platform's event that is not over; rules count for what is submitted later",
          params: IdParams,
          body: PlatformEventChange,
          response: { 200: PlatformEventShape }
        }
      },
      (request, reply) => {
        const { id } = request.params
        const change = { id, given: request.body, expected: request.ifMatch() }
        return reply.write(200, async (tx) => presentEvent(await changeEvent(scope, tx, change)))
      }
    )
    app.post(
      '/platform-events/:id/check',
      {
        config: { permission: 'enrolments:write' },
        schema: {
          operationId: 'checkForPlatformEvent',
          summary:
            'Check SKUs against every rule of an event, before they are enrolled; changes nothing',
          params: IdParams,
          body: ProposalInput,
          response: { 200: CheckShape }
        }
      },
      async (request) => {
        const asked = { eventId: request.params.id, input: request.body, now: ctx.clock.now() }
        const { event, skus } = await checkProposal(scope, ctx.db, asked)
        return presentCheck(event, skus, request.can('catalog:cost'))
      }
    )
  })
}
