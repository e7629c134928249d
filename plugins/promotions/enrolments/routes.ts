import type { Reader } from '#core/database/db'
import { NotFound } from '#core/http/errors'
import { IdParams, PageOf, PageQuery } from '#core/http/schemas'
import type { PromotionsScope } from '../scope.ts'
import { EnrolmentChange, EnrolmentInput } from './definition.ts'
import { presentCheck, presentEnrolment, presentStep } from './present.ts'
import { findEnrolment, itemsOf, listEnrolments, listSteps } from './repository.ts'
import {
  CheckShape,
  EnrolmentShape,
  EnrolmentStepShape,
  EnrolmentsQuery,
  StepBodies
} from './schema.ts'
import { checkEnrolment, stepEnrolment } from './step.ts'
import { type HandStep, handSteps } from './steps.ts'
import { changeEnrolment, createEnrolment } from './write.ts'

const summaries: Record<HandStep, string> = {
  submit: 'Submit a draft that keeps the rules, or with force and a reason one that does not',
  approve: 'Record that the platform has approved an enrolment',
  reject: 'Record that the platform has rejected an enrolment, and why',
  withdraw: 'Withdraw an enrolment that is not over'
}

/** Enrolments as people write, check and step them. */
export function enrolmentRoutes(scope: PromotionsScope): void {
  const { ctx } = scope
  const shown = async (db: Reader, id: string) => {
    const row = await findEnrolment(db, id)
    if (!row) throw new NotFound({ what: 'enrolment', id })
    return presentEnrolment(row, (await itemsOf(db, [id])).get(id)!)
  }
  ctx.routes(async (app) => {
    app.get(
      '/enrolments',
      {
        config: { permission: 'enrolments:read' },
        schema: {
          operationId: 'listEnrolments',
          summary: "List enrolments in platforms' events, newest first",
          querystring: EnrolmentsQuery,
          response: { 200: PageOf(EnrolmentShape) }
        }
      },
      async (request) => {
        const { limit, after, ...filters } = request.query
        const page = await listEnrolments(ctx.db, filters, { limit, after })
        const items = await itemsOf(
          ctx.db,
          page.data.map(({ id }) => id)
        )
        return { ...page, data: page.data.map((row) => presentEnrolment(row, items.get(row.id)!)) }
      }
    )
    app.post(
      '/enrolments',
      {
        config: { permission: 'enrolments:write' },
        schema: {
          operationId: 'createEnrolment',
          summary: 'Write down SKUs for an event, with what is promised of them, as a draft',
          body: EnrolmentInput,
          response: { 201: EnrolmentShape }
        }
      },
      (request, reply) =>
        reply.write(201, async (tx) => shown(tx, await createEnrolment(scope, tx, request.body)))
    )
    app.get(
      '/enrolments/:id',
      {
        config: { permission: 'enrolments:read' },
        schema: {
          operationId: 'getEnrolment',
          summary: 'Read an enrolment',
          params: IdParams,
          response: { 200: EnrolmentShape }
        }
      },
      async (request, reply) => reply.sendVersioned(await shown(ctx.db, request.params.id))
    )
    app.patch(
      '/enrolments/:id',
      {
        config: { permission: 'enrolments:write' },
        schema: {
          operationId: 'changeEnrolment',
          summary: 'Change a draft; once approved, which promotion makes its prices',
          params: IdParams,
          body: EnrolmentChange,
          response: { 200: EnrolmentShape }
        }
      },
      (request, reply) => {
        const { id } = request.params
        const change = { id, given: request.body, expected: request.ifMatch() }
        return reply.write(200, async (tx) => {
          await changeEnrolment(scope, tx, change)
          return shown(tx, id)
        })
      }
    )
    app.post(
      '/enrolments/:id/check',
      {
        config: { permission: 'enrolments:write' },
        schema: {
          operationId: 'checkEnrolment',
          summary: 'Check an enrolment against every rule of its event; changes nothing',
          params: IdParams,
          response: { 200: CheckShape }
        }
      },
      async (request) => {
        const asked = { id: request.params.id, now: ctx.clock.now() }
        const { event, skus } = await checkEnrolment(scope, ctx.db, asked)
        return presentCheck(event, skus, request.can('catalog:cost'))
      }
    )
    for (const step of handSteps) {
      app.post(
        `/enrolments/:id/${step}`,
        {
          config: { permission: 'enrolments:write' },
          schema: {
            operationId: `${step}Enrolment`,
            summary: summaries[step],
            params: IdParams,
            body: StepBodies[step],
            response: { 200: EnrolmentShape }
          }
        },
        (request, reply) => {
          const { id } = request.params
          const { reason = null, force = false } = request.body as {
            reason?: string
            force?: boolean
          }
          const change = { id, step, expected: request.ifMatch(), reason, force }
          return reply.write(200, async (tx) => {
            await stepEnrolment(scope, tx, change)
            return shown(tx, id)
          })
        }
      )
    }
    app.get(
      '/enrolments/:id/steps',
      {
        config: { permission: 'enrolments:read' },
        schema: {
          operationId: 'listEnrolmentSteps',
          summary: 'List the steps of an enrolment, oldest first',
          params: IdParams,
          querystring: PageQuery,
          response: { 200: PageOf(EnrolmentStepShape) }
        }
      },
      async (request) => {
        const page = await listSteps(ctx.db, request.params.id, request.query)
        return { ...page, data: page.data.map(presentStep) }
      }
    )
  })
}
