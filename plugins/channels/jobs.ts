import { Type } from 'typebox'
import { OneOf } from '#core/http/schemas'
import { defineJob } from '#core/jobs'
import { type RecordStream, recordStreams } from './pull/streams.ts'

declare module 'shopkeeper' {
  interface Jobs {
    'channels.pull-orders': { channelId: string }
    'channels.fetch-order': { channelId: string; externalId: string }
    'channels.push-stock': { channelId: string }
    'channels.push-prices': { channelId: string }
    'channels.confirm-shipments': { channelId: string }
    'channels.pull-records': { channelId: string; stream: RecordStream }
    'channels.backfill': { channelId: string }
    'channels.acknowledge-orders': { channelId: string; externalIds: string[] }
    'channels.take-hints': { channelId: string }
    'channels.send-writes': { channelId: string }
    'channels.renew-tokens': { channelId: string }
    /** `isGoingOn`: takes up what has begun, and begins none. */
    'channels.reconcile': { channelId: string; recheck?: number; isGoingOn?: boolean }
    'channels.reconcile-orders': { channelId: string; isGoingOn?: boolean }
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

const byChannel = ({ channelId }: { channelId: string }) => channelId

/** What the channel shows is most urgent: each second it is wrong is a unit oversold. */
export const pushStockJob = defineJob({
  name: 'channels.push-stock',
  title: 'Writes changed stock to a channel',
  payload: OfChannel,
  ...perAccount,
  key: byChannel,
  priority: 10,
  attempts: 12
})

export const fetchOrderJob = defineJob({
  name: 'channels.fetch-order',
  title: 'Fetches one order that a webhook has told of',
  payload: Type.Object({ channelId: Type.String(), externalId: Type.String() }),
  ...perAccount,
  key: ({ channelId, externalId }) => `${channelId}:${externalId}`,
  priority: 20,
  attempts: 8
})

export const confirmShipmentsJob = defineJob({
  name: 'channels.confirm-shipments',
  title: 'Tells a channel of parcels that have left',
  payload: OfChannel,
  ...perAccount,
  key: byChannel,
  priority: 30,
  attempts: 12
})

export const pushPricesJob = defineJob({
  name: 'channels.push-prices',
  title: 'Writes changed prices to a channel',
  payload: OfChannel,
  ...perAccount,
  key: byChannel,
  priority: 40,
  attempts: 12
})

export const pullOrdersJob = defineJob({
  name: 'channels.pull-orders',
  title: 'Takes in what has changed on a channel',
  payload: OfChannel,
  ...perAccount,
  key: byChannel,
  priority: 50,
  attempts: 10
})

export const pullRecordsJob = defineJob({
  name: 'channels.pull-records',
  title: 'Takes in after-sales, reviews, messages or traffic of a channel',
  payload: Type.Object({ channelId: Type.String(), stream: OneOf(recordStreams) }),
  ...perAccount,
  key: ({ channelId, stream }) => `${channelId}:${stream}`,
  priority: 60,
  attempts: 10
})

export const takeHintsJob = defineJob({
  name: 'channels.take-hints',
  title: 'Takes what a platform keeps in a queue for us, and has it fetched',
  payload: OfChannel,
  ...perAccount,
  key: byChannel,
  priority: 25,
  attempts: 10
})

export const sendWritesJob = defineJob({
  name: 'channels.send-writes',
  title: 'Sends listings, decisions, refunds, replies and messages, and asks what became of them',
  payload: OfChannel,
  ...perAccount,
  key: byChannel,
  priority: 35,
  attempts: 12
})

export const acknowledgeJob = defineJob({
  name: 'channels.acknowledge-orders',
  title: 'Tells a platform that its orders are taken',
  payload: Type.Object({
    channelId: Type.String(),
    externalIds: Type.Array(Type.String(), { maxItems: 10_000 })
  }),
  ...perAccount,
  priority: 45,
  attempts: 12
})

/** Waits in a queue of its own: what is new never waits for what is old. */
export const backfillJob = defineJob({
  name: 'channels.backfill',
  title: 'Fills in the past of a channel',
  payload: OfChannel,
  ...perAccount,
  queue: ({ channelId }: { channelId: string }) => `channel-history:${channelId}`,
  key: byChannel,
  priority: 90,
  attempts: 20
})

export const renewTokensJob = defineJob({
  name: 'channels.renew-tokens',
  title: 'Asks for new tokens before those of a channel end',
  payload: OfChannel,
  ...perAccount,
  key: byChannel,
  priority: 70
})

export const reconcileOrdersJob = defineJob({
  name: 'channels.reconcile-orders',
  title: 'Reads the orders of the last two days once more, and reports what had been missed',
  payload: Type.Object({ channelId: Type.String(), isGoingOn: Type.Optional(Type.Boolean()) }),
  ...perAccount,
  key: byChannel,
  priority: 85
})

export const reconcileJob = defineJob({
  name: 'channels.reconcile',
  title: 'Compares what a channel shows with our stock, and mends it',
  payload: Type.Object({
    channelId: Type.String(),
    recheck: Type.Optional(Type.Integer()),
    isGoingOn: Type.Optional(Type.Boolean())
  }),
  ...perAccount,
  key: byChannel,
  priority: 80
})

export const subscribeJob = defineJob({
  name: 'channels.subscribe',
  title: 'Tells a platform where to send its webhooks',
  payload: OfChannel,
  ...perAccount,
  key: byChannel,
  attempts: 10
})

export const reconcileAllJob = defineJob({
  name: 'channels.reconcile-all',
  title: 'Starts the daily reconciliation of every channel, renews tokens and subscriptions',
  payload: Type.Object({}),
  schedule: { cron: '30 4 * * *', payload: {} }
})

export const sweepJob = defineJob({
  name: 'channels.sweep',
  title: 'Starts pulls and pushes that are overdue, and forgets old runs',
  payload: Type.Object({}),
  schedule: { cron: '* * * * *', payload: {} }
})

/** Every job of channels. */
export const channelJobs = [
  pushStockJob,
  fetchOrderJob,
  confirmShipmentsJob,
  pushPricesJob,
  pullOrdersJob,
  pullRecordsJob,
  takeHintsJob,
  sendWritesJob,
  acknowledgeJob,
  backfillJob,
  renewTokensJob,
  reconcileJob,
  reconcileOrdersJob,
  subscribeJob,
  reconcileAllJob,
  sweepJob
]
