import { definePlugin } from '#core/plugin'
import * as errors from './errors.ts'
import {
  acknowledgeJob,
  backfillJob,
  channelJobs,
  confirmShipmentsJob,
  fetchOrderJob,
  pullOrdersJob,
  pullRecordsJob,
  pushPricesJob,
  pushStockJob,
  reconcileAllJob,
  reconcileJob,
  reconcileOrdersJob,
  renewTokensJob,
  sendWritesJob,
  subscribeJob,
  sweepJob,
  takeHintsJob
} from './jobs.ts'
import { listen } from './listeners.ts'
import { channelsMigration } from './migrations/0001-channels.ts'
import { paceMigration } from './migrations/0002-pace-and-tokens.ts'
import { writesMigration } from './migrations/0003-streams-and-writes.ts'
import { rechecksMigration } from './migrations/0004-rechecks.ts'
import { writeReferencesMigration } from './migrations/0005-write-references.ts'
import { refusedPricesMigration } from './migrations/0006-refused-prices.ts'
import { comparisonsMigration } from './migrations/0007-comparisons.ts'
import { acknowledgeJobOf } from './pull/acknowledge.ts'
import { backfillJobOf } from './pull/backfill.ts'
import { fetchOrderJobOf, pullOrdersJobOf, pullRecordsJobOf } from './pull/handlers.ts'
import { pushDirtyJobOf } from './push/dirty.ts'
import { pricePush } from './push/prices.ts'
import { confirmShipmentsJobOf } from './push/shipments.ts'
import { stockPush } from './push/stock.ts'
import { reconcileJobOf } from './reconcile.ts'
import { reconcileOrdersJobOf } from './reconcile-orders.ts'
import { channelRoutes } from './routes/channels.ts'
import { consentCallbackRoutes, consentRoutes } from './routes/consent.ts'
import { listingRoutes } from './routes/listings.ts'
import { publishingRoutes } from './routes/publishing.ts'
import { recordRoutes } from './routes/records.ts'
import { repairRoutes } from './routes/repair.ts'
import { webhookRoute } from './routes/webhook.ts'
import { writeRoutes } from './routes/writes.ts'
import { ChannelsOptions } from './schema.ts'
import { Channels } from './service.ts'
import { Startup } from './startup.ts'
import {
  reconcileAllJobOf,
  renewTokensJobOf,
  subscribeJobOf,
  sweepJobOf,
  takeHintsJobOf
} from './upkeep.ts'
import { sendWritesJobOf } from './writes/job.ts'

declare module 'shopkeeper' {
  interface AlertKinds {
    'channel.broken': { platform: string; reason: string }
    'channel.unreachable': { platform: string; failures: number; reason: string }
    'channel.orders-missed': { missing: number; outdated: number; externalIds: string[] }
    'channel.rejected-rows': { count: number; source: string }
    'channel.stock-mismatch': { count: number; sku: string }
    'channel.push-failed': { channelId: string; sku: string | null; code: string; reason: string }
  }
}

/**
 * Every place where the shop sells: orders come in from it, stock, prices and shipments go back
 * out.
 */
export const channels = definePlugin({
  name: 'channels',
  needs: ['catalog', 'inventory', 'orders'],
  options: ChannelsOptions,
  migrations: [
    channelsMigration,
    paceMigration,
    writesMigration,
    rechecksMigration,
    writeReferencesMigration,
    refusedPricesMigration,
    comparisonsMigration
  ],
  errors: Object.values(errors),
  jobs: channelJobs,
  events: {
    'channelRecord.changed':
      'A channel tells of an after-sale, review or message, or of a newer state of one',
    'channelWrite.settled': 'A platform has done or refused what it was asked'
  },
  permissions: {
    'channels:read': {
      title: 'See channel accounts, listings and syncs',
      roles: ['manager', 'buyer', 'marketer', 'support', 'clerk', 'analyst', 'integration']
    },
    'channels:write': {
      title: 'Change channel accounts and listings, start syncs',
      roles: ['manager', 'integration']
    },
    'channels:publish': {
      title: 'Offer SKUs on channels, pause and resume listings',
      roles: ['manager', 'buyer', 'marketer', 'integration']
    },
    'channels:respond': {
      title: 'Decide after-sales, give money back, answer reviews, read and write messages',
      roles: ['manager', 'support', 'integration']
    }
  },
  alerts: {
    'channel.broken': {
      title: 'A platform refuses an account; it is paused',
      severity: 'critical',
      ownerRole: 'manager'
    },
    'channel.unreachable': {
      title: 'A platform does not answer; it is tried from time to time',
      severity: 'warning',
      ownerRole: 'manager'
    },
    'channel.orders-missed': {
      title: 'A second reading found orders that a pull had missed',
      severity: 'warning',
      ownerRole: 'manager'
    },
    'channel.rejected-rows': {
      title: 'Rows of a channel could not be read',
      severity: 'warning',
      ownerRole: 'clerk'
    },
    'channel.stock-mismatch': {
      title: 'A channel shows other stock than ours',
      severity: 'warning',
      ownerRole: 'manager'
    },
    'channel.push-failed': {
      title: 'A platform has refused what we told it',
      severity: 'warning',
      ownerRole: 'manager'
    }
  },
  setup(ctx) {
    const takers = {
      catalog: ctx.use('catalog'),
      inventory: ctx.use('inventory'),
      orders: ctx.use('orders'),
      alerts: ctx.alerts
    }
    const service = new Channels(ctx, takers, ctx.options)
    const { work } = service
    listen(ctx, service)
    ctx.handle(pushStockJob, pushDirtyJobOf(work, stockPush))
    ctx.handle(fetchOrderJob, fetchOrderJobOf(work))
    ctx.handle(confirmShipmentsJob, confirmShipmentsJobOf(work))
    ctx.handle(pushPricesJob, pushDirtyJobOf(work, pricePush))
    ctx.handle(pullOrdersJob, pullOrdersJobOf(work))
    ctx.handle(pullRecordsJob, pullRecordsJobOf(work))
    ctx.handle(backfillJob, backfillJobOf(work))
    ctx.handle(acknowledgeJob, acknowledgeJobOf(work))
    ctx.handle(takeHintsJob, takeHintsJobOf(service))
    ctx.handle(sendWritesJob, sendWritesJobOf(work))
    ctx.handle(renewTokensJob, renewTokensJobOf(service))
    ctx.handle(reconcileJob, reconcileJobOf(work))
    ctx.handle(reconcileOrdersJob, reconcileOrdersJobOf(work))
    ctx.handle(subscribeJob, subscribeJobOf(service))
    ctx.handle(reconcileAllJob, reconcileAllJobOf(service))
    ctx.handle(sweepJob, sweepJobOf(service))
    ctx.routes(channelRoutes(service))
    ctx.routes(listingRoutes(service))
    ctx.routes(publishingRoutes(service))
    ctx.routes(writeRoutes(service))
    ctx.routes(recordRoutes(service))
    ctx.routes(repairRoutes(service))
    ctx.routes(consentRoutes(service))
    ctx.routes(consentCallbackRoutes(service))
    ctx.routes(webhookRoute(service))
    const startup = new Startup(service, ctx.options.accounts, ctx.log)
    ctx.onStart(() => startup.start())
    ctx.onStop(() => startup.stop())
    return service.asService()
  }
})
