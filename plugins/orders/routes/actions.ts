import type { Static, TSchema } from 'typebox'
import { Type } from 'typebox'
import { IdParams } from '#core/http/schemas'
import type { Tx } from '#core/transaction'
import { cancelOrder } from '../actions/cancel.ts'
import { holdOrder, unholdOrder } from '../actions/edit.ts'
import { loadOrder } from '../actions/load.ts'
import { mergeOrders } from '../actions/merge.ts'
import { confirmPayment } from '../actions/pay.ts'
import { advanceOrder } from '../actions/progress.ts'
import { shipOrder } from '../actions/ship.ts'
import { splitOrder } from '../actions/split.ts'
import type { OrderRecord } from '../record.ts'
import {
  CancelInput,
  HoldInput,
  MergeInput,
  OrderShape,
  PaymentInput,
  ShipmentInput,
  SplitInput,
  SplitShape
} from '../schema.ts'
import { answerWith, type OrdersScope } from './scope.ts'

interface Action<Body extends TSchema> {
  path: string
  operationId: string
  summary: string
  status?: 200 | 201
  body: Body
  run(tx: Tx, record: OrderRecord, body: Static<Body>): Promise<OrderRecord>
}

/** A step that an order can be made to take. If-Match guards it against what somebody else did meanwhile. */
export function actionRoutes(scope: OrdersScope): void {
  const { parts } = scope
  const nothing = Type.Optional(
    Type.Union([Type.Object({}, { additionalProperties: false }), Type.Null()])
  )
  addAction(scope, {
    path: 'confirm-payment',
    operationId: 'confirmOrderPayment',
    summary: 'Record a payment; the order is paid once nothing is due',
    body: PaymentInput,
    run: (tx, record, body) =>
      confirmPayment(tx, { ...parts, pricing: scope.pricing }, record, body)
  })
  addAction(scope, {
    path: 'hold',
    operationId: 'holdOrder',
    summary: 'Stop work on an order',
    body: HoldInput,
    run: (tx, record, { reason }) => holdOrder(tx, parts, record, reason)
  })
  addAction(scope, {
    path: 'unhold',
    operationId: 'unholdOrder',
    summary: "Take a person's hold off an order",
    body: nothing,
    run: (tx, record) => unholdOrder(tx, parts, record)
  })
  addAction(scope, {
    path: 'cancel',
    operationId: 'cancelOrder',
    summary: 'Cancel an order or units of its lines, and give their stock back',
    body: CancelInput,
    run: (tx, record, body) => cancelOrder(tx, parts, record, body)
  })
  addAction(scope, {
    path: 'shipments',
    operationId: 'shipOrder',
    summary: 'Send a parcel with all or some of what is left',
    status: 201,
    body: ShipmentInput,
    run: (tx, record, body) => shipOrder(tx, parts, record, body)
  })
  addAction(scope, {
    path: 'deliver',
    operationId: 'deliverOrder',
    summary: 'Note that the buyer has it',
    body: nothing,
    run: (tx, record) => advanceOrder(tx, parts, record, 'delivered')
  })
  addAction(scope, {
    path: 'complete',
    operationId: 'completeOrder',
    summary: 'Note that nothing more is to be done',
    body: nothing,
    run: (tx, record) => advanceOrder(tx, parts, record, 'completed')
  })
  addAction(scope, {
    path: 'merge',
    operationId: 'mergeOrders',
    summary: 'Merge other orders of the same buyer to the same address into this one',
    body: MergeInput,
    run: (tx, record, { orderIds }) =>
      mergeOrders(tx, { ...parts, pricing: scope.pricing }, record, orderIds)
  })
  splitRoute(scope)
}

function addAction<Body extends TSchema>(
  { ctx }: OrdersScope,
  { path, operationId, summary, status = 200, body, run }: Action<Body>
): void {
  ctx.routes(async (app) => {
    app.post(
      `/orders/:id/${path}`,
      {
        config: { permission: 'orders:write' },
        schema: { operationId, summary, params: IdParams, body, response: { [status]: OrderShape } }
      },
      (request, reply) =>
        reply.write(status, async (tx) => {
          const { id } = request.params as Static<typeof IdParams>
          const record = await loadOrder(tx, id, request.ifMatch())
          return answerWith(tx, await run(tx, record, request.body as Static<Body>), request)
        })
    )
  })
}

function splitRoute({ ctx, parts }: OrdersScope): void {
  ctx.routes(async (app) => {
    app.post(
      '/orders/:id/split',
      {
        config: { permission: 'orders:write' },
        schema: {
          operationId: 'splitOrder',
          summary: 'Move units that have not left into an order of their own',
          params: IdParams,
          body: SplitInput,
          response: { 201: SplitShape }
        }
      },
      (request, reply) =>
        reply.write(201, async (tx) => {
          const record = await loadOrder(tx, request.params.id, request.ifMatch())
          const { order, split } = await splitOrder(tx, parts, record, request.body.lines)
          return {
            order: await answerWith(tx, order, request),
            split: await answerWith(tx, split, request)
          }
        })
    )
  })
}
