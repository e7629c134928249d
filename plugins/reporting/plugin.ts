import { definePlugin } from '#core/plugin'
import { salesMigration } from './facts/migration.ts'
import { setupFacts } from './facts/setup.ts'
import { ReportingOptions } from './options.ts'
import type { ReportingScope } from './scope.ts'

/** What the shop's figures are, what they were, and why they changed. */
export const reporting = definePlugin({
  name: 'reporting',
  needs: ['catalog', 'inventory', 'orders'],
  uses: ['channels', 'promotions', 'crm', 'aftersales'],
  options: ReportingOptions,
  migrations: [salesMigration],
  errors: [],
  jobs: [],
  alerts: {},
  permissions: {},
  events: {},
  setup(ctx) {
    const scope: ReportingScope = {
      ctx,
      catalog: ctx.use('catalog'),
      inventory: ctx.use('inventory'),
      orders: ctx.use('orders'),
      channels: ctx.tryUse('channels'),
      promotions: ctx.tryUse('promotions'),
      crm: ctx.tryUse('crm'),
      aftersales: ctx.tryUse('aftersales'),
      cubes: [],
      metrics: [],
      labels: {}
    }
    setupFacts(scope)
    return {}
  }
})
