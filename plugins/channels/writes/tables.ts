import type { RejectionClass } from '#core/channel/writes'
import type { Instant } from '#core/time'

/**
 * What is written to a platform. Stock, prices and shipments have rows of their own; here they are only while
 * the platform has accepted and not decided.
 */
export const writeKinds = [
  'listing',
  'listingState',
  'decision',
  'refund',
  'reply',
  'message',
  'stock',
  'price',
  'shipment'
] as const
export type WriteKind = (typeof writeKinds)[number]

export const writeStates = ['pending', 'sent', 'accepted', 'done', 'rejected'] as const
export type WriteState = (typeof writeStates)[number]

/** One intended effect on a platform. */
export interface WriteRow {
  id: string
  channelId: string
  kind: WriteKind
  /** What it is about: a SKU, a listing, an order, a case, a review. */
  subject: string
  /** What is sent; JSON. Redacted once it is over. */
  payload: string
  /** Names the call that it goes out with, so that a lost answer is asked for with the same key. */
  batch: string | null
  /** `sent`: it is on its way, or its answer was lost. */
  state: WriteState
  retries: number
  retryAt: Instant | null
  /** What the platform calls it while it decides. */
  submissionId: string | null
  /** What the platform calls what came of it. */
  externalId: string | null
  code: string | null
  class: RejectionClass | null
  reason: string | null
  createdAt: Instant
  finishedAt: Instant | null
  /** What whoever asked calls it; unique by channel and kind. */
  reference: string | null
}

declare module 'shopkeeper' {
  interface Tables {
    channelWrites: WriteRow
  }
}
