import type { Reader } from '#core/database/db'
import { pageOf } from '#core/database/keyset'
import { NotFound } from '#core/http/errors'
import { IdParams, PageOf } from '#core/http/schemas'
import { instantAt, instantMs } from '#core/time'
import type { CrmScope } from '../../scope.ts'
import { previewEntries } from '../preview.ts'
import { readReport } from '../report/read.ts'
import { type Automation, findAutomation } from '../repository/automations.ts'
import { deedsOf } from '../repository/runs.ts'
import {
  PreviewBody,
  PreviewShape,
  ReportQuery,
  ReportShape,
  RunShape,
  RunsQuery
} from '../schema.ts'

const read = { permission: 'automation:read' } as const

/** Who would enter, who is on the way, and what it brings. */
export function runRoutes(scope: CrmScope): void {
  const { ctx } = scope
  ctx.routes(async (app) => {
    app.post(
      '/automations/:id/preview',
      {
        config: { permission: 'automation:write' },
        schema: {
          operationId: 'previewAutomation',
          summary:
            'Count who would enter an automation now, and who would not and why; nothing is kept',
          params: IdParams,
          body: PreviewBody,
          response: { 200: PreviewShape }
        }
      },
      async (request) => {
        const automation = await load(ctx.db, request.params.id)
        const { sample } = request.body
        return previewEntries(ctx.db, scope, { automation, sample, now: ctx.clock.now() })
      }
    )
    app.get(
      '/automations/:id/runs',
      {
        config: read,
        schema: {
          operationId: 'listAutomationRuns',
          summary: 'List the ways of customers through an automation, newest first',
          params: IdParams,
          querystring: RunsQuery,
          response: { 200: PageOf(RunShape) }
        }
      },
      async (request) => {
        const { id } = request.params
        await load(ctx.db, id)
        const { limit, after, state, customerId } = request.query
        let query = ctx.db.selectFrom('automationRuns').selectAll().where('automationId', '=', id)
        if (state) query = query.where('state', '=', state)
        if (customerId) query = query.where('customerId', '=', customerId)
        const page = await pageOf(query, { list: 'automation-runs', sort: ['-id'], limit, after })
        const deeds = await deedsOf(
          ctx.db,
          page.data.map((run) => run.id)
        )
        const data = page.data.map(({ memberId: _, brought: __, chain: ___, ...run }) => ({
          ...run,
          deeds: deeds.filter(({ runId }) => runId === run.id)
        }))
        return { ...page, data }
      }
    )
    app.get(
      '/automations/:id/report',
      {
        config: read,
        schema: {
          operationId: 'getAutomationReport',
          summary:
            'Compare who was treated with who was held out: orders and sales within the window',
          params: IdParams,
          querystring: ReportQuery,
          response: { 200: ReportShape }
        }
      },
      async (request) => {
        const { id } = request.params
        await load(ctx.db, id)
        const { from, to } = request.query
        const span = { from: from && instantOf(from), to: to && instantOf(to) }
        return readReport(ctx.db, { automationId: id, now: ctx.clock.now(), span })
      }
    )
  })
}

function instantOf(text: string): string {
  return instantAt(instantMs(text))
}

/** Errors: NOT_FOUND. */
async function load(db: Reader, id: string): Promise<Automation> {
  const automation = await findAutomation(db, id)
  if (!automation) throw new NotFound({ what: 'automation', id })
  return automation
}
