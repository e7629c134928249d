import type { Readable } from 'node:stream'
import { pageOf } from '#core/database/keyset'
import { spool } from '#core/files/spool'
import { PageOf, PageQuery } from '#core/http/schemas'
import type { ReportingScope } from '../../scope.ts'
import { importTraffic } from '../import/import.ts'
import { plainMapping, TrafficMapping } from '../import/mapping.ts'
import { loadMapping, presentMapping, saveMapping } from '../mappings.ts'
import { MappingIdParams, MappingShape, TrafficImportQuery, TrafficReportShape } from '../schema.ts'

const contentTypes = { csv: 'text/csv', ndjson: 'application/x-ndjson' } as const

/** Files of figures, and how their columns are read. */
export function importRoutes(scope: ReportingScope): void {
  const { ctx } = scope
  const { importMaxBytes } = ctx.options.traffic
  ctx.routes(async (app) => {
    // The body stays a stream: it goes to a file, never into memory.
    app.addContentTypeParser(Object.values(contentTypes), (_, payload, done) => done(null, payload))
    app.post(
      '/traffic/import',
      {
        config: { permission: 'traffic:write' },
        bodyLimit: importMaxBytes,
        schema: {
          operationId: 'importTraffic',
          summary:
            'Import figures of traffic and advertising; bad rows are reported, the same file again changes nothing',
          consumes: Object.values(contentTypes),
          querystring: TrafficImportQuery,
          response: { 200: TrafficReportShape }
        }
      },
      async (request) => {
        const { mappingId } = request.query
        const isCsv = request.headers['content-type']?.startsWith(contentTypes.csv)
        const saved =
          mappingId === undefined
            ? plainMapping
            : presentMapping(await loadMapping(ctx.db, mappingId)).mapping
        const file = await spool(request.body as Readable, { maxBytes: importMaxBytes })
        try {
          const mapping = isCsv ? saved : null
          return await importTraffic(scope, { file, mapping, origin: request.origin })
        } finally {
          await file.dispose()
        }
      }
    )
  })
  mappingRoutes(scope)
}

function mappingRoutes({ ctx }: ReportingScope): void {
  ctx.routes(async (app) => {
    app.get(
      '/traffic-mappings',
      {
        config: { permission: 'traffic:read' },
        schema: {
          operationId: 'listTrafficMappings',
          summary: 'List how columns of files of figures are read',
          querystring: PageQuery,
          response: { 200: PageOf(MappingShape) }
        }
      },
      async (request) => {
        const { limit, after } = request.query
        const query = ctx.db.selectFrom('reportTrafficMappings').selectAll()
        const page = await pageOf(query, { list: 'trafficMappings', sort: ['id'], limit, after })
        return { ...page, data: page.data.map(presentMapping) }
      }
    )
    app.get(
      '/traffic-mappings/:id',
      {
        config: { permission: 'traffic:read' },
        schema: {
          operationId: 'getTrafficMapping',
          summary: 'Read how columns of a file of figures are read',
          params: MappingIdParams,
          response: { 200: MappingShape }
        }
      },
      async (request, reply) =>
        reply.sendVersioned(presentMapping(await loadMapping(ctx.db, request.params.id)))
    )
    app.put(
      '/traffic-mappings/:id',
      {
        config: { permission: 'traffic:write' },
        schema: {
          operationId: 'putTrafficMapping',
          summary: 'Write how columns of a file of figures are read',
          params: MappingIdParams,
          body: TrafficMapping,
          response: { 200: MappingShape }
        }
      },
      (request, reply) => {
        const given = { id: request.params.id, expected: request.ifMatch(), mapping: request.body }
        return reply.write(200, async (tx) => presentMapping(await saveMapping(tx, given)))
      }
    )
  })
}
