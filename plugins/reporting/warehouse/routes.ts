import { Readable } from 'node:stream'
import { Type } from 'typebox'
import { OneOf } from '#core/http/schemas'
import { DayText } from '../query/schema.ts'
import type { ReportingScope } from '../scope.ts'
import { exportView, mediaTypes } from './export.ts'
import { exportFormats, findView, viewNames } from './views.ts'

const closed = { additionalProperties: false }

/** Sales for tools outside of the engine. */
export function warehouseRoutes({ ctx }: ReportingScope): void {
  ctx.routes(async (app) => {
    app.get(
      '/reports/export/:view',
      {
        config: { permission: 'reports:export' },
        schema: {
          operationId: 'exportReportView',
          summary: 'Export a view of sales for a warehouse as a stream: Parquet or CSV',
          description:
            'Columns: docs/reference/warehouse.md. Days are business days, both included.',
          params: Type.Object({ view: OneOf(viewNames) }, closed),
          querystring: Type.Object(
            {
              format: Type.Optional(OneOf(exportFormats)),
              from: Type.Optional(DayText),
              to: Type.Optional(DayText)
            },
            closed
          ),
          produces: ['application/vnd.apache.parquet', 'text/csv']
        }
      },
      (request, reply) => {
        const { format = 'parquet', from, to } = request.query
        const view = findView(request.params.view)!
        const written = exportView(ctx.db, { view, format, from, to })
        reply.type(mediaTypes[format])
        reply.header('content-disposition', `attachment; filename="${view.name}.${format}"`)
        return reply.send(Readable.from(written))
      }
    )
  })
}
