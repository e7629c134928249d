import { Type } from 'typebox'
import { pageOf } from '#core/database/keyset'
import { NotFound } from '#core/http/errors'
import { IdParams, PageOf } from '#core/http/schemas'
import type { Tx } from '#core/transaction'
import type { CrmScope } from '../../scope.ts'
import { assertRule, changeSegment, createSegment, removeSegment } from '../keep.ts'
import { readSegments } from '../live.ts'
import { preview } from '../preview.ts'
import { overlapOf, sizesOf } from '../repository/members.ts'
import { findSegment } from '../repository/segments.ts'
import {
  OverlapQuery,
  OverlapShape,
  PreviewBody,
  PreviewShape,
  SegmentChange,
  SegmentInput,
  SegmentShape,
  SegmentsQuery
} from '../schema.ts'
import type { CrmSegmentRow } from '../tables.ts'

/** Segments as people write and look at them. */
export function segmentRoutes(scope: CrmScope): void {
  const { ctx } = scope
  const written = async (tx: Tx, id: string) =>
    present((await findSegment(tx, id))!, await sizesOf(tx, [id]))
  ctx.routes(async (app) => {
    app.get(
      '/segments',
      {
        config: { permission: 'crm:read' },
        schema: {
          operationId: 'listSegments',
          summary: 'List segments with their sizes, newest first',
          querystring: SegmentsQuery,
          response: { 200: PageOf(SegmentShape) }
        }
      },
      async (request) => {
        const { limit, after, kind } = request.query
        let query = ctx.db.selectFrom('crmSegments').selectAll()
        if (kind) query = query.where('kind', '=', kind)
        const page = await pageOf(query, { list: 'segments', sort: ['-id'], limit, after })
        const sizes = await sizesOf(
          ctx.db,
          page.data.map(({ id }) => id)
        )
        return { ...page, data: page.data.map((row) => present(row, sizes)) }
      }
    )
    app.post(
      '/segments',
      {
        config: { permission: 'crm:segments' },
        schema: {
          operationId: 'createSegment',
          summary: 'Write a segment; whom its rule fits is found by a job',
          body: SegmentInput,
          response: { 201: SegmentShape }
        }
      },
      (request, reply) =>
        reply.write(201, async (tx) => written(tx, await createSegment(tx, scope, request.body)))
    )
    app.post(
      '/segments/preview',
      {
        config: { permission: 'crm:segments' },
        schema: {
          operationId: 'previewSegment',
          summary: 'Count whom a rule fits now, and name some of them; nothing is kept',
          body: PreviewBody,
          response: { 200: PreviewShape }
        }
      },
      async (request) => {
        const { rule, sample } = request.body
        const now = ctx.clock.now()
        const live = await readSegments(ctx.db, scope, now)
        await assertRule(ctx.db, scope, { handle: null, rule, live })
        return preview(ctx.db, scope, { rule, sample, live, now })
      }
    )
    app.get(
      '/segments/:id',
      {
        config: { permission: 'crm:read' },
        schema: {
          operationId: 'getSegment',
          summary: 'Read a segment with its size',
          params: IdParams,
          response: { 200: SegmentShape }
        }
      },
      async (request, reply) => {
        const { id } = request.params
        const row = await findSegment(ctx.db, id)
        if (!row) throw new NotFound({ what: 'segment', id })
        return reply.sendVersioned(present(row, await sizesOf(ctx.db, [id])))
      }
    )
    app.patch(
      '/segments/:id',
      {
        config: { permission: 'crm:segments' },
        schema: {
          operationId: 'changeSegment',
          summary: 'Change a segment; with a new rule, whom it fits is found by a job',
          params: IdParams,
          body: SegmentChange,
          response: { 200: SegmentShape }
        }
      },
      (request, reply) => {
        const { id } = request.params
        const given = { id, version: request.ifMatch(), change: request.body }
        return reply.write(200, async (tx) => {
          await changeSegment(tx, scope, given)
          return written(tx, id)
        })
      }
    )
    app.delete(
      '/segments/:id',
      {
        config: { permission: 'crm:segments' },
        schema: {
          operationId: 'deleteSegment',
          summary: 'Delete a segment; its snapshots stay',
          params: IdParams,
          response: { 204: Type.Null() }
        }
      },
      (request, reply) => {
        const given = { id: request.params.id, version: request.ifMatch() }
        return reply.write(204, (tx) => removeSegment(tx, scope, given))
      }
    )
    app.get(
      '/segments/:id/overlap',
      {
        config: { permission: 'crm:read' },
        schema: {
          operationId: 'getSegmentOverlap',
          summary: 'Count the customers that two segments have in common',
          params: IdParams,
          querystring: OverlapQuery,
          response: { 200: OverlapShape }
        }
      },
      async (request) => {
        const { id } = request.params
        const { with: other } = request.query
        const rows = await Promise.all([findSegment(ctx.db, id), findSegment(ctx.db, other)])
        if (!rows[0]) throw new NotFound({ what: 'segment', id })
        if (!rows[1]) throw new NotFound({ what: 'segment', id: other })
        const [sizes, both] = await Promise.all([
          sizesOf(ctx.db, [id, other]),
          overlapOf(ctx.db, id, other)
        ])
        const size = sizes.get(id) ?? 0
        const otherSize = sizes.get(other) ?? 0
        return { size, otherSize, both, onlyThis: size - both, onlyOther: otherSize - both }
      }
    )
  })
}

function present(row: CrmSegmentRow, sizes: ReadonlyMap<string, number>) {
  const { rule, ...plain } = row
  return {
    ...plain,
    rule: rule === null ? null : (JSON.parse(rule) as object),
    size: sizes.get(row.id) ?? 0
  }
}
