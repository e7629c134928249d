import { Type } from 'typebox'
import { pageOf } from '#core/database/keyset'
import { NotFound } from '#core/http/errors'
import { IdParams, PageOf, PageQuery } from '#core/http/schemas'
import type { AftersalesScope } from '../../scope.ts'
import { createPolicy, removePolicy, replacePolicy } from '../keep.ts'
import { presentPolicy } from '../present.ts'
import { findPolicy } from '../repository/calendars.ts'
import { PolicyInput, PolicyShape } from '../schema.ts'

const write = { permission: 'aftersales:sla' } as const
const read = { permission: 'aftersales:read' } as const

/** Service level policies over HTTP. */
export function policyRoutes(scope: AftersalesScope): void {
  readRoutes(scope)
  writeRoutes(scope)
}

function readRoutes({ ctx }: AftersalesScope): void {
  ctx.routes(async (app) => {
    app.get(
      '/sla-policies',
      {
        config: read,
        schema: {
          operationId: 'listSlaPolicies',
          summary: 'List service level policies, newest first',
          querystring: PageQuery,
          response: { 200: PageOf(PolicyShape) }
        }
      },
      async (request) => {
        const rows = ctx.db.selectFrom('slaPolicies').selectAll()
        const page = await pageOf(rows, { list: 'sla-policies', sort: ['-id'], ...request.query })
        return { ...page, data: page.data.map(presentPolicy) }
      }
    )
    app.get(
      '/sla-policies/:id',
      {
        config: read,
        schema: {
          operationId: 'getSlaPolicy',
          summary: 'Read a service level policy',
          params: IdParams,
          response: { 200: PolicyShape }
        }
      },
      async (request, reply) => {
        const { id } = request.params
        const row = await findPolicy(ctx.db, id)
        if (!row) throw new NotFound({ what: 'policy', id })
        return reply.sendVersioned(presentPolicy(row))
      }
    )
  })
}

function writeRoutes({ ctx }: AftersalesScope): void {
  ctx.routes(async (app) => {
    app.post(
      '/sla-policies',
      {
        config: write,
        schema: {
          operationId: 'createSlaPolicy',
          summary: 'Promise response and resolution times for cases that are opened from now on',
          body: PolicyInput,
          response: { 201: PolicyShape }
        }
      },
      (request, reply) =>
        reply.write(201, async (tx) => presentPolicy(await createPolicy(tx, request.body)))
    )
    app.put(
      '/sla-policies/:id',
      {
        config: write,
        schema: {
          operationId: 'replaceSlaPolicy',
          summary: 'Replace a service level policy; clocks that run keep their targets',
          params: IdParams,
          body: PolicyInput,
          response: { 200: PolicyShape }
        }
      },
      (request, reply) => {
        const ref = { id: request.params.id, expected: request.ifMatch() }
        return reply.write(200, async (tx) =>
          presentPolicy(await replacePolicy(tx, ref, request.body))
        )
      }
    )
    app.delete(
      '/sla-policies/:id',
      {
        config: write,
        schema: {
          operationId: 'deleteSlaPolicy',
          summary: 'Delete a service level policy; its cases go on by their flows',
          params: IdParams,
          response: { 204: Type.Null() }
        }
      },
      (request, reply) => {
        const ref = { id: request.params.id, expected: request.ifMatch() }
        return reply.write(204, (tx) => removePolicy(tx, ref))
      }
    )
  })
}
