import { pageOf } from '#core/database/keyset'
import { NotFound } from '#core/http/errors'
import { IdParams, PageOf } from '#core/http/schemas'
import { auditLook } from '../../customers/routes/viewer.ts'
import type { CrmScope } from '../../scope.ts'
import { startBatch } from '../batch.ts'
import { findMessage } from '../repository.ts'
import {
  BatchBody,
  BatchShape,
  MessageShape,
  MessagesQuery,
  MessageWithVariablesShape,
  StartedBatchShape
} from '../schema.ts'
import { openVariables } from '../send/make.ts'
import type { CrmMessageBatchRow, CrmMessageRow } from '../tables.ts'

const read = { permission: 'messages:read' } as const

/** What was sent to whom, and sending it. */
export function messageRoutes(scope: CrmScope): void {
  const { ctx } = scope
  ctx.routes(async (app) => {
    app.get(
      '/messages',
      {
        config: read,
        schema: {
          operationId: 'listMessages',
          summary: 'List messages to customers, newest first',
          querystring: MessagesQuery,
          response: { 200: PageOf(MessageShape) }
        }
      },
      async (request) => {
        const { customerId, state, template, batchId, ...paging } = request.query
        let query = ctx.db.selectFrom('crmMessages').selectAll()
        if (customerId !== undefined) query = query.where('customerId', '=', customerId)
        if (state !== undefined) query = query.where('state', '=', state)
        if (template !== undefined) query = query.where('template', '=', template)
        if (batchId !== undefined) query = query.where('batchId', '=', batchId)
        const page = await pageOf(query, { list: 'messages', sort: ['-id'], ...paging })
        return { ...page, data: page.data.map(present) }
      }
    )
    app.get(
      '/messages/:id',
      {
        config: read,
        schema: {
          operationId: 'getMessage',
          summary: 'Read a message; what it was given with crm:personal only',
          params: IdParams,
          response: { 200: MessageWithVariablesShape }
        }
      },
      async (request) => {
        const { id } = request.params
        const row = await findMessage(ctx.db, id)
        if (!row) throw new NotFound({ what: 'message', id })
        await auditLook(scope, request, { customerIds: [row.customerId], what: 'message' })
        const isShown = request.can('crm:personal')
        return { ...present(row), variables: isShown ? openVariables(row, scope.key) : null }
      }
    )
  })
  batchRoutes(scope)
}

function batchRoutes(scope: CrmScope): void {
  const { ctx } = scope
  ctx.routes(async (app) => {
    app.post(
      '/messages/batch',
      {
        config: { permission: 'messages:send' },
        schema: {
          operationId: 'sendMessages',
          summary: 'Send a message to customers, or to whoever is in a segment',
          body: BatchBody,
          response: { 202: StartedBatchShape }
        }
      },
      (request, reply) =>
        reply.write(202, async (tx) => {
          const { batch, outcomes } = await startBatch(tx, scope, request.body)
          return { ...presentBatch(batch), outcomes }
        })
    )
    app.get(
      '/messages/batches/:id',
      {
        config: read,
        schema: {
          operationId: 'getMessageBatch',
          summary: 'Read how far a sending to many is',
          params: IdParams,
          response: { 200: BatchShape }
        }
      },
      async (request) => {
        const { id } = request.params
        const query = ctx.db.selectFrom('crmMessageBatches').selectAll().where('id', '=', id)
        const row = await query.executeTakeFirst()
        if (!row) throw new NotFound({ what: 'message batch', id })
        return presentBatch(row)
      }
    )
  })
}

function present({ sourceId: _, variables: __, ...row }: CrmMessageRow) {
  return row
}

function presentBatch(row: CrmMessageBatchRow) {
  const { id, sourceId, template, segment, notBefore, queued, createdAt, finishedAt } = row
  return { id, sourceId, template, segment, notBefore, queued, createdAt, finishedAt }
}
