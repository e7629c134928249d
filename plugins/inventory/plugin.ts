import { definePlugin } from '#core/plugin'
import { inventoryErrors } from './errors.ts'
import { handleJobs, inventoryJobs } from './jobs.ts'
import { inventoryMigrations } from './migrations/index.ts'
import { InventoryOptions } from './options.ts'
import { inventoryProofs } from './proofs.ts'
import { sumAvailable } from './repository/levels.ts'
import { countRoutes } from './routes/counts.ts'
import { locationRoutes } from './routes/locations.ts'
import { policyRoutes } from './routes/policies.ts'
import { reservationRoutes } from './routes/reservations.ts'
import { stockRoutes } from './routes/stock.ts'
import { transferRoutes } from './routes/transfers.ts'
import { createClaims } from './service/claims.ts'
import { createCorrections } from './service/corrections.ts'
import { createCounts } from './service/counts.ts'
import { createFactRecorder } from './service/facts.ts'
import { createHolds } from './service/holds.ts'
import { createKeptHolds } from './service/kept-holds.ts'
import { createLedger } from './service/ledger.ts'
import { createPolicies } from './service/policies.ts'
import { createReservations } from './service/reservations.ts'
import { createReturns } from './service/returns.ts'
import { createTransfers } from './service/transfers.ts'
import { followCatalog } from './service/variants.ts'

const everybody = [
  'manager',
  'buyer',
  'marketer',
  'support',
  'clerk',
  'analyst',
  'integration'
] as const

/** One truth about stock: what is there, what is promised, and what is left to sell. */
export const inventory = definePlugin({
  name: 'inventory',
  needs: ['catalog'],
  options: InventoryOptions,
  migrations: inventoryMigrations,
  errors: inventoryErrors,
  jobs: inventoryJobs,
  permissions: {
    'inventory:read': { title: 'See stock', roles: everybody },
    'inventory:write': {
      title: 'Book stock, reserve, transfer and count',
      roles: ['manager', 'buyer', 'clerk', 'integration']
    },
    'inventory:approve': {
      title: 'Approve stock counts whose variance is over the tolerance',
      roles: ['manager']
    }
  },
  events: {
    'stock.changed': 'What is available to promise has changed; the total over all locations'
  },
  alerts: {
    'stock.low': {
      title: 'Less is available than the minimum',
      severity: 'warning',
      ownerRole: 'buyer'
    },
    'stock.out': { title: 'A SKU is sold out', severity: 'warning', ownerRole: 'buyer' },
    'stock.over': {
      title: 'More is on hand than the maximum',
      severity: 'info',
      ownerRole: 'buyer'
    },
    'stock.negative': {
      title: 'More is promised than there is',
      severity: 'critical',
      ownerRole: 'manager'
    },
    'stock.slow-mover': {
      title: 'Stock that has not sold for long',
      severity: 'info',
      ownerRole: 'marketer'
    },
    'stock.days-of-cover': {
      title: 'Stock will not last as long as it should',
      severity: 'warning',
      ownerRole: 'buyer'
    },
    'stock.count-variance': {
      title: 'A stock count differs beyond the tolerance',
      severity: 'warning',
      ownerRole: 'manager'
    }
  },
  setup(ctx) {
    const { options, alerts, shop } = ctx
    const catalog = ctx.use('catalog')
    const { allocation: rule, demandWindowDays } = options
    const ledger = createLedger({ alerts, catalog, alertMarginUnits: options.alertMarginUnits })
    const holds = createHolds(ledger)
    const claims = createClaims({ ledger, holds, shop, rule })
    const ttlMs = options.reservationTtlMs
    const tolerance = { units: options.countToleranceUnits, bps: options.countToleranceBps }
    const counts = createCounts({ ledger, alerts, tolerance })
    const reservations = createReservations({ ledger, holds, rule, ttlMs })
    const policies = createPolicies({ ledger, alerts, shop, demandWindowDays })

    catalog.provideAvailability(sumAvailable)
    followCatalog(ctx, ledger)
    ctx.routes(stockRoutes(ctx, createCorrections(ledger)))
    ctx.routes(reservationRoutes(ctx, reservations))
    ctx.routes(transferRoutes(ctx, createTransfers(ledger)))
    ctx.routes(countRoutes(ctx, counts, tolerance))
    ctx.routes(policyRoutes(ctx, policies, demandWindowDays))
    ctx.routes(locationRoutes(ctx))
    handleJobs(ctx, { ledger, holds, alerts, shop, demandWindowDays })
    for (const proof of inventoryProofs(ctx.clock)) ctx.proof(proof)
    return {
      ...claims,
      ...createFactRecorder(ledger),
      ...createReturns(ledger),
      ...createKeptHolds(reservations),
      available: sumAvailable
    }
  }
})
