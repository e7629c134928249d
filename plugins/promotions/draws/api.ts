import type { PrizeShape } from './definition.ts'

/** A draw whose winners are drawn. */
export interface DrawDrawnEvent {
  drawId: string
  entries: number
  winners: number
}

/** A winner that has the prize. Of a thing: it is to be sent. */
export interface DrawPrizeGivenEvent {
  drawId: string
  place: number
  customerId: string
  kind: PrizeShape['kind']
  couponId: string | null
  points: number | null
  sku: string | null
}

/** What an alert about a draw carries. */
export interface DrawAlertFields {
  title: string
  /** Code of the error that is in the way. */
  code: string
}

declare module 'shopkeeper' {
  interface Events {
    /** The winners of a draw are drawn. */
    'draw.drawn': DrawDrawnEvent
    /** A winner has the prize. */
    'draw.prize-given': DrawPrizeGivenEvent
  }
  interface Permissions {
    'draws:read': true
    'draws:write': true
    'draws:enter': true
  }
  interface Jobs {
    'draws.move': Record<never, never>
    'draws.award': Record<never, never>
  }
  interface AlertKinds {
    'draw.stuck': DrawAlertFields
    'draw.prize-stuck': DrawAlertFields
  }
}
