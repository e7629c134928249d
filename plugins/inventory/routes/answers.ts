import type { Level } from '../repository/levels.ts'
import type { LevelRow } from '../repository/lists.ts'
import type { LevelAnswer } from '../schema.ts'
import type { Reservation } from '../service/reservations.ts'
import { stateAt } from '../service/reservations.ts'
import type { LocationRow, StockLevelRow, StockPolicyRow } from '../tables.ts'

/** A level as the API tells it. */
export function toLevelAnswer(level: StockLevelRow | Level | LevelRow, sku: string): LevelAnswer {
  const { variantId, locationId, onHand, allocated, reserved, incoming, safetyStock } = level
  const available = onHand - allocated - reserved - safetyStock
  return {
    variantId,
    sku,
    locationId,
    onHand,
    allocated,
    reserved,
    incoming,
    safetyStock,
    available
  }
}

export function toLocationAnswer(row: LocationRow) {
  return { ...row, isEnabled: row.isEnabled === 1 }
}

export function toPolicyAnswer({ serviceZE4, ...row }: StockPolicyRow, sku: string) {
  return { ...row, sku, serviceZ: serviceZE4 / 10_000 }
}

/** A reservation as it stands at an instant. */
export function toReservationAnswer(reservation: Reservation, now: string) {
  return { ...reservation, state: stateAt(reservation, now) }
}
