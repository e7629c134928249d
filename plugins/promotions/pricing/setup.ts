import type { Pricing } from './api.ts'
import { logPrices } from './changes/log.ts'
import type { ChangeParts } from './changes/parts.ts'
import { priceChangeRoutes } from './changes/routes.ts'
import { competitorPriceRoutes } from './competitors/routes.ts'
import { markMargins } from './drops/watch.ts'
import { handlePricingJobs } from './jobs.ts'
import { priceFor } from './lists/price-for.ts'
import { forgetVariants } from './lists/repository.ts'
import { priceListRoutes } from './lists/routes.ts'
import { floorsFor } from './margin/floors.ts'
import { profitModelRoutes } from './margin/routes.ts'
import { pricePolicyRoutes } from './policies/routes.ts'
import { pricingProofs } from './proofs.ts'
import type { PricingScope } from './scope.ts'
import { simulationRoutes } from './simulation/routes.ts'

/** Sets pricing up, and returns what the plugin's other areas ask of it: unit prices and floors of carts. */
export function setupPricing(scope: PricingScope): Pricing {
  const { ctx, parts } = scope
  const { catalog } = parts
  const changeParts: ChangeParts = {
    catalog,
    alerts: ctx.alerts,
    limits: { changeMaxBps: ctx.options.priceChangeMaxBps },
    marginDrop: { bps: ctx.options.marginDropBps, days: ctx.options.marginDropDays },
    applying: new WeakMap()
  }
  const pricing: Pricing = {
    priceFor: (db, request) => priceFor(db, catalog, request),
    floorsFor
  }
  const idsOf = (batch: readonly { variantId: string }[]) => batch.map((one) => one.variantId)
  ctx.on('price.changed', async (tx, batch) => {
    await logPrices(tx, changeParts, batch)
    await markMargins(tx, changeParts, idsOf(batch))
  })
  ctx.on('cost.changed', async (tx, batch) => {
    const variantIds = idsOf(batch)
    await markMargins(tx, changeParts, variantIds)
    await tx.enqueue('pricing.recalculate', [{ payload: { variantIds } }])
  })
  ctx.on('variant.deleted', (tx, batch) =>
    forgetVariants(
      tx,
      batch.map(({ id }) => id)
    )
  )
  handlePricingJobs(ctx, changeParts)
  for (const proof of pricingProofs(catalog)) ctx.proof(proof)
  ctx.routes(priceListRoutes(scope))
  ctx.routes(priceChangeRoutes(scope, changeParts))
  ctx.routes(competitorPriceRoutes(scope))
  ctx.routes(pricePolicyRoutes(scope))
  ctx.routes(profitModelRoutes(scope))
  ctx.routes(simulationRoutes(scope))
  return pricing
}
