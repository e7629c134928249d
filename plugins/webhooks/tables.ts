import type { Instant } from '#core/time'

/** Why a subscription hears of nothing: by hand, its endpoint answered 410, or failed for days. */
export const disabledReasons = ['byHand', 'gone', 'failing'] as const
export type DisabledReason = (typeof disabledReasons)[number]

export const deliveryStates = ['pending', 'succeeded', 'failed'] as const
export type DeliveryState = (typeof deliveryStates)[number]

/** Somebody who wants to hear of events, at one address. */
export interface WebhookSubscriptionRow {
  id: string
  url: string
  /** Names and patterns of events; JSON array. */
  events: string
  description: string
  state: 'enabled' | 'disabled'
  disabledReason: DisabledReason | null
  disabledAt: Instant | null
  /** When the first attempt failed since one last succeeded. */
  failingSince: Instant | null
  /** Encrypted, bound to the id. */
  secret: string
  /** The one before, which signs too until its time is up. */
  previousSecret: string | null
  previousSecretUntil: Instant | null
  version: number
  createdAt: Instant
  updatedAt: Instant
}

/** One occurrence of an event, stored once for all who want it. */
export interface WebhookMessageRow {
  id: string
  /** What is sent, byte for byte. */
  body: string
  createdAt: Instant
}

/** A message on its way to one subscription. Outlives the subscription, as a log. */
export interface WebhookDeliveryRow {
  id: string
  subscriptionId: string
  messageId: string
  /** Name of the event. */
  type: string
  state: DeliveryState
  /** Attempts made in all. */
  attempts: number
  /** Attempts made since it was put on its way, or replayed. */
  step: number
  nextAttemptAt: Instant | null
  createdAt: Instant
  finishedAt: Instant | null
}

/** One request to an endpoint. */
export interface WebhookAttemptRow {
  deliveryId: string
  attempt: number
  startedAt: Instant
  durationMs: number
  /** HTTP status; null when there was no answer. */
  status: number | null
  /** What went wrong beside the status. */
  error: string | null
  /** Beginning of the answer's body. */
  answer: string
}

declare module 'shopkeeper' {
  interface Tables {
    webhookSubscriptions: WebhookSubscriptionRow
    webhookMessages: WebhookMessageRow
    webhookDeliveries: WebhookDeliveryRow
    webhookAttempts: WebhookAttemptRow
  }
}
