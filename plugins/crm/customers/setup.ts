import type { CrmScope } from '../scope.ts'
import { startBackfill, takeEarlierOrders, takeEarlierOrdersJob } from './orders/backfill.ts'
import { takeOrders } from './orders/take.ts'
import { customerProofs } from './proofs.ts'
import { belongingRoutes } from './routes/belongings.ts'
import { consentRoutes } from './routes/consents.ts'
import { customerRoutes } from './routes/customers.ts'
import { privacyRoutes } from './routes/privacy.ts'

/** Customers, what belongs to them, and what their orders add up to. */
export function setupCustomers(scope: CrmScope): void {
  const { ctx } = scope
  const take = (tx: Parameters<typeof takeOrders>[0], orders: readonly { orderId: string }[]) =>
    takeOrders(
      tx,
      scope,
      orders.map(({ orderId }) => orderId)
    )
  // That an order is canceled is said by order.changed too.
  ctx.on('order.placed', take)
  ctx.on('order.changed', take)
  ctx.handle(takeEarlierOrdersJob, (job) => takeEarlierOrders(job, scope))
  ctx.onStart(() => startBackfill(scope))
  for (const proof of customerProofs) ctx.proof(proof)
  customerRoutes(scope)
  belongingRoutes(scope)
  consentRoutes(scope)
  privacyRoutes(scope)
}
