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
  const { ctx, placed } = scope
  ctx.on('order.placed', async (tx, orders) => placed.take(tx, orders.map(idOf)))
  // That an order is canceled is said by order.changed too.
  ctx.on('order.changed', async (tx, orders) => {
    const ids = orders.map(idOf)
    await placed.beforeOrders(tx, ids)
    await takeOrders(tx, scope, [...ids, ...placed.takeParts(tx)])
  })
  ctx.handle(takeEarlierOrdersJob, (job) => takeEarlierOrders(job, scope))
  ctx.onStart(() => startBackfill(scope))
  for (const proof of customerProofs) ctx.proof(proof)
  customerRoutes(scope)
  belongingRoutes(scope)
  consentRoutes(scope)
  privacyRoutes(scope)
}

function idOf({ orderId }: { orderId: string }): string {
  return orderId
}
