import type { Instant } from '#core/time'

/** What a receiver gets as the body of a request. */
export interface WebhookPayload<Data = unknown> {
  /** Name of the event, or `webhook.test`. */
  type: string
  /** When it happened. A replay keeps it. */
  timestamp: Instant
  /** One occurrence, as the event is declared. */
  data: Data
}

declare module 'shopkeeper' {
  interface Permissions {
    'webhooks:read': true
    'webhooks:write': true
  }
  interface Jobs {
    'webhooks.deliver': { deliveryId: string; subscriptionId: string }
    'webhooks.clean-up': Record<never, never>
  }
  interface AlertKinds {
    'webhook.delivery-failed': { host: string; type: string; reason: string }
    'webhook.disabled': { host: string; reason: string }
  }
}
