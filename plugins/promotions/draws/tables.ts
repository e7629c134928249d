import type { DrawSource } from './definition.ts'
import type { DrawState } from './steps.ts'

export interface DrawRow {
  id: string
  title: string
  state: DrawState
  entryFrom: string
  /** Exclusive. */
  entryUntil: string
  drawAt: string
  entriesPerCustomer: number
  /** JSON: `DrawSource[]`. */
  sources: string
  /** JSON: `Prize[]`. */
  prizes: string
  /** SHA-256 of id and seed, published from the beginning. */
  commitment: string
  /** The seed, encrypted; null once it is revealed. */
  sealedSeed: string | null
  /** Hexadecimal; null until it is drawn. */
  seed: string | null
  /** Entries that take part; null until they are counted, as the digest is. */
  entries: number | null
  entriesDigest: string | null
  /** Counts up with every step; the ETag. */
  version: number
  createdBy: string
  createdAt: string
  updatedAt: string
  closedAt: string | null
  drawnAt: string | null
}

export const entryStates = ['in', 'overCap', 'orderOver'] as const

/** An entry of a customer. Never changed once its draw is closed. */
export interface DrawEntryRow {
  id: string
  drawId: string
  /** Whoever it belongs to now. */
  customerId: string
  /** Whoever entered; another than `customerId` after a merge. */
  enteredAs: string
  sourceKind: DrawSource
  sourceId: string
  /** `in` takes part; the others don't: too many since customers were merged, or the order is over. */
  state: (typeof entryStates)[number]
  enteredAt: string
}

export const winnerStates = ['pending', 'given', 'forfeited'] as const

/** An entry that has won. */
export interface DrawWinnerRow {
  drawId: string
  /** From 1, in the order they were drawn. */
  place: number
  /** Place of the prize in the draw's list, from 0. */
  prize: number
  entryId: string
  /** As it was drawn. */
  customerId: string
  /** Who gets it: another than `customerId` after a merge. */
  awardedTo: string
  state: (typeof winnerStates)[number]
  couponId: string | null
  /** Why it could not be given when it was last tried. */
  problem: string | null
  /** Not tried before. */
  retryAt: string
  settledAt: string | null
}

declare module 'shopkeeper' {
  interface Tables {
    draws: DrawRow
    drawEntries: DrawEntryRow
    drawWinners: DrawWinnerRow
  }
}
