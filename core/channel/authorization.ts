import type { Instant } from '../time.ts'
import type { AdapterIo } from './io.ts'

/** What a platform has given an account to call it with; encrypted at rest. */
export interface Tokens {
  accessToken: string
  /** Null: it does not expire. */
  expiresAt: Instant | null
  /** What the next one is asked for with; null: the account's settings do. */
  refreshToken: string | null
  /** Until when `refreshToken` can be used; null: not known. */
  refreshExpiresAt: Instant | null
}

/** How an account gets tokens. Only one process asks at a time, and what it gets is stored before it is used. */
export interface TokenRenewal<Account> {
  /** Asks for tokens. `current` is what is stored, null at first. Errors: any; the adapter classifies them. */
  renew(account: Account, io: TokenIo, current: Tokens | null): Promise<Tokens>
  /** How long before its end a token is renewed. Default 60,000 ms. */
  aheadMs?: number
}

/** What is there while there is no token yet. */
export type TokenIo = Omit<AdapterIo, 'token'>

/** What came back to the callback address when the owner of an account had said yes or no. */
export interface ConsentAnswer {
  query: Readonly<Record<string, string>>
  /** Of a platform that posts what it grants; null otherwise. */
  body: unknown
  callbackUrl: string
  /** What `consentUrl` was given. */
  state: string
}

/** What a consent grants: settings to add to the account's, or tokens, or both. */
export interface Grant {
  settings?: Record<string, unknown>
  tokens?: Tokens
}

/** How the owner of an account lets us in. */
export interface Consent<Account> {
  /** Settings that must be there before the owner is asked; the grant brings the others. */
  needs: readonly (keyof Account & string)[]
  /** The address to send the owner to. */
  url(account: Account, asked: { state: string; callbackUrl: string }): string
  /** Turns the answer into what the account is called with. Errors: any, when it is refused or not genuine. */
  complete(account: Account, io: TokenIo, answer: ConsentAnswer): Promise<Grant>
}
