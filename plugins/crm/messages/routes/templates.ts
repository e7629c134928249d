import { Type } from 'typebox'
import { pageOf } from '#core/database/keyset'
import { NotFound } from '#core/http/errors'
import { IdParams, PageOf } from '#core/http/schemas'
import { auditLook, openerOf } from '../../customers/routes/viewer.ts'
import type { CrmScope } from '../../scope.ts'
import { createTemplate, removeTemplate, replaceTemplate } from '../templates/keep.ts'
import { presentTemplate } from '../templates/present.ts'
import { previewTemplate } from '../templates/preview.ts'
import { findTemplate } from '../templates/repository.ts'
import {
  PreviewBody,
  PreviewShape,
  TemplateBody,
  TemplateInput,
  TemplateShape,
  TemplatesQuery
} from '../templates/schema.ts'

const read = { permission: 'messages:read' } as const
const write = { permission: 'messages:write' } as const

/** Templates as people write and look at them. */
export function templateRoutes(scope: CrmScope): void {
  const { ctx } = scope
  ctx.routes(async (app) => {
    app.get(
      '/message-templates',
      {
        config: read,
        schema: {
          operationId: 'listMessageTemplates',
          summary: 'List templates of messages, newest first',
          querystring: TemplatesQuery,
          response: { 200: PageOf(TemplateShape) }
        }
      },
      async (request) => {
        const { medium, ...paging } = request.query
        let query = ctx.db.selectFrom('crmMessageTemplates').selectAll()
        if (medium) query = query.where('medium', '=', medium)
        const page = await pageOf(query, { list: 'message-templates', sort: ['-id'], ...paging })
        return { ...page, data: page.data.map(presentTemplate) }
      }
    )
    app.post(
      '/message-templates',
      {
        config: write,
        schema: {
          operationId: 'createMessageTemplate',
          summary: 'Write a template; its variables are checked',
          body: TemplateInput,
          response: { 201: TemplateShape }
        }
      },
      (request, reply) =>
        reply.write(201, async (tx) => presentTemplate(await createTemplate(tx, request.body)))
    )
    app.get(
      '/message-templates/:id',
      {
        config: read,
        schema: {
          operationId: 'getMessageTemplate',
          summary: 'Read a template',
          params: IdParams,
          response: { 200: TemplateShape }
        }
      },
      async (request, reply) => {
        const { id } = request.params
        const row = await findTemplate(ctx.db, id)
        if (!row) throw new NotFound({ what: 'message template', id })
        return reply.sendVersioned(presentTemplate(row))
      }
    )
    app.put(
      '/message-templates/:id',
      {
        config: write,
        schema: {
          operationId: 'replaceMessageTemplate',
          summary: 'Write the next version of a template; messages that wait are made of it',
          params: IdParams,
          body: TemplateBody,
          response: { 200: TemplateShape }
        }
      },
      (request, reply) => {
        const change = { ...request.params, body: request.body, expected: request.ifMatch() }
        return reply.write(200, async (tx) => presentTemplate(await replaceTemplate(tx, change)))
      }
    )
    app.delete(
      '/message-templates/:id',
      {
        config: write,
        schema: {
          operationId: 'removeMessageTemplate',
          summary: 'Remove a template; messages of it that wait are not sent',
          params: IdParams,
          response: { 204: Type.Null() }
        }
      },
      (request, reply) => {
        const change = { ...request.params, expected: request.ifMatch() }
        return reply.write(204, (tx) => removeTemplate(tx, change))
      }
    )
  })
  previewRoute(scope)
}

function previewRoute(scope: CrmScope): void {
  const { ctx } = scope
  ctx.routes(async (app) => {
    app.post(
      '/message-templates/:id/preview',
      {
        config: write,
        schema: {
          operationId: 'previewMessageTemplate',
          summary:
            'Make a message of a template, for a customer or a sample; nothing is sent or kept',
          params: IdParams,
          body: PreviewBody,
          response: { 200: PreviewShape }
        }
      },
      async (request) => {
        const { id } = request.params
        const row = await findTemplate(ctx.db, id)
        if (!row) throw new NotFound({ what: 'message template', id })
        const opener = openerOf(scope, request)
        const made = await previewTemplate(ctx.db, scope, row, { ...request.body, opener })
        const { customerId } = request.body
        const customerIds = customerId === undefined ? [] : [customerId]
        await auditLook(scope, request, { customerIds, what: 'preview of a message' })
        return made
      }
    )
  })
}
