import { NotFound } from '#core/http/errors'
import { IdParams } from '#core/http/schemas'
import { replacedUnits } from '../../goods/replaced.ts'
import type { AftersalesScope } from '../../scope.ts'
import { givenFor, leftOf, tendersOf } from '../given.ts'
import { presentRefund } from '../present.ts'
import {
  ConfirmPartInput,
  FailPartInput,
  PartParams,
  RefundableShape,
  RefundShape
} from '../schema.ts'
import { askAgain, settleByHand } from '../settle-by-hand.ts'

/** What becomes of parts of refunds, and what is left to be given back. */
export function partRoutes(scope: AftersalesScope): void {
  const { ctx } = scope
  ctx.routes(async (app) => {
    app.post(
      '/refunds/:id/parts/:partId/confirm',
      {
        config: { permission: 'aftersales:refund' },
        schema: {
          operationId: 'confirmRefundPart',
          summary:
            'Note that a part was given back: by a person, or by the payment bridge later on',
          params: PartParams,
          body: ConfirmPartInput,
          response: { 200: RefundShape }
        }
      },
      (request, reply) =>
        reply.write(200, async (tx) => {
          const { id: refundId, partId } = request.params
          const outcome = { state: 'done' as const, ...request.body }
          return presentRefund(await settleByHand(tx, scope, { refundId, partId }, outcome))
        })
    )
    app.post(
      '/refunds/:id/parts/:partId/fail',
      {
        config: { permission: 'aftersales:refund' },
        schema: {
          operationId: 'failRefundPart',
          summary: 'Note that a part cannot be given back; it does not count any more',
          params: PartParams,
          body: FailPartInput,
          response: { 200: RefundShape }
        }
      },
      (request, reply) =>
        reply.write(200, async (tx) => {
          const { id: refundId, partId } = request.params
          const outcome = { state: 'failed' as const, ...request.body }
          return presentRefund(await settleByHand(tx, scope, { refundId, partId }, outcome))
        })
    )
    app.post(
      '/refunds/:id/retry',
      {
        config: { permission: 'aftersales:refund' },
        schema: {
          operationId: 'retryRefund',
          summary: 'Ask the payment bridge again, with the same keys',
          params: IdParams,
          response: { 202: RefundShape }
        }
      },
      (request, reply) =>
        reply.write(202, async (tx) => presentRefund(await askAgain(tx, request.params.id)))
    )
    app.get(
      '/orders/:id/refundable',
      {
        config: { permission: 'aftersales:read' },
        schema: {
          operationId: 'getRefundable',
          summary: 'Read what of an order can still be given back: units, money and payments',
          params: IdParams,
          response: { 200: RefundableShape }
        }
      },
      async (request) => {
        const { id } = request.params
        const order = (await scope.orders.moneyOf(ctx.db, [id])).get(id)
        if (!order) throw new NotFound({ what: 'order', id })
        const given = await givenFor(ctx.db, order)
        const replaced = await replacedUnits(ctx.db, scope.orders, order.orderId)
        return {
          ...order,
          openMinor: given.openMinor,
          maximumMinor: leftOf(order, given),
          payments: tendersOf(order, given),
          lines: order.lines.map(({ lineId, sku, quantity, netMinor }) => {
            const before = given.byLine.get(lineId) ?? { units: 0, amountMinor: 0 }
            const leftUnits = quantity - before.units - (replaced.get(lineId) ?? 0)
            return {
              ...{ orderLineId: lineId, sku, quantity, netMinor },
              ...{ refundedUnits: before.units, refundedMinor: before.amountMinor, leftUnits }
            }
          })
        }
      }
    )
  })
}
