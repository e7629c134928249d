import { NotFound } from '#core/http/errors'
import { IdParams, PageOf } from '#core/http/schemas'
import { businessDay } from '../query/calendar.ts'
import { makeFile } from '../rendering/files/files.ts'
import { pagePolicy } from '../rendering/page-policy.ts'
import type { ReportingScope } from '../scope.ts'
import { ReportSectionUnknown } from './errors.ts'
import { makeReport } from './make.ts'
import { documentOf, presentRun, presentSummary } from './present.ts'
import { recordRun } from './record.ts'
import { refreshRun } from './refresh.ts'
import { findRun, listRuns } from './repository.ts'
import { FileParams, FileQuery, RunInput, RunShape, RunSummary, RunsQuery } from './schema.ts'
import { periodOf } from './subject.ts'

const read = { permission: 'reports:read' } as const
const write = { permission: 'reports:write' } as const

/** Runs as people read and make them. */
export function runRoutes(scope: ReportingScope): void {
  readRoutes(scope)
  fileRoute(scope)
  writeRoutes(scope)
}

async function known({ ctx }: ReportingScope, id: string) {
  const row = await findRun(ctx.db, id)
  if (!row) throw new NotFound({ what: 'report run', id })
  return row
}

function readRoutes(scope: ReportingScope): void {
  const { ctx } = scope
  ctx.routes(async (app) => {
    app.get(
      '/reports/runs',
      {
        config: read,
        schema: {
          operationId: 'listReportRuns',
          summary: 'List reports that were made, the newest first',
          querystring: RunsQuery,
          response: { 200: PageOf(RunSummary) }
        }
      },
      async (request) => {
        const { data, next } = await listRuns(ctx.db, request.query)
        return { data: data.map(presentSummary), next }
      }
    )
    app.get(
      '/reports/runs/:id',
      {
        config: read,
        schema: {
          operationId: 'getReportRun',
          summary: 'Read a report as it was made, and whether the figures are still those',
          params: IdParams,
          response: { 200: RunShape }
        }
      },
      async (request) =>
        presentRun(ctx.db, await known(scope, request.params.id), request.can('reports:cost'))
    )
  })
}

function fileRoute(scope: ReportingScope): void {
  scope.ctx.routes(async (app) => {
    app.get(
      '/reports/runs/:id/files/:format',
      {
        config: read,
        schema: {
          operationId: 'getReportFile',
          summary: 'Get a report as JSON, CSV, XLSX or a page that prints',
          params: FileParams,
          querystring: FileQuery
        }
      },
      async (request, reply) => {
        const { id, format } = request.params
        const row = await known(scope, id)
        const { madeAt, revision } = row
        const { language = row.language, section } = request.query
        const document = documentOf(row, request.can('reports:cost'))
        const file = await makeFile(document, { format, language, madeAt, revision, section })
        if (!file) {
          const sections = document.sections.map((one) => one.id)
          throw new ReportSectionUnknown({ section: section!, known: sections })
        }
        const kind = format === 'html' ? 'inline' : 'attachment'
        return reply
          .header('content-disposition', `${kind}; filename="${file.name}"`)
          .header('content-security-policy', pagePolicy)
          .type(file.contentType)
          .send(file.bytes)
      }
    )
  })
}

function writeRoutes(scope: ReportingScope): void {
  const { ctx } = scope
  ctx.routes(async (app) => {
    app.post(
      '/reports/runs',
      {
        config: write,
        schema: {
          operationId: 'createReportRun',
          summary: 'Make a report once and keep it',
          body: RunInput,
          response: { 201: RunSummary }
        }
      },
      async (request, reply) => {
        const { subject, language, name = null } = request.body
        const period = periodOf(scope, request.body)
        const canSeeCost = request.can('reports:cost')
        const today = businessDay(ctx.shop, ctx.clock.now())
        const what = { subject, period, today, canSeeCost, name }
        const made = await makeReport(ctx.db, scope, what)
        const facts = { subject, name, language, canSeeCost, cause: 'manual' as const }
        const alone = { definitionId: null, dueAt: null, seriesId: null }
        return reply.write(201, async (tx) => {
          const madeBy = tx.origin.actor
          return presentSummary((await recordRun(tx, made, { ...facts, ...alone, madeBy }))!)
        })
      }
    )
    app.post(
      '/reports/runs/:id/refresh',
      {
        config: write,
        schema: {
          operationId: 'refreshReportRun',
          summary: 'Make a report of the same days anew, as the next revision; the old one stays',
          params: IdParams,
          response: { 201: RunSummary }
        }
      },
      async (request, reply) => {
        const record = await refreshRun(scope, await known(scope, request.params.id))
        return reply.write(201, async (tx) => presentSummary(await record(tx)))
      }
    )
  })
}
