import { Type } from 'typebox'
import { defineJob } from '#core/jobs'

/**
 * Each subscription has a queue of its own: a slow endpoint delays no other, and gets no more than eight requests at
 * once. An attempt that fails is recorded and makes the job of the next; the job itself is tried again only when an
 * outcome could not be recorded.
 */
export const deliverJob = defineJob({
  name: 'webhooks.deliver',
  title: 'Sends one message to one subscription',
  payload: Type.Object({ deliveryId: Type.String(), subscriptionId: Type.String() }),
  queue: ({ subscriptionId }) => `webhook:${subscriptionId}`,
  concurrency: 8,
  key: ({ deliveryId }) => deliveryId,
  attempts: 10,
  backoff: { baseMs: 1000, maxMs: 300_000 }
})

export const cleanUpJob = defineJob({
  name: 'webhooks.clean-up',
  title: 'Forgets deliveries and secrets whose time is up',
  payload: Type.Object({}),
  key: () => 'all',
  timeoutMs: 30 * 60_000,
  schedule: { cron: '40 4 * * *', payload: {} }
})
