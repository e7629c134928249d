import { Readable } from 'node:stream'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { spool } from '#core/files/spool'
import { Nullable, OneOf } from '#core/http/schemas'
import { transferFormats } from '../api.ts'
import { exportRows } from '../transfer/export.ts'
import { importFile } from '../transfer/import.ts'
import type { CatalogScope } from './scope.ts'

const contentTypes = { csv: 'text/csv', ndjson: 'application/x-ndjson' } as const

const ImportReportShape = Type.Object({
  rows: Type.Integer(),
  created: Type.Integer(),
  updated: Type.Integer(),
  unchanged: Type.Integer(),
  rejected: Type.Integer(),
  errors: Type.Array(
    Type.Object({
      line: Type.Integer(),
      sku: Nullable(Type.String()),
      column: Type.String(),
      reason: Type.String()
    }),
    { description: 'The first thousand rejected rows' }
  )
})

/** Import and export of the whole catalog as streams. */
export function transferRoutes({ ctx, rules }: CatalogScope): FastifyPluginAsyncTypebox {
  const { importMaxBytes, rowMaxBytes } = ctx.options
  return async (app) => {
    // The body stays a stream: it goes to a file, never into memory.
    app.addContentTypeParser(Object.values(contentTypes), (_, payload, done) => done(null, payload))
    app.post(
      '/products/import',
      {
        config: { permission: 'catalog:write' },
        bodyLimit: importMaxBytes,
        schema: {
          operationId: 'importProducts',
          summary: 'Import variants with their products; the same file again changes nothing',
          consumes: Object.values(contentTypes),
          response: { 200: ImportReportShape }
        }
      },
      async (request) => {
        const isCsv = request.headers['content-type']?.startsWith(contentTypes.csv)
        const file = await spool(request.body as Readable, { maxBytes: importMaxBytes })
        try {
          return await importFile(file.path, isCsv ? 'csv' : 'ndjson', {
            transaction: (work) => ctx.transaction(work, request.origin),
            rules: { ...rules, canSetCost: request.can('catalog:cost') },
            maxBytes: importMaxBytes,
            rowBytesMax: rowMaxBytes
          })
        } finally {
          await file.dispose()
        }
      }
    )
    app.get(
      '/products/export',
      {
        config: { permission: 'catalog:read' },
        schema: {
          operationId: 'exportProducts',
          summary: 'Export every variant with its product',
          querystring: Type.Object(
            { format: OneOf(transferFormats, { default: 'csv' }) },
            { additionalProperties: false }
          ),
          produces: Object.values(contentTypes)
        }
      },
      (request, reply) => {
        const { format } = request.query
        const rows = exportRows(ctx.db, format, { canSeeCost: request.can('catalog:cost') })
        reply.type(`${contentTypes[format]}; charset=utf-8`)
        reply.header('content-disposition', `attachment; filename="products.${format}"`)
        return reply.send(Readable.from(rows))
      }
    )
  }
}
