import type { Dispatcher } from 'undici'
import { guardedAgent } from '#core/net/guarded-agent'
import { definePlugin } from '#core/plugin'
import { cleanUpJobOf } from './clean-up.ts'
import { deliverJobOf } from './deliver.ts'
import * as errors from './errors.ts'
import { FanOut } from './fan-out.ts'
import { cleanUpJob, deliverJob } from './jobs.ts'
import { webhooksMigration } from './migrations/0001-webhooks.ts'
import { webhookProofs } from './proofs.ts'
import { deliveryRoutes } from './routes/deliveries.ts'
import { subscriptionRoutes } from './routes/subscriptions.ts'
import { WebhooksOptions } from './schema.ts'
import { Subscriptions } from './subscriptions.ts'

/** Tells other systems what happens in the shop: signed requests, tried again until they are taken. */
export const webhooks = definePlugin({
  name: 'webhooks',
  options: WebhooksOptions,
  migrations: [webhooksMigration],
  errors: Object.values(errors),
  jobs: [deliverJob, cleanUpJob],
  permissions: {
    'webhooks:read': {
      title: 'See webhook subscriptions and deliveries',
      roles: ['manager', 'integration']
    },
    'webhooks:write': {
      title: 'Change webhook subscriptions, send deliveries again',
      roles: ['manager', 'integration']
    }
  },
  alerts: {
    'webhook.delivery-failed': {
      title: 'An endpoint was not told of an event in any attempt',
      severity: 'warning',
      ownerRole: 'manager'
    },
    'webhook.disabled': {
      title: 'A webhook subscription was disabled, since its endpoint fails or is gone',
      severity: 'critical',
      ownerRole: 'manager'
    }
  },
  setup(ctx) {
    const { options, db, clock, alerts, encryptionKey } = ctx
    const { timeoutMs, disableAfterDays, unsafeAllowPrivateNetworks: allowPrivate } = options
    let made: Dispatcher | undefined
    const http = () => {
      made ??= guardedAgent({ allowPrivate, connectTimeoutMs: timeoutMs })
      return made
    }
    const events = [...ctx.events.keys()]
    const subscriptions = new Subscriptions({ alerts, encryptionKey, allowPrivate, events })
    const fanOut = new FanOut(clock)
    const parts = { http, clock, alerts, encryptionKey, timeoutMs, disableAfterDays, allowPrivate }
    ctx.onAny((tx, event, batch) => fanOut.take(tx, event, batch))
    ctx.handle(deliverJob, deliverJobOf(parts))
    ctx.handle(cleanUpJob, cleanUpJobOf(clock, options.keepDays))
    ctx.routes(subscriptionRoutes({ db, clock, encryptionKey, subscriptions }))
    ctx.routes(deliveryRoutes(db, alerts))
    for (const proof of webhookProofs) ctx.proof(proof)
    ctx.onStop(async () => made?.destroy())
  }
})
