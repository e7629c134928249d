import { BlindIndex } from '#core/personal/blind-index'
import { definePlugin } from '#core/plugin'
import type { PromotionsService } from './api.ts'
import { campaignErrors } from './campaigns/errors.ts'
import { campaignsMigration } from './campaigns/migration.ts'
import { campaignJobs } from './campaigns/move.ts'
import { campaignAlerts, campaignEvents, campaignPermissions } from './campaigns/permissions.ts'
import { setupCampaigns } from './campaigns/setup.ts'
import { pricerOf } from './carts/pricer.ts'
import { evaluateNamed } from './carts/quote.ts'
import { claimForCustomer } from './coupons/claim.ts'
import { couponOffers } from './coupons/offer.ts'
import { drawErrors } from './draws/errors.ts'
import { drawJobs } from './draws/jobs.ts'
import { drawsMigration } from './draws/migration.ts'
import { drawAlerts, drawEvents, drawPermissions } from './draws/permissions.ts'
import { setupDraws } from './draws/setup.ts'
import { enrolmentErrors } from './enrolments/errors.ts'
import { enrolmentsMigration } from './enrolments/migration.ts'
import { enrolmentJobs } from './enrolments/move.ts'
import { enrolmentAlerts, enrolmentEvents, enrolmentPermissions } from './enrolments/permissions.ts'
import { setupEnrolments } from './enrolments/setup.ts'
import { promotionErrors } from './errors.ts'
import { flashErrors } from './flash/errors.ts'
import { flashMigration } from './flash/migration.ts'
import { setupFlash } from './flash/setup.ts'
import { groupErrors } from './groups/errors.ts'
import { failGroupsJob } from './groups/fail.ts'
import { mergeOfGroups } from './groups/merge.ts'
import { groupsMigration } from './groups/migration.ts'
import { groupEvents, groupPermissions } from './groups/permissions.ts'
import { setupGroups } from './groups/setup.ts'
import { guessErrors } from './guesses/errors.ts'
import { forgetGuessesJob, setupGuesses } from './guesses/guard.ts'
import { guessesMigration } from './guesses/migration.ts'
import { guarded } from './guesses/orders.ts'
import { promotionsMigration } from './migrations/0001-promotions.ts'
import { PromotionsOptions } from './options.ts'
import { closePresalesJob } from './presale/close.ts'
import { presaleErrors } from './presale/errors.ts'
import { presaleEvents } from './presale/events.ts'
import { presaleMigration } from './presale/migration.ts'
import { mergeOfPresales } from './presale/orders.ts'
import { setupPresale } from './presale/setup.ts'
import { pricingAlerts } from './pricing/alerts.ts'
import { marginMarksMigration } from './pricing/drops/migration.ts'
import { pricingErrors } from './pricing/errors.ts'
import { pricingJobs } from './pricing/jobs.ts'
import { pricingMigration } from './pricing/migration.ts'
import { pricingPermissions } from './pricing/permissions.ts'
import { setupPricing } from './pricing/setup.ts'
import { markProtectionPaid } from './protection/decide.ts'
import { protectionErrors } from './protection/errors.ts'
import { protectionMigration } from './protection/migration.ts'
import { protectionEvents, protectionPermissions } from './protection/permissions.ts'
import { setupProtection } from './protection/setup.ts'
import { returnErrors } from './returns/errors.ts'
import { readReturn } from './returns/read.ts'
import { repriceOrder } from './returns/reprice.ts'
import { returnRoutes } from './returns/routes.ts'
import { cartRoutes } from './routes/carts.ts'
import { couponRoutes } from './routes/coupons.ts'
import { promotionRoutes } from './routes/promotions.ts'
import type { PromotionsScope } from './scope.ts'
import { CompiledSet } from './store/compiled-set.ts'
import { endJob, endOutdated } from './store/end-outdated.ts'
import { refuseNamed } from './store/named-by.ts'
import { changeUses } from './uses/change.ts'
import { giveBack } from './uses/give-back.ts'
import { mergeCustomers } from './uses/merge-customers.ts'
import { firstClaimsMigration } from './uses/migration.ts'
import { useProofs } from './uses/proofs.ts'
import { unmergeCustomers } from './uses/unmerge-customers.ts'

/** Promotions of every kind, codes, limits and budgets, and what prices are made of. */
export const promotions = definePlugin({
  name: 'promotions',
  needs: ['catalog', 'inventory', 'orders'],
  uses: ['crm'],
  options: PromotionsOptions,
  migrations: [
    promotionsMigration,
    flashMigration,
    groupsMigration,
    presaleMigration,
    protectionMigration,
    pricingMigration,
    campaignsMigration,
    firstClaimsMigration,
    marginMarksMigration,
    guessesMigration,
    enrolmentsMigration,
    drawsMigration
  ],
  errors: [
    ...promotionErrors,
    ...flashErrors,
    ...guessErrors,
    ...groupErrors,
    ...presaleErrors,
    ...protectionErrors,
    ...campaignErrors,
    ...enrolmentErrors,
    ...drawErrors,
    ...returnErrors,
    ...pricingErrors
  ],
  jobs: [
    endJob,
    forgetGuessesJob,
    failGroupsJob,
    closePresalesJob,
    ...campaignJobs,
    ...enrolmentJobs,
    ...drawJobs,
    ...pricingJobs
  ],
  alerts: { ...pricingAlerts, ...campaignAlerts, ...enrolmentAlerts, ...drawAlerts },
  events: {
    ...groupEvents,
    ...presaleEvents,
    ...protectionEvents,
    ...campaignEvents,
    ...enrolmentEvents,
    ...drawEvents,
    'promotion.changed': 'A promotion is new, its rule has changed, or it has taken a step'
  },
  permissions: {
    ...pricingPermissions,
    ...groupPermissions,
    ...protectionPermissions,
    ...campaignPermissions,
    ...enrolmentPermissions,
    ...drawPermissions,
    'promotions:read': {
      title: 'See promotions, codes and what came off orders',
      roles: ['manager', 'marketer', 'support', 'clerk', 'analyst', 'integration']
    },
    'promotions:write': {
      title: 'Write, start and end promotions; make and import codes',
      roles: ['manager', 'marketer']
    },
    'promotions:evaluate': {
      title: 'Reckon carts, with every explanation',
      roles: ['manager', 'marketer', 'support', 'clerk', 'integration']
    },
    'promotions:claim': {
      title: 'Give codes out to customers',
      roles: ['manager', 'marketer', 'support', 'integration']
    }
  },
  setup(ctx): PromotionsService {
    const orders = ctx.use('orders')
    const crm = ctx.tryUse('crm')
    const scope: PromotionsScope = {
      ctx,
      parts: { catalog: ctx.use('catalog'), inventory: ctx.use('inventory'), orders, crm },
      compiled: new CompiledSet(ctx.shop.zone),
      extensions: [],
      findGroup: undefined,
      campaigns: undefined,
      pricing: undefined,
      contactIndex: ctx.encryptionKey && new BlindIndex(ctx.encryptionKey)
    }
    scope.pricing = setupPricing(scope)
    const admission = setupFlash(scope)
    setupGroups(scope)
    const terms = setupPresale(scope)
    setupProtection(scope)
    setupCampaigns(scope)
    setupEnrolments(scope)
    setupDraws(scope)
    promotionRoutes(scope)
    const guard = setupGuesses(scope)
    cartRoutes(scope, guard)
    couponRoutes(scope)
    returnRoutes(scope)
    orders.providePricing(pricerOf(scope), {
      admission: guarded(guard, admission),
      terms,
      mergeTerms: async (tx, merged) =>
        (await mergeOfGroups(tx, merged)) ?? (await mergeOfPresales(tx, merged))
    })
    if (ctx.options.canceledOrders === 'giveBack') {
      ctx.on('order.changed', (tx, batch) => giveBack(scope, tx, batch))
    }
    if (crm) {
      crm.provideCoupons(couponOffers)
      ctx.on('customer.merged', mergeCustomers)
      ctx.on('customer.unmerged', (tx, batch) => unmergeCustomers(crm, tx, batch))
      ctx.on('segment.deleted', (tx, batch) =>
        refuseNamed(
          tx,
          'segment',
          batch.map(({ segment }) => segment)
        )
      )
      ctx.on('tier.deleted', (tx, batch) =>
        refuseNamed(
          tx,
          'tier',
          batch.map(({ tier }) => tier)
        )
      )
    }
    ctx.handle(endJob, (job) => endOutdated(scope, job))
    for (const proof of useProofs) ctx.proof(proof)
    return {
      evaluate: (db, cart, at) => evaluateNamed(scope, db, cart, at),
      claimCoupon: (tx, promotionId, claim) => claimForCustomer(scope, tx, promotionId, claim),
      markProtectionPaid,
      reckonReturn: (db, wanted) => readReturn(scope, db, wanted),
      repriceOrder: (db, wanted) => repriceOrder(scope, db, wanted),
      changeUses: (tx, orderId, uses) => changeUses(scope, tx, orderId, uses)
    }
  }
})
