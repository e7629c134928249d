import type { Instant } from '#core/time'

/** A bucket of calls that a platform allows an account. */
export interface PaceRow {
  channelId: string
  operation: string
  ratePerSecond: number
  burst: number
  /** Units that were there at `filledAt`. */
  units: number
  filledAt: Instant
}

/** Something that an account does not do for a while. */
export interface RestRow {
  channelId: string
  /** An operation, `*` for all, `circuit` for a platform that does not answer, or `job:` and a kind of run. */
  subject: string
  /** Failures in a row that led to it; 0 when the platform asked for it. */
  failures: number
  untilAt: Instant
  reason: string
}

/** What an account is called with. */
export interface TokenRow {
  channelId: string
  /** The tokens, encrypted; null before the first. */
  sealed: string | null
  expiresAt: Instant | null
  refreshExpiresAt: Instant | null
  renewedAt: Instant | null
  /** Who is asking for new ones, and until when the others wait. */
  leaseOwner: string | null
  leaseUntil: Instant | null
}

/** A question to the owner of an account whether we may in. */
export interface ConsentRow {
  id: string
  channelId: string
  /** Hash of what comes back with the answer. */
  stateHash: string
  callbackUrl: string
  createdAt: Instant
  expiresAt: Instant
  usedAt: Instant | null
  grantedAt: Instant | null
  /** Why it was not granted. */
  reason: string | null
}

declare module 'shopkeeper' {
  interface Tables {
    channelPace: PaceRow
    channelRests: RestRow
    channelTokens: TokenRow
    channelConsents: ConsentRow
  }
}
