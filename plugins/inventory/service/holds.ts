import type { Tx } from '#core/transaction'
import type { Movement } from '../repository/movements.ts'
import { expireDue, partsOf } from '../repository/reservations.ts'
import type { MovementKind, ReservationPartRow } from '../tables.ts'
import type { Ledger } from './ledger.ts'
import type { Demand, Plan } from './plan.ts'
import type { Stock } from './stock.ts'

/** Reservations ended by one transaction of the sweeper. */
const sweepMax = 200

/** Takes back what reservations hold beyond their time. */
export interface Holds {
  /**
   * Plans, and plans again when something is short and reservations whose time is up hold some of it: units held for
   * nobody are not missing, even before the sweeper comes by.
   */
  plan<D extends Demand>(tx: Tx, stock: Stock, attempt: () => Plan<D>): Promise<Plan<D>>
  /** Ends due reservations of any variant; returns how many, at most a page. */
  expirePage(tx: Tx): Promise<number>
}

/** Makes what takes back expired holds. */
export function createHolds(ledger: Ledger): Holds {
  async function expireFor(tx: Tx, stock: Stock, variantIds: readonly string[]): Promise<boolean> {
    const ids = await expireDue(tx, { limit: sweepMax, variantIds })
    if (ids.length === 0) return false
    const returns = toReturns(await partsOf(tx, ids), 'reservation_expiry')
    const isInHand = (movement: Movement) => stock.variants.has(movement.variantId)
    await ledger.post(tx, stock, returns.filter(isInHand), 'none')
    const others = returns.filter((movement) => !isInHand(movement))
    if (others.length > 0) {
      const variants = others.map((movement) => movement.variantId)
      await ledger.post(tx, await ledger.open(tx, variants), others, 'none')
    }
    return true
  }

  return {
    async plan(tx, stock, attempt) {
      const first = attempt()
      const short = first.shortages.map((shortage) => shortage.variantId)
      if (short.length === 0 || !(await expireFor(tx, stock, short))) return first
      return attempt()
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
export function toReturns(parts: readonly ReservationPartRow[], kind: MovementKind): Movement[] {
  return parts
    .filter((part) => part.isTracked === 1)
    .map((part) => ({
      kind,
      variantId: part.variantId,
      locationId: part.locationId,
      quantity: 0,
      reserved: -part.quantity,
      refType: 'reservation',
      refId: part.reservationId
    }))
}
