import { pageOf } from '#core/database/keyset'
import { NotFound } from '#core/http/errors'
import { IdParams, PageOf, PageQuery } from '#core/http/schemas'
import type { Tx } from '#core/transaction'
import { changeAutomation, createAutomation, type Keeping, stepAutomation } from '../keep.ts'
import { type Automation, findAutomation } from '../repository/automations.ts'
import {
  AutomationChange,
  AutomationInput,
  AutomationListed,
  AutomationShape,
  AutomationsQuery,
  VersionShape
} from '../schema.ts'
import type { AutomationRow } from '../tables.ts'

const read = { permission: 'automation:read' } as const
const write = { permission: 'automation:write' } as const

/** Automations as people write and look at them. */
export function automationRoutes(keeping: Keeping): void {
  readRoutes(keeping)
  writeRoutes(keeping)
  stepRoutes(keeping)
}

function present({ listens: _, subject: __, walkOn: ___, walkAfter: ____, ...row }: AutomationRow) {
  return row
}

function presentWhole({ definition, ...row }: Automation) {
  return { ...present(row), definition }
}

async function answerOf(tx: Tx, id: string) {
  return presentWhole((await findAutomation(tx, id))!)
}

function readRoutes({ scope: { ctx } }: Keeping): void {
  ctx.routes(async (app) => {
    app.get(
      '/automations',
      {
        config: read,
        schema: {
          operationId: 'listAutomations',
          summary: 'List automations, newest first',
          querystring: AutomationsQuery,
          response: { 200: PageOf(AutomationListed) }
        }
      },
      async (request) => {
        const { limit, after, state } = request.query
        let query = ctx.db.selectFrom('automations').selectAll()
        if (state) query = query.where('state', '=', state)
        const page = await pageOf(query, { list: 'automations', sort: ['-id'], limit, after })
        return { ...page, data: page.data.map(present) }
      }
    )
    app.get(
      '/automations/:id',
      {
        config: read,
        schema: {
          operationId: 'getAutomation',
          summary: 'Read an automation with the definition that it follows now',
          params: IdParams,
          response: { 200: AutomationShape }
        }
      },
      async (request, reply) => {
        const { id } = request.params
        const automation = await findAutomation(ctx.db, id)
        if (!automation) throw new NotFound({ what: 'automation', id })
        return reply.sendVersioned(presentWhole(automation))
      }
    )
    app.get(
      '/automations/:id/versions',
      {
        config: read,
        schema: {
          operationId: 'listAutomationVersions',
          summary: 'List the definitions of an automation, newest first',
          params: IdParams,
          querystring: PageQuery,
          response: { 200: PageOf(VersionShape) }
        }
      },
      async (request) => {
        const { id } = request.params
        if (!(await findAutomation(ctx.db, id))) throw new NotFound({ what: 'automation', id })
        const query = ctx.db
          .selectFrom('automationVersions')
          .selectAll()
          .where('automationId', '=', id)
        const page = await pageOf(query, {
          ...{ list: 'automation-versions', sort: ['-version'], ...request.query }
        })
        const data = page.data.map(({ automationId: _, definition, ...version }) => ({
          ...version,
          definition: JSON.parse(definition) as object
        }))
        return { ...page, data }
      }
    )
  })
}

function writeRoutes(keeping: Keeping): void {
  keeping.scope.ctx.routes(async (app) => {
    app.post(
      '/automations',
      {
        config: write,
        schema: {
          operationId: 'createAutomation',
          summary: 'Write an automation; it does nothing until it is started',
          body: AutomationInput,
          response: { 201: AutomationShape }
        }
      },
      (request, reply) =>
        reply.write(201, async (tx) =>
          answerOf(tx, await createAutomation(tx, keeping, request.body))
        )
    )
    app.patch(
      '/automations/:id',
      {
        config: write,
        schema: {
          operationId: 'changeAutomation',
          summary: 'Change an automation; a new definition holds for who enters from now on',
          params: IdParams,
          body: AutomationChange,
          response: { 200: AutomationShape }
        }
      },
      (request, reply) => {
        const { id } = request.params
        const given = { id, version: request.ifMatch(), change: request.body }
        return reply.write(200, async (tx) => {
          await changeAutomation(tx, keeping, given)
          return answerOf(tx, id)
        })
      }
    )
  })
}

const steps = {
  activate: 'Start an automation, or go on with it after a pause',
  pause: 'Pause an automation: nobody enters, and who is on the way waits',
  archive: 'End an automation for good, with everybody who is on the way'
} as const

function stepRoutes(keeping: Keeping): void {
  for (const step of Object.keys(steps) as (keyof typeof steps)[]) {
    keeping.scope.ctx.routes(async (app) => {
      app.post(
        `/automations/:id/${step}`,
        {
          config: write,
          schema: {
            operationId: `${step}Automation`,
            summary: steps[step],
            params: IdParams,
            response: { 200: AutomationShape }
          }
        },
        (request, reply) => {
          const { id } = request.params
          const given = { id, version: request.ifMatch(), step }
          return reply.write(200, async (tx) => {
            await stepAutomation(tx, keeping, given)
            return answerOf(tx, id)
          })
        }
      )
    })
  }
}
