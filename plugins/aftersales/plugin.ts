import { definePlugin } from '#core/plugin'
import { caseErrors } from './cases/errors.ts'
import { casesMigration } from './cases/migration.ts'
import { casePermissions } from './cases/permissions.ts'
import { setupCases } from './cases/setup.ts'
import { AftersalesOptions } from './options.ts'
import type { AftersalesScope } from './scope.ts'
import { slaAlerts } from './sla/alerts.ts'
import { slaErrors } from './sla/errors.ts'
import { slaJobs } from './sla/jobs.ts'
import { slaMigration } from './sla/migration.ts'
import { slaPermissions } from './sla/permissions.ts'
import { setupSla } from './sla/setup.ts'

/** What goes wrong after a sale: returns, refunds, disputes, reviews, and what is learned from them. */
export const aftersales = definePlugin({
  name: 'aftersales',
  needs: ['catalog', 'inventory', 'orders'],
  uses: ['channels', 'promotions', 'crm'],
  options: AftersalesOptions,
  migrations: [casesMigration, slaMigration],
  errors: [...caseErrors, ...slaErrors],
  jobs: [...slaJobs],
  alerts: { ...slaAlerts },
  permissions: { ...casePermissions, ...slaPermissions },
  events: {
    'case.opened': 'A case is new',
    'case.changed': 'A case is in another state, or what it is about has changed',
    'case.messaged': 'Something was said in a case, or noted'
  },
  setup(ctx) {
    const scope: AftersalesScope = {
      ctx,
      catalog: ctx.use('catalog'),
      inventory: ctx.use('inventory'),
      orders: ctx.use('orders'),
      channels: ctx.tryUse('channels'),
      promotions: ctx.tryUse('promotions'),
      crm: ctx.tryUse('crm'),
      areas: []
    }
    // In this order, since each builds on those before it: cases, refunds, goods, changes, sla, platform, reviews, quality.
    setupCases(scope)
    setupSla(scope)
    return {}
  }
})
