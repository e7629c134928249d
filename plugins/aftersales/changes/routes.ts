import { pageOf } from '#core/database/keyset'
import { NotFound } from '#core/http/errors'
import { IdParams, PageOf } from '#core/http/schemas'
import type { AftersalesScope } from '../scope.ts'
import {
  addActions,
  beginChange,
  confirmChange,
  discardChange,
  readAction,
  type WholeChange
} from './keep.ts'
import { reckonChange } from './reckon.ts'
import { actionsOf, findChange } from './repository.ts'
import {
  ActionsInput,
  ChangeInput,
  ChangePreviewInput,
  ChangePreviewShape,
  ChangeShape,
  ChangesQuery,
  ConfirmChangeInput
} from './schema.ts'

const change = { permission: 'aftersales:change' } as const
const read = { permission: 'aftersales:read' } as const

/** Changing what orders consist of. */
export function changeRoutes(scope: AftersalesScope): void {
  const { ctx } = scope
  ctx.routes(async (app) => {
    app.post(
      '/order-changes/preview',
      {
        config: change,
        schema: {
          operationId: 'previewOrderChange',
          summary: 'Reckon what an order would become by some actions. Leaves nothing behind',
          body: ChangePreviewInput,
          response: { 200: ChangePreviewShape }
        }
      },
      async (request) => {
        const { orderId, actions } = request.body
        const order = await moneyOr404(scope, orderId)
        const named = actions.map((action, index) => ({ ...action, id: `new:${index}` }))
        return reckonChange(ctx.db, scope, order, named)
      }
    )
    app.post(
      '/order-changes',
      {
        config: { ...change, idempotency: 'required' },
        schema: {
          operationId: 'beginOrderChange',
          summary: 'Begin to change an order; it stays as it is until the change is confirmed',
          body: ChangeInput,
          response: { 201: ChangeShape }
        }
      },
      (request, reply) =>
        reply.write(201, async (tx) =>
          present(await beginChange(tx, scope, { actions: [], ...request.body }))
        )
    )
    app.post(
      '/order-changes/:id/actions',
      {
        config: change,
        schema: {
          operationId: 'addOrderChangeActions',
          summary: 'Add actions to a change; each counts on top of those before it',
          params: IdParams,
          body: ActionsInput,
          response: { 200: ChangeShape }
        }
      },
      (request, reply) =>
        reply.write(200, async (tx) =>
          present(await addActions(tx, scope, request.params.id, request.body.actions))
        )
    )
    app.post(
      '/order-changes/:id/confirm',
      {
        config: change,
        schema: {
          operationId: 'confirmOrderChange',
          summary: 'Make the order what the change says',
          params: IdParams,
          body: ConfirmChangeInput,
          response: { 200: ChangeShape }
        }
      },
      (request, reply) =>
        reply.write(200, async (tx) =>
          present(await confirmChange(tx, scope, request.params.id, request.body))
        )
    )
    app.post(
      '/order-changes/:id/discard',
      {
        config: change,
        schema: {
          operationId: 'discardOrderChange',
          summary: 'Drop a change',
          params: IdParams,
          response: { 200: ChangeShape }
        }
      },
      (request, reply) =>
        reply.write(200, async (tx) => present(await discardChange(tx, scope, request.params.id)))
    )
  })
  readRoutes(scope)
}

function readRoutes(scope: AftersalesScope): void {
  const { ctx } = scope
  ctx.routes(async (app) => {
    app.get(
      '/order-changes',
      {
        config: read,
        schema: {
          operationId: 'listOrderChanges',
          summary: 'List changes of orders, newest first',
          querystring: ChangesQuery,
          response: { 200: PageOf(ChangeShape) }
        }
      },
      async (request) => {
        const { orderId, state, ...paging } = request.query
        let query = ctx.db.selectFrom('orderChanges').selectAll()
        if (orderId) query = query.where('orderId', '=', orderId)
        if (state) query = query.where('state', '=', state)
        const page = await pageOf(query, { list: 'order-changes', sort: ['-id'], ...paging })
        const ids = page.data.map(({ id }) => id)
        const actions = await actionsOf(ctx.db, ids)
        const data = page.data.map((row) => {
          const own = actions.filter(({ changeId }) => changeId === row.id)
          return present({ change: row, actions: own, preview: null })
        })
        return { ...page, data }
      }
    )
    app.get(
      '/order-changes/:id',
      {
        config: read,
        schema: {
          operationId: 'getOrderChange',
          summary: 'Read a change of an order, and what the order would become by it now',
          params: IdParams,
          response: { 200: ChangeShape }
        }
      },
      async (request, reply) => {
        const { id } = request.params
        const row = await findChange(ctx.db, id)
        if (!row) throw new NotFound({ what: 'change of an order', id })
        const actions = await actionsOf(ctx.db, [id])
        const preview =
          row.state === 'draft'
            ? await reckonChange(
                ctx.db,
                scope,
                await moneyOr404(scope, row.orderId),
                actions.map(readAction)
              )
            : null
        return reply.sendVersioned(present({ change: row, actions, preview }))
      }
    )
  })
}

async function moneyOr404({ ctx, orders }: AftersalesScope, id: string) {
  const order = (await orders.moneyOf(ctx.db, [id])).get(id)
  if (!order) throw new NotFound({ what: 'order', id })
  return order
}

function present({ change: row, actions, preview }: WholeChange) {
  return {
    ...row,
    actions: actions.map(({ body, ...action }) => ({ ...action, detail: JSON.parse(body) })),
    preview
  }
}
