import { Readable } from 'node:stream'
import { Type } from 'typebox'
import { pageOf } from '#core/database/keyset'
import { spool } from '#core/files/spool'
import { NotFound } from '#core/http/errors'
import { IdParams, PageOf, PageQuery } from '#core/http/schemas'
import { auditLook } from '../../customers/routes/viewer.ts'
import type { CrmScope } from '../../scope.ts'
import { exportMembers } from '../export.ts'
import { importList, importMaxBytes } from '../import.ts'
import { takeSnapshot } from '../keep.ts'
import { addToList, removeFromList } from '../lists.ts'
import { findSegment, findSnapshot } from '../repository/segments.ts'
import {
  ExportQuery,
  ListReportShape,
  MemberParams,
  MemberShape,
  MembersBody,
  MembersQuery,
  SnapshotBody,
  SnapshotShape
} from '../schema.ts'
import type { CrmSegmentSnapshotRow } from '../tables.ts'

const contentTypes = { csv: 'text/csv', ndjson: 'application/x-ndjson' } as const

/** Who is in a segment: listed, put on a list, written down and exported. */
export function memberRoutes(scope: CrmScope): void {
  listRoutes(scope)
  importRoute(scope)
  snapshotRoutes(scope)
  exportRoute(scope)
}

async function assertSegment({ ctx }: CrmScope, id: string): Promise<string> {
  const row = await findSegment(ctx.db, id)
  if (!row) throw new NotFound({ what: 'segment', id })
  return row.handle
}

function listRoutes(scope: CrmScope): void {
  const { ctx } = scope
  ctx.routes(async (app) => {
    app.get(
      '/segments/:id/members',
      {
        config: { permission: 'crm:read' },
        schema: {
          operationId: 'listSegmentMembers',
          summary: 'List who is in a segment, by id',
          params: IdParams,
          querystring: MembersQuery,
          response: { 200: PageOf(MemberShape) }
        }
      },
      async (request) => {
        const { id } = request.params
        await assertSegment(scope, id)
        const query = ctx.db
          .selectFrom('crmSegmentMembers')
          .select(['customerId', 'enteredAt'])
          .where('segmentId', '=', id)
        return pageOf(query, { list: 'segment-members', sort: ['customerId'], ...request.query })
      }
    )
    app.post(
      '/segments/:id/members',
      {
        config: { permission: 'crm:segments' },
        schema: {
          operationId: 'addSegmentMembers',
          summary: 'Put customers on a static list',
          params: IdParams,
          body: MembersBody,
          response: { 200: ListReportShape }
        }
      },
      (request, reply) =>
        reply.write(200, (tx) => {
          const { customerIds } = request.body
          return addToList(tx, scope, { segmentId: request.params.id, customerIds })
        })
    )
    app.delete(
      '/segments/:id/members/:customerId',
      {
        config: { permission: 'crm:segments' },
        schema: {
          operationId: 'removeSegmentMember',
          summary: 'Take a customer off a static list',
          params: MemberParams,
          response: { 204: Type.Null() }
        }
      },
      (request, reply) =>
        reply.write(204, (tx) => {
          const { id: segmentId, customerId } = request.params
          return removeFromList(tx, scope, { segmentId, customerId })
        })
    )
  })
}

function importRoute(scope: CrmScope): void {
  const { ctx } = scope
  ctx.routes(async (app) => {
    // The body stays a stream: it goes to a file, never into memory.
    app.addContentTypeParser('text/csv', (_, payload, done) => done(null, payload))
    app.post(
      '/segments/:id/import',
      {
        config: { permission: 'crm:segments' },
        bodyLimit: importMaxBytes,
        schema: {
          operationId: 'importSegmentMembers',
          summary: 'Put the customers of a CSV file (column customerId) on a static list',
          consumes: ['text/csv'],
          params: IdParams,
          response: { 200: ListReportShape }
        }
      },
      async (request) => {
        const { id: segmentId } = request.params
        await assertSegment(scope, segmentId)
        const file = await spool(request.body as Readable, { maxBytes: importMaxBytes })
        try {
          return await importList(file.path, scope, {
            segmentId,
            transaction: (work) => ctx.transaction(work, request.origin)
          })
        } finally {
          await file.dispose()
        }
      }
    )
  })
}

function snapshotRoutes(scope: CrmScope): void {
  const { ctx } = scope
  ctx.routes(async (app) => {
    app.post(
      '/segments/:id/snapshots',
      {
        config: { permission: 'crm:segments' },
        schema: {
          operationId: 'takeSegmentSnapshot',
          summary: 'Write down who is in a segment now, for good',
          params: IdParams,
          body: SnapshotBody,
          response: { 201: SnapshotShape }
        }
      },
      (request, reply) =>
        reply.write(201, async (tx) => {
          const { note = null } = request.body
          return presentSnapshot(await takeSnapshot(tx, request.params.id, note))
        })
    )
    app.get(
      '/segments/:id/snapshots',
      {
        config: { permission: 'crm:read' },
        schema: {
          operationId: 'listSegmentSnapshots',
          summary: 'List the snapshots of a segment, newest first; of one that is deleted too',
          params: IdParams,
          querystring: PageQuery,
          response: { 200: PageOf(SnapshotShape) }
        }
      },
      async (request) => {
        const query = ctx.db
          .selectFrom('crmSegmentSnapshots')
          .selectAll()
          .where('segmentId', '=', request.params.id)
        const paging = { list: 'segment-snapshots', sort: ['-id'], ...request.query }
        const { data, next } = await pageOf(query, paging)
        return { data: data.map(presentSnapshot), next }
      }
    )
    app.get(
      '/segments/snapshots/:id/members',
      {
        config: { permission: 'crm:read' },
        schema: {
          operationId: 'listSnapshotMembers',
          summary: 'List who was in a segment when the snapshot was taken, by id',
          params: IdParams,
          querystring: PageQuery,
          response: { 200: PageOf(Type.Object({ customerId: Type.String() })) }
        }
      },
      async (request) => {
        const { id } = request.params
        if (!(await findSnapshot(ctx.db, id))) throw new NotFound({ what: 'snapshot', id })
        const query = ctx.db
          .selectFrom('crmSegmentSnapshotMembers')
          .select('customerId')
          .where('snapshotId', '=', id)
        return pageOf(query, { list: 'snapshot-members', sort: ['customerId'], ...request.query })
      }
    )
  })
}

function presentSnapshot({ rule, ...row }: CrmSegmentSnapshotRow) {
  return { ...row, rule: rule === null ? null : (JSON.parse(rule) as object) }
}

function exportRoute(scope: CrmScope): void {
  const { ctx, key } = scope
  ctx.routes(async (app) => {
    app.get(
      '/segments/:id/export',
      {
        config: { permission: 'crm:read' },
        schema: {
          operationId: 'exportSegment',
          summary: 'Export who is in a segment; names and contacts with crm:personal only',
          params: IdParams,
          querystring: ExportQuery,
          produces: Object.values(contentTypes)
        }
      },
      async (request, reply) => {
        const { id } = request.params
        const { format } = request.query
        const handle = await assertSegment(scope, id)
        const rows = exportMembers(ctx.db, id, {
          format,
          key: request.can('crm:personal') ? key : null,
          onPersonal: (customerIds) => auditLook(scope, request, { customerIds, what: 'segment' })
        })
        reply.type(`${contentTypes[format]}; charset=utf-8`)
        reply.header('content-disposition', `attachment; filename="${handle}.${format}"`)
        return reply.send(Readable.from(rows))
      }
    )
  })
}
