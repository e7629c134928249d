import type { Instant } from '#core/time'
import type { Medium } from '../tables.ts'

/** A message as a provider gets it: made, and allowed to go out. */
export interface OutgoingMessage {
  /** The same in every attempt: providers and receivers know a second one by it. */
  id: string
  medium: Medium
  /** E-mail address or phone number (E.164); null: the provider knows how to reach the customer. */
  to: string | null
  customerId: string
  /** Handle of the template. */
  template: string
  purpose: string
  language: string
  /** One line. E-mail only. */
  subject: string | null
  text: string
  html: string | null
  /** Where the customer gets out of it with one POST (RFC 8058); null: nothing to get out of, or no public address. */
  unsubscribeUrl: string | null
  /** When this attempt is made. */
  at: Instant
}

/** What became of an attempt. `reason` may name the receiver: it is redacted before it is kept. */
export type SendOutcome =
  | { status: 'accepted'; ref: string | null }
  /** Nothing is wrong with the message: later, or after somebody has seen to the provider. */
  | { status: 'retry'; reason: string; afterMs?: number }
  /** It will never be taken. `isAddress`: nothing will ever be, at this address. */
  | { status: 'refused'; reason: string; isAddress?: boolean }

/**
 * Hands messages to somebody who brings them to customers. It decides nothing: whether a message may go out is known by
 * then. Called outside of any transaction, several times at once, and now and then twice for one message.
 */
export interface MessageProvider {
  /** What alerts and messages call it. */
  readonly name: string
  readonly media: readonly Medium[]
  /** Errors: the reason of `signal` alone; whatever else goes wrong is an outcome. */
  send(message: OutgoingMessage, signal: AbortSignal): Promise<SendOutcome>
  /** Lets go of its connections. */
  close?(): Promise<void>
}
