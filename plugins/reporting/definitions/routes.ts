import { NotFound } from '#core/http/errors'
import { IdParams, PageOf } from '#core/http/schemas'
import { presentSummary } from '../runs/present.ts'
import { RunSummary } from '../runs/schema.ts'
import { periodOf } from '../runs/subject.ts'
import type { ReportingScope } from '../scope.ts'
import { createDefinition, deleteDefinition, replaceDefinition } from './keep.ts'
import { readDefinition } from './present.ts'
import { findDefinition, listDefinitions } from './repository.ts'
import { makeDefined, recordDefined } from './run.ts'
import { DefinitionInput, DefinitionShape, DefinitionsQuery } from './schema.ts'

const write = { permission: 'reports:write' } as const

/** Definitions as people read, write and use them. */
export function definitionRoutes(scope: ReportingScope): void {
  readRoutes(scope)
  writeRoutes(scope)
  runRoute(scope)
}

function readRoutes({ ctx }: ReportingScope): void {
  ctx.routes(async (app) => {
    app.get(
      '/reports/definitions',
      {
        config: { permission: 'reports:read' },
        schema: {
          operationId: 'listReportDefinitions',
          summary: 'List the reports that are kept, by name',
          querystring: DefinitionsQuery,
          response: { 200: PageOf(DefinitionShape) }
        }
      },
      async (request) => {
        const { data, next } = await listDefinitions(ctx.db, request.query)
        return { data: data.map(readDefinition), next }
      }
    )
    app.get(
      '/reports/definitions/:id',
      {
        config: { permission: 'reports:read' },
        schema: {
          operationId: 'getReportDefinition',
          summary: 'Read a report that is kept',
          params: IdParams,
          response: { 200: DefinitionShape }
        }
      },
      async (request, reply) => {
        const { id } = request.params
        const row = await findDefinition(ctx.db, id)
        if (!row) throw new NotFound({ what: 'report definition', id })
        return reply.sendVersioned(readDefinition(row))
      }
    )
  })
}

function writeRoutes(scope: ReportingScope): void {
  scope.ctx.routes(async (app) => {
    app.post(
      '/reports/definitions',
      {
        config: write,
        schema: {
          operationId: 'createReportDefinition',
          summary: 'Keep a report, to be made when it is due or when somebody asks',
          body: DefinitionInput,
          response: { 201: DefinitionShape }
        }
      },
      (request, reply) => {
        const canSeeCost = request.can('reports:cost')
        const definition = { ...request.body, period: periodOf(scope, request.body) }
        const input = { definition, canSeeCost }
        return reply.write(201, async (tx) =>
          readDefinition(await createDefinition(tx, scope, input))
        )
      }
    )
    app.put(
      '/reports/definitions/:id',
      {
        config: write,
        schema: {
          operationId: 'replaceReportDefinition',
          summary: 'Replace a report that is kept; its next runs are made with your eyes',
          params: IdParams,
          body: DefinitionInput,
          response: { 200: DefinitionShape }
        }
      },
      (request, reply) => {
        const canSeeCost = request.can('reports:cost')
        const ref = { id: request.params.id, version: request.ifMatch() }
        const definition = { ...request.body, period: periodOf(scope, request.body) }
        const input = { ...ref, definition, canSeeCost }
        return reply.write(200, async (tx) =>
          readDefinition(await replaceDefinition(tx, scope, input))
        )
      }
    )
    app.delete(
      '/reports/definitions/:id',
      {
        config: write,
        schema: {
          operationId: 'deleteReportDefinition',
          summary: 'Forget a report; the runs that it has made stay',
          params: IdParams
        }
      },
      (request, reply) => {
        const ref = { id: request.params.id, version: request.ifMatch() }
        return reply.write(204, (tx) => deleteDefinition(tx, ref))
      }
    )
  })
}

function runRoute(scope: ReportingScope): void {
  const { ctx } = scope
  ctx.routes(async (app) => {
    app.post(
      '/reports/definitions/:id/run',
      {
        config: write,
        schema: {
          operationId: 'runReportDefinition',
          summary: 'Make a report now, and send it to its recipients',
          params: IdParams,
          response: { 201: RunSummary }
        }
      },
      async (request, reply) => {
        const { id } = request.params
        const row = await findDefinition(ctx.db, id)
        if (!row) throw new NotFound({ what: 'report definition', id })
        const definition = readDefinition(row)
        const made = await makeDefined(scope, definition, ctx.clock.now())
        const now = { made, dueAt: null, seriesId: null }
        return reply.write(201, async (tx) =>
          presentSummary((await recordDefined(tx, definition, now))!)
        )
      }
    )
  })
}
