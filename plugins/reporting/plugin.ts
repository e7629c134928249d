import { definePlugin } from '#core/plugin'
import { salesMigration } from './facts/migration.ts'
import { setupFacts } from './facts/setup.ts'
import { setupMetrics } from './metrics/setup.ts'
import { ReportingOptions } from './options.ts'
import { queryErrors } from './query/errors.ts'
import { queryPermissions } from './query/permissions.ts'
import { setupQuery } from './query/setup.ts'
import type { ReportingScope } from './scope.ts'
import { settlementAlerts, settlementEvents } from './settlement/alerts.ts'
import { settlementErrors } from './settlement/errors.ts'
import { importStatementFile } from './settlement/import.ts'
import { settlementJobs } from './settlement/jobs.ts'
import { settlementMigration } from './settlement/migration.ts'
import { settlementPermissions } from './settlement/permissions.ts'
import { setupSettlement } from './settlement/setup.ts'

/** What the shop's figures are, what they were, and why they changed. */
export const reporting = definePlugin({
  name: 'reporting',
  needs: ['catalog', 'inventory', 'orders'],
  uses: ['channels', 'promotions', 'crm', 'aftersales'],
  options: ReportingOptions,
  migrations: [salesMigration, settlementMigration],
  errors: [...queryErrors, ...settlementErrors],
  jobs: [...settlementJobs],
  alerts: { ...settlementAlerts },
  permissions: { ...queryPermissions, ...settlementPermissions },
  events: { ...settlementEvents },
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
      labels: {},
      builtIns: []
    }
    setupFacts(scope)
    setupMetrics(scope)
    setupQuery(scope)
    setupSettlement(scope)
    return {
      importStatement: (path, given) => importStatementFile(scope, path, given)
    }
  }
})
