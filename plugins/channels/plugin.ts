import { definePlugin } from '#core/plugin'
import * as errors from './errors.ts'
import {
  channelJobs,
  confirmShipmentsJob,
  fetchOrderJob,
  pullAfterSalesJob,
  pullOrdersJob,
  pushPricesJob,
  pushStockJob,
  reconcileAllJob,
  reconcileJob,
  subscribeJob,
  sweepJob
} from './jobs.ts'
import { listen } from './listeners.ts'
import { channelsMigration } from './migrations/0001-channels.ts'
import { fetchOrderJobOf, pullAfterSalesJobOf, pullOrdersJobOf } from './pull/handlers.ts'
import { pushPricesJobOf } from './push/prices.ts'
import { confirmShipmentsJobOf } from './push/shipments.ts'
import { pushStockJobOf } from './push/stock.ts'
import { reconcileJobOf } from './reconcile.ts'
import { channelRoutes } from './routes/channels.ts'
import { listingRoutes } from './routes/listings.ts'
import { webhookRoute } from './routes/webhook.ts'
import { ChannelsOptions } from './schema.ts'
import { Channels } from './service.ts'
import { Startup } from './startup.ts'
import { reconcileAllJobOf, subscribeJobOf, sweepJobOf } from './upkeep.ts'

declare module 'shopkeeper' {
  interface AlertKinds {
    'channel.broken': { platform: string; reason: string }
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
  migrations: [channelsMigration],
  errors: Object.values(errors),
  jobs: channelJobs,
  permissions: {
    'channels:read': {
      title: 'See channel accounts, listings and syncs',
      roles: ['manager', 'buyer', 'marketer', 'support', 'clerk', 'analyst', 'integration']
    },
    'channels:write': {
      title: 'Change channel accounts and listings, start syncs',
      roles: ['manager', 'integration']
    }
  },
  alerts: {
    'channel.broken': {
      title: 'A platform refuses an account; it is paused',
      severity: 'critical',
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
    const service = new Channels(ctx, takers, ctx.options.publicUrl)
    const { work } = service
    listen(ctx, service)
    ctx.handle(pushStockJob, pushStockJobOf(work))
    ctx.handle(fetchOrderJob, fetchOrderJobOf(work))
    ctx.handle(confirmShipmentsJob, confirmShipmentsJobOf(work))
    ctx.handle(pushPricesJob, pushPricesJobOf(work))
    ctx.handle(pullOrdersJob, pullOrdersJobOf(work))
    ctx.handle(pullAfterSalesJob, pullAfterSalesJobOf(work))
    ctx.handle(reconcileJob, reconcileJobOf(work))
    ctx.handle(subscribeJob, subscribeJobOf(service))
    ctx.handle(reconcileAllJob, reconcileAllJobOf(service))
    ctx.handle(sweepJob, sweepJobOf(service))
    ctx.routes(channelRoutes(service))
    ctx.routes(listingRoutes(service))
    ctx.routes(webhookRoute(service))
    const startup = new Startup(service, ctx.options.accounts, ctx.log)
    ctx.onStart(() => startup.start())
    ctx.onStop(() => startup.stop())
    return service.asService()
  }
})
