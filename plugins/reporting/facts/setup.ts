import { salesCubes } from '../cubes/sales.ts'
import type { ReportingScope } from '../scope.ts'
import { warehouseRoutes } from '../warehouse/routes.ts'
import { rebuildJob, takeEarlierOrdersJob } from './jobs.ts'
import { SalesKeeper } from './keep.ts'
import { factPartsOf } from './parts.ts'
import { factProofs } from './proofs.ts'
import { readWalks } from './repository/walks.ts'
import { rebuildRoutes } from './routes.ts'
import { walk } from './walk.ts'

/** What orders and refunds contribute, and the sums of it. */
export function setupFacts(scope: ReportingScope): void {
  const { ctx, orders } = scope
  const parts = factPartsOf(scope)
  const keeper = new SalesKeeper(orders, parts)
  ctx.on('order.placed', async (tx, placed) => keeper.takePlaced(tx, placed.map(idOf)))
  // That an order is canceled is said by order.changed too.
  ctx.on('order.changed', async (tx, changed) => keeper.takeChanged(tx, changed.map(idOf)))
  ctx.on('order.erased', async (tx, erased) => keeper.takeChanged(tx, erased.map(idOf)))
  ctx.on('creditNote.issued', async (tx, notes) => keeper.takeNotes(tx, notes))
  ctx.on('creditNote.matched', async (tx, notes) => keeper.takeNotes(tx, notes))
  ctx.handle(takeEarlierOrdersJob, (job) =>
    walk(job, parts, { name: 'backfill', isOnce: true, clock: ctx.clock })
  )
  ctx.handle(rebuildJob, (job) =>
    walk(job, parts, { name: 'rebuild', fillCosts: job.payload.fillCosts, clock: ctx.clock })
  )
  ctx.onStart(() => startWalks(scope))
  for (const proof of factProofs(parts)) ctx.proof(proof)
  rebuildRoutes(scope)
  warehouseRoutes(scope)
  scope.cubes.push(...salesCubes)
}

function idOf({ orderId }: { orderId: string }): string {
  return orderId
}

/** Takes the orders that were there before, and reckons anew when the shop's days begin at another time since. */
async function startWalks({ ctx }: ReportingScope): Promise<void> {
  const walks = await readWalks(ctx.db)
  if (!walks.find(({ name }) => name === 'backfill')?.finishedAt) {
    await ctx.transaction((tx) => tx.enqueue('reporting.take-earlier-orders', [{ payload: {} }]))
    return
  }
  const { zone, dayStartsAtHour } = ctx.shop
  const newest = walks[0]!
  if (newest.zone === zone && newest.startsAtHour === dayStartsAtHour) return
  await ctx.transaction((tx) =>
    tx.enqueue('reporting.rebuild', [{ payload: { fillCosts: false } }])
  )
}
