import { definePlugin } from '#core/plugin'
import { setupAnalyses } from './analyses/setup.ts'
import { setupBuiltIn } from './built-in/setup.ts'
import { costErrors } from './costs/errors.ts'
import { costJobs } from './costs/jobs.ts'
import { costsMigration } from './costs/migration.ts'
import { costPermissions } from './costs/permissions.ts'
import { setupCosts } from './costs/setup.ts'
import { definitionErrors } from './definitions/errors.ts'
import { definitionJobs } from './definitions/jobs.ts'
import { definitionsMigration } from './definitions/migration.ts'
import { setupDefinitions } from './definitions/setup.ts'
import { deliveryAlerts } from './delivery/alerts.ts'
import { deliveryErrors } from './delivery/errors.ts'
import { deliverReportJob } from './delivery/jobs.ts'
import { setupDelivery } from './delivery/setup.ts'
import { factJobs } from './facts/jobs.ts'
import { salesMigration, skuWeeksMigration } from './facts/migration.ts'
import { factPartsOf } from './facts/parts.ts'
import { factPermissions } from './facts/permissions.ts'
import { setupFacts } from './facts/setup.ts'
import { walk } from './facts/walk.ts'
import { goalErrors } from './goals/errors.ts'
import { goalsMigration } from './goals/migration.ts'
import { goalPermissions } from './goals/permissions.ts'
import { setupGoals } from './goals/setup.ts'
import { hotProductAlerts } from './hot-products/alerts.ts'
import { hotProductJobs } from './hot-products/jobs.ts'
import { hotProductsMigration } from './hot-products/migration.ts'
import { hotProductPermissions } from './hot-products/permissions.ts'
import { setupHotProducts } from './hot-products/setup.ts'
import { setupLabels } from './labels/setup.ts'
import { offeredMetrics } from './metrics/registry.ts'
import { setupMetrics } from './metrics/setup.ts'
import { ReportingOptions } from './options.ts'
import { promotionCostJobs } from './promotion-costs/jobs.ts'
import { promotionCostsMigration } from './promotion-costs/migration.ts'
import { setupPromotionCosts } from './promotion-costs/setup.ts'
import { queryErrors } from './query/errors.ts'
import { queryPermissions } from './query/permissions.ts'
import { setupQuery } from './query/setup.ts'
import { runErrors } from './runs/errors.ts'
import { runEvents, runPermissions } from './runs/events.ts'
import { setupRuns } from './runs/setup.ts'
import type { ReportingScope } from './scope.ts'
import { serviceJobs } from './service/jobs.ts'
import { serviceMigration } from './service/migration.ts'
import { setupService } from './service/setup.ts'
import { settlementAlerts, settlementEvents } from './settlement/alerts.ts'
import { settlementErrors } from './settlement/errors.ts'
import { importStatementFile } from './settlement/import.ts'
import { settlementJobs } from './settlement/jobs.ts'
import { settlementMigration } from './settlement/migration.ts'
import { settlementPermissions } from './settlement/permissions.ts'
import { setupSettlement } from './settlement/setup.ts'
import { stockJobs } from './stock/jobs.ts'
import { stockMigration } from './stock/migration.ts'
import { setupStock } from './stock/setup.ts'
import { trafficAlerts } from './traffic/alerts.ts'
import { trafficErrors } from './traffic/errors.ts'
import { trafficJobs } from './traffic/jobs.ts'
import { trafficMigration } from './traffic/migration.ts'
import { trafficPermissions } from './traffic/permissions.ts'
import { setupTraffic } from './traffic/setup.ts'
import { exportView } from './warehouse/export.ts'
import { whyAlerts, whyPermissions } from './why/alerts.ts'
import { whyJobs } from './why/jobs.ts'
import { whyMigration } from './why/migration.ts'
import { setupWhy } from './why/setup.ts'

/** What the shop's figures are, what they were, and why they changed. */
export const reporting = definePlugin({
  name: 'reporting',
  needs: ['catalog', 'inventory', 'orders'],
  uses: ['channels', 'promotions', 'crm', 'aftersales'],
  options: ReportingOptions,
  migrations: [
    salesMigration,
    stockMigration,
    serviceMigration,
    promotionCostsMigration,
    costsMigration,
    goalsMigration,
    settlementMigration,
    trafficMigration,
    whyMigration,
    definitionsMigration,
    hotProductsMigration,
    skuWeeksMigration
  ],
  errors: [
    ...goalErrors,
    ...costErrors,
    ...queryErrors,
    ...settlementErrors,
    ...trafficErrors,
    ...runErrors,
    ...definitionErrors,
    ...deliveryErrors
  ],
  jobs: [
    ...hotProductJobs,
    ...serviceJobs,
    ...factJobs,
    ...promotionCostJobs,
    ...costJobs,
    ...stockJobs,
    ...settlementJobs,
    ...trafficJobs,
    ...whyJobs,
    ...definitionJobs,
    deliverReportJob
  ],
  alerts: {
    ...hotProductAlerts,
    ...settlementAlerts,
    ...trafficAlerts,
    ...whyAlerts,
    ...deliveryAlerts
  },
  permissions: {
    ...hotProductPermissions,
    ...goalPermissions,
    ...factPermissions,
    ...costPermissions,
    ...queryPermissions,
    ...settlementPermissions,
    ...trafficPermissions,
    ...whyPermissions,
    ...runPermissions
  },
  events: { ...settlementEvents, ...runEvents },
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
    setupLabels(scope)
    setupFacts(scope)
    setupStock(scope)
    setupService(scope)
    setupPromotionCosts(scope)
    setupCosts(scope)
    setupMetrics(scope)
    setupQuery(scope)
    setupGoals(scope)
    setupAnalyses(scope)
    setupHotProducts(scope)
    setupTraffic(scope)
    setupSettlement(scope)
    setupWhy(scope)
    setupBuiltIn(scope)
    setupRuns(scope)
    setupDefinitions(scope)
    setupDelivery(scope)
    return {
      importStatement: (path, given) => importStatementFile(scope, path, given),
      exportView,
      metrics: () => offeredMetrics(scope),
      rebuild: (runner, options) =>
        walk(runner, factPartsOf(scope), { name: 'rebuild', ...options })
    }
  }
})
