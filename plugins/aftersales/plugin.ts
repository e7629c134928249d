import { definePlugin } from '#core/plugin'
import { caseErrors } from './cases/errors.ts'
import { casesMigration } from './cases/migration.ts'
import { casePermissions } from './cases/permissions.ts'
import { makeReasons } from './cases/reasons.ts'
import { createCasesService } from './cases/service.ts'
import { setupCases } from './cases/setup.ts'
import { changeEvents, changePermissions } from './changes/declared.ts'
import { changeErrors } from './changes/errors.ts'
import { changesMigration } from './changes/migration.ts'
import { setupChanges } from './changes/setup.ts'
import { setupCreditNotes } from './credit-notes/setup.ts'
import { goodsEvents, goodsPermissions } from './goods/declared.ts'
import { goodsErrors } from './goods/errors.ts'
import { goodsMigration } from './goods/migration.ts'
import { setupGoods } from './goods/setup.ts'
import { AftersalesOptions } from './options.ts'
import { catchUpJob, platformAlerts, platformEvents } from './platform/declared.ts'
import { platformErrors } from './platform/errors.ts'
import { platformMigration } from './platform/migration.ts'
import { setupPlatform } from './platform/setup.ts'
import { qualityAlerts, qualityEvents } from './quality/alerts.ts'
import { qualityErrors } from './quality/errors.ts'
import { qualityJobs } from './quality/jobs.ts'
import { qualityMigration } from './quality/migration.ts'
import { qualityPermissions } from './quality/permissions.ts'
import { setupQuality } from './quality/setup.ts'
import { refundAlerts, refundEvents, refundJob, refundPermissions } from './refunds/declared.ts'
import { refundErrors } from './refunds/errors.ts'
import { refundsMigration } from './refunds/migration.ts'
import { RefundOutcomeUnknown } from './refunds/send/job.ts'
import { setupRefunds } from './refunds/setup.ts'
import { reviewAlerts, reviewEvents } from './reviews/alerts.ts'
import { reviewErrors } from './reviews/errors.ts'
import { reviewJobs } from './reviews/jobs.ts'
import { reviewsMigration } from './reviews/migration.ts'
import { reviewPermissions } from './reviews/permissions.ts'
import { setupReviews } from './reviews/setup.ts'
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
  migrations: [
    casesMigration,
    refundsMigration,
    goodsMigration,
    changesMigration,
    slaMigration,
    platformMigration,
    qualityMigration,
    reviewsMigration
  ],
  errors: [
    ...caseErrors,
    ...refundErrors,
    RefundOutcomeUnknown,
    ...goodsErrors,
    ...changeErrors,
    ...slaErrors,
    ...platformErrors,
    ...qualityErrors,
    ...reviewErrors
  ],
  jobs: [refundJob, ...slaJobs, catchUpJob, ...qualityJobs, ...reviewJobs],
  alerts: { ...refundAlerts, ...slaAlerts, ...platformAlerts, ...qualityAlerts, ...reviewAlerts },
  permissions: {
    ...casePermissions,
    ...refundPermissions,
    ...goodsPermissions,
    ...changePermissions,
    ...slaPermissions,
    ...qualityPermissions,
    ...reviewPermissions
  },
  events: {
    ...refundEvents,
    ...goodsEvents,
    ...changeEvents,
    ...platformEvents,
    ...qualityEvents,
    ...reviewEvents,
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
      reasons: makeReasons(ctx.options.cases.reasons),
      areas: []
    }
    // In this order, since each builds on those before it: cases, refunds, goods, changes, sla, platform, reviews, quality.
    setupCases(scope)
    setupRefunds(scope)
    setupGoods(scope)
    setupChanges(scope)
    setupSla(scope)
    setupPlatform(scope)
    setupCreditNotes(scope)
    setupReviews(scope)
    setupQuality(scope)
    return { cases: createCasesService(scope) }
  }
})
