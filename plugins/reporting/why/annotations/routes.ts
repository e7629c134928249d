import { pageOf } from '#core/database/keyset'
import { NotFound } from '#core/http/errors'
import { IdParams, PageOf } from '#core/http/schemas'
import type { ReportingScope } from '../../scope.ts'
import { AnnotationChange, AnnotationInput, AnnotationShape, AnnotationsQuery } from '../schema.ts'
import { changeAnnotation, createAnnotation, deleteAnnotation, presentAnnotation } from './keep.ts'

/** What people note about days. */
export function annotationRoutes(scope: ReportingScope): void {
  readRoutes(scope)
  writeRoutes(scope)
}

function readRoutes({ ctx }: ReportingScope): void {
  ctx.routes(async (app) => {
    app.get(
      '/annotations',
      {
        config: { permission: 'reports:read' },
        schema: {
          operationId: 'listAnnotations',
          summary: 'List what people have noted about days, the latest first',
          querystring: AnnotationsQuery,
          response: { 200: PageOf(AnnotationShape) }
        }
      },
      async (request) => {
        const { limit, after, from, to, channelId } = request.query
        let query = ctx.db.selectFrom('reportAnnotations').selectAll()
        if (to !== undefined) query = query.where('fromOn', '<=', to)
        if (from !== undefined) query = query.where('toOn', '>=', from)
        if (channelId !== undefined) query = query.where('channelId', 'in', ['', channelId])
        const sort = ['-fromOn', '-id']
        const page = await pageOf(query, { list: 'annotations', sort, limit, after })
        return { ...page, data: page.data.map(presentAnnotation) }
      }
    )
    app.get(
      '/annotations/:id',
      {
        config: { permission: 'reports:read' },
        schema: {
          operationId: 'getAnnotation',
          summary: 'Read what somebody has noted about days',
          params: IdParams,
          response: { 200: AnnotationShape }
        }
      },
      async (request, reply) => {
        const { id } = request.params
        const row = await ctx.db
          .selectFrom('reportAnnotations')
          .selectAll()
          .where('id', '=', id)
          .executeTakeFirst()
        if (!row) throw new NotFound({ what: 'annotation', id })
        return reply.sendVersioned(presentAnnotation(row))
      }
    )
  })
}

function writeRoutes({ ctx }: ReportingScope): void {
  const config = { permission: 'annotations:write' } as const
  ctx.routes(async (app) => {
    app.post(
      '/annotations',
      {
        config,
        schema: {
          operationId: 'createAnnotation',
          summary: 'Note something about days that may explain their figures',
          body: AnnotationInput,
          response: { 201: AnnotationShape }
        }
      },
      (request, reply) =>
        reply.write(201, async (tx) => presentAnnotation(await createAnnotation(tx, request.body)))
    )
    app.patch(
      '/annotations/:id',
      {
        config,
        schema: {
          operationId: 'changeAnnotation',
          summary: 'Change what was noted about days',
          params: IdParams,
          body: AnnotationChange,
          response: { 200: AnnotationShape }
        }
      },
      (request, reply) => {
        const given = { id: request.params.id, expected: request.ifMatch(), change: request.body }
        return reply.write(200, async (tx) => presentAnnotation(await changeAnnotation(tx, given)))
      }
    )
    app.delete(
      '/annotations/:id',
      {
        config,
        schema: {
          operationId: 'deleteAnnotation',
          summary: 'Take back what was noted about days',
          params: IdParams
        }
      },
      (request, reply) => {
        const given = { id: request.params.id, expected: request.ifMatch() }
        return reply.write(204, (tx) => deleteAnnotation(tx, given))
      }
    )
  })
}
