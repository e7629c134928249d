import type { Tx } from '#core/transaction'
import type { Movement } from '../repository/movements.ts'
import { expireDue, partsOf } from '../repository/reservations.ts'
import type { MovementKind, ReservationPartRow } from '../tables.ts'
import type { Ledger } from './ledger.ts'
import type { Stock } from './stock.ts'

/** Reservations ended by one transaction of the sweeper. */
const sweepMax = 200

/** Takes back what reservations hold beyond their time. */
export interface Holds {
  /** Ends due reservations of these variants, whose levels are locked; false when there are none. */
  expireFor(tx: Tx, stock: Stock, variantIds: readonly string[]): Promise<boolean>
  /** Ends due reservations of any variant; returns how many, at most a page. */
  expirePage(tx: Tx): Promise<number>
}

/** Makes what takes back expired holds. */
export function createHolds(ledger: Ledger): Holds {
  return {
    async expireFor(tx, stock, variantIds) {
      const ids = await expireDue(tx, { limit: sweepMax, variantIds })
      if (ids.length === 0) return false
      const parts = await partsOf(tx, ids)
      const inHand = parts.filter((part) => stock.variants.has(part.variantId))
      await ledger.post(tx, stock, toReturns(inHand, 'reservation_expiry'), 'none')
      const others = parts.filter((part) => !stock.variants.has(part.variantId))
      if (others.length > 0) {
        const rest = await ledger.open(
          tx,
          others.map((part) => part.variantId)
        )
        await ledger.post(tx, rest, toReturns(others, 'reservation_expiry'), 'none')
      }
      return true
    },
    async expirePage(tx) {
      const ids = await expireDue(tx, { limit: sweepMax })
      if (ids.length === 0) return 0
      const parts = await partsOf(tx, ids)
      const stock = await ledger.open(
        tx,
        parts.map((part) => part.variantId)
      )
      await ledger.post(tx, stock, toReturns(parts, 'reservation_expiry'), 'none')
      return ids.length
    }
  }
}

/** Movements that give back what parts of reservations hold. */
export function toReturns(
  parts: readonly ReservationPartRow[],
  kind: MovementKind
): (Movement & { refId: string })[] {
  return parts.map((part) => ({
    kind,
    variantId: part.variantId,
    locationId: part.locationId,
    quantity: 0,
    reserved: -part.quantity,
    refType: 'reservation',
    refId: part.reservationId
  }))
}
