import { Type } from 'typebox'
import { defineJob } from '#core/jobs'

declare module 'shopkeeper' {
  interface Jobs {
    'channels.pull-orders': { channelId: string }
    'channels.fetch-order': { channelId: string; externalId: string }
    'channels.push-stock': { channelId: string }
    'channels.push-prices': { channelId: string }
    'channels.confirm-shipments': { channelId: string }
    'channels.pull-after-sales': { channelId: string }
    'channels.reconcile': { channelId: string; recheck?: number }
    'channels.subscribe': { channelId: string }
    'channels.reconcile-all': Record<never, never>
    'channels.sweep': Record<never, never>
  }
}

const OfChannel = Type.Object({ channelId: Type.String() })

/**
 * Each account has a queue of its own, worked one job at a time: a slow or banned one delays no
 * other.
 */
const perAccount = {
  queue: ({ channelId }: { channelId: string }) => `channel:${channelId}`,
  concurrency: 1,
  timeoutMs: 120_000,
  backoff: { baseMs: 1000, maxMs: 300_000 }
}

const keyOf =
  (name: string) =>
  ({ channelId }: { channelId: string }) =>
    `${name}:${channelId}`

/** What the channel shows is most urgent: each second it is wrong is a unit oversold. */
export const pushStockJob = defineJob({
  name: 'channels.push-stock',
  title: 'Writes changed stock to a channel',
  payload: OfChannel,
  ...perAccount,
  key: keyOf('channels.push-stock'),
  priority: 10,
  attempts: 12
})

export const fetchOrderJob = defineJob({
  name: 'channels.fetch-order',
  title: 'Fetches one order that a webhook has told of',
  payload: Type.Object({ channelId: Type.String(), externalId: Type.String() }),
  ...perAccount,
  key: ({ channelId, externalId }) => `channels.fetch-order:${channelId}:${externalId}`,
  priority: 20,
  attempts: 8
})

export const confirmShipmentsJob = defineJob({
  name: 'channels.confirm-shipments',
  title: 'Tells a channel of parcels that have left',
  payload: OfChannel,
  ...perAccount,
  key: keyOf('channels.confirm-shipments'),
  priority: 30,
  attempts: 12
})

export const pushPricesJob = defineJob({
  name: 'channels.push-prices',
  title: 'Writes changed prices to a channel',
  payload: OfChannel,
  ...perAccount,
  key: keyOf('channels.push-prices'),
  priority: 40,
  attempts: 12
})

export const pullOrdersJob = defineJob({
  name: 'channels.pull-orders',
  title: 'Takes in what has changed on a channel',
  payload: OfChannel,
  ...perAccount,
  key: keyOf('channels.pull-orders'),
  priority: 50,
  attempts: 10
})

export const pullAfterSalesJob = defineJob({
  name: 'channels.pull-after-sales',
  title: 'Takes in returns and refunds of a channel',
  payload: OfChannel,
  ...perAccount,
  key: keyOf('channels.pull-after-sales'),
  priority: 50
})

export const reconcileJob = defineJob({
  name: 'channels.reconcile',
  title: 'Compares what a channel shows with our stock, and mends it',
  payload: Type.Object({ channelId: Type.String(), recheck: Type.Optional(Type.Integer()) }),
  ...perAccount,
  key: keyOf('channels.reconcile'),
  priority: 80
})

export const subscribeJob = defineJob({
  name: 'channels.subscribe',
  title: 'Tells a platform where to send its webhooks',
  payload: OfChannel,
  ...perAccount,
  key: keyOf('channels.subscribe')
})

export const reconcileAllJob = defineJob({
  name: 'channels.reconcile-all',
  title: 'Starts the daily reconciliation of every channel',
  payload: Type.Object({}),
  schedule: { cron: '30 4 * * *', payload: {} }
})

export const sweepJob = defineJob({
  name: 'channels.sweep',
  title: 'Starts pulls and pushes that are overdue, and forgets old runs',
  payload: Type.Object({}),
  schedule: { cron: '* * * * *', payload: {} }
})

/** Every job of channels, in the order of their urgency. */
export const channelJobs = [
  pushStockJob,
  fetchOrderJob,
  confirmShipmentsJob,
  pushPricesJob,
  pullOrdersJob,
  pullAfterSalesJob,
  reconcileJob,
  subscribeJob,
  reconcileAllJob,
  sweepJob
]
