import { NotFound, RequestMalformed } from '#core/http/errors'
import { newId } from '#core/ids'
import { type Instant, instantAt, instantMs } from '#core/time'
import type { Tx } from '#core/transaction'
import type { AllocationRule } from '../allocate-over-locations.ts'
import { ReservationEnded } from '../errors.ts'
import { addAllocations } from '../repository/allocations.ts'
import { firstLocationId } from '../repository/locations.ts'
import type { Movement } from '../repository/movements.ts'
import {
  changeHeld,
  deleteParts,
  findReservation,
  insertParts,
  insertReservation,
  partsOf
} from '../repository/reservations.ts'
import type { ReservationPartRow, ReservationRow, ReservationState } from '../tables.ts'
import { type Holds, toReturns } from './holds.ts'
import type { Ledger } from './ledger.ts'
import { type Demand, planDemands, refuseShortage } from './plan.ts'
import type { Stock } from './stock.ts'

/** A reservation with what it holds. */
export interface Reservation extends ReservationRow {
  parts: ReservationPartRow[]
}

export interface ReservationLine {
  sku: string
  quantity: number
}

/** Expiring holds: held → committed, released or expired; each ends exactly once. */
export interface Reservations {
  /** Holds units until their time is up. All or nothing. Errors: STOCK_INSUFFICIENT, STOCK_SKU_UNKNOWN. */
  hold(
    tx: Tx,
    input: { owner: string; lines: readonly ReservationLine[]; ttlMs?: number | undefined }
  ): Promise<Reservation>
  /** Holds other units, or for longer. A refusal leaves it as it was. Errors: as hold, and RESERVATION_ENDED. */
  change(
    tx: Tx,
    id: string,
    change: { lines?: readonly ReservationLine[] | undefined; ttlMs?: number | undefined }
  ): Promise<Reservation>
  /**
   * Turns the hold into an order's allocation. Committing it again for the same order changes nothing.
   *
   * `orderLineIds` name the order's lines in the order of the reservation's; without them they are `<id>/0`, `<id>/1`….
   * Errors: RESERVATION_ENDED, REQUEST_MALFORMED.
   */
  commit(
    tx: Tx,
    id: string,
    order: { orderId: string; orderLineIds?: readonly string[] | undefined }
  ): Promise<Reservation>
  /** Gives the units back; one that has been released or has expired stays as it is. Errors: RESERVATION_ENDED. */
  release(tx: Tx, id: string): Promise<Reservation>
}

interface LineDemand extends Demand {
  line: number
}

/** Makes the reservations of one ledger. */
export function createReservations(parts: {
  ledger: Ledger
  holds: Holds
  rule: AllocationRule
  ttlMs: number
}): Reservations {
  const { ledger, holds, rule } = parts
  const expiryOf = (tx: Tx, ttlMs = parts.ttlMs) => instantAt(instantMs(tx.now) + ttlMs)

  async function demandsOf(tx: Tx, lines: readonly ReservationLine[]): Promise<LineDemand[]> {
    const variants = await ledger.bySku(tx, [...new Set(lines.map((line) => line.sku))])
    return lines.map(({ sku, quantity }, line) => ({
      line,
      sku,
      quantity,
      variantId: variants.get(sku)!.variantId
    }))
  }

  /** Finds units for demands, as if `returned` were back already. */
  async function findParts(
    tx: Tx,
    found: { stock: Stock; demands: LineDemand[]; returned: Movement[]; reservationId: string }
  ): Promise<ReservationPartRow[]> {
    const { stock, demands, returned, reservationId } = found
    const plan = await holds.plan(tx, stock, () =>
      stock.supposing(returned, () => planDemands(stock, demands, rule))
    )
    refuseShortage(plan)
    const from = plan.untracked.length > 0 ? await firstLocationId(tx) : ''
    return [
      ...plan.parts.map(({ demand, locationId, quantity }) => ({
        ...partOf(reservationId, demand, locationId),
        quantity,
        isTracked: 1
      })),
      ...plan.untracked.map((demand) => ({
        ...partOf(reservationId, demand, from),
        quantity: demand.quantity,
        isTracked: 0
      }))
    ]
  }

  async function refuseEnded(tx: Tx, id: string): Promise<never> {
    const row = await findReservation(tx, id)
    if (!row) throw new NotFound({ what: 'reservation', id })
    throw new ReservationEnded({ id, state: stateAt(row, tx.now) })
  }

  return {
    async hold(tx, { owner, lines, ttlMs }) {
      const id = newId('rsv')
      const demands = await demandsOf(tx, lines)
      const stock = await ledger.open(tx, variantsOf(demands))
      const held = await findParts(tx, { stock, demands, returned: [], reservationId: id })
      const row: ReservationRow = {
        id,
        state: 'held',
        owner,
        expiresAt: expiryOf(tx, ttlMs),
        orderId: null,
        version: 1,
        createdAt: tx.now,
        updatedAt: tx.now
      }
      await insertReservation(tx, row)
      await insertParts(tx, held)
      await ledger.post(tx, stock, toHolds(held), 'available')
      return { ...row, parts: held }
    },

    async change(tx, id, { lines, ttlMs }) {
      const expiresAt = ttlMs === undefined ? {} : { expiresAt: expiryOf(tx, ttlMs) }
      const row = await changeHeld(tx, id, { state: 'held', ...expiresAt })
      if (!row) return refuseEnded(tx, id)
      const before = await partsOf(tx, [id])
      if (lines === undefined) return { ...row, parts: before }
      const demands = await demandsOf(tx, lines)
      const stock = await ledger.open(tx, [...variantsOf(demands), ...variantsOf(before)])
      const returned = toReturns(before, 'reservation_release')
      const held = await findParts(tx, { stock, demands, returned, reservationId: id })
      await deleteParts(tx, id)
      await insertParts(tx, held)
      await ledger.post(tx, stock, [...returned, ...toHolds(held)], 'available')
      return { ...row, parts: held }
    },

    async commit(tx, id, { orderId, orderLineIds }) {
      const row = await changeHeld(tx, id, { state: 'committed', orderId })
      const held = await partsOf(tx, [id])
      if (!row) {
        const ended = await findReservation(tx, id)
        if (ended?.state !== 'committed' || ended.orderId !== orderId) return refuseEnded(tx, id)
        return { ...ended, parts: held }
      }
      const lines = new Set(held.map((part) => part.line)).size
      if (orderLineIds && orderLineIds.length !== lines) {
        throw new RequestMalformed({
          reason: `orderLineIds: the reservation has ${lines} lines, ${orderLineIds.length} are named`
        })
      }
      const lineIdOf = (part: ReservationPartRow) =>
        orderLineIds?.[part.line] ?? `${id}/${part.line}`
      const stock = await ledger.open(tx, variantsOf(held))
      await addAllocations(
        tx,
        held.map((part) => ({
          orderId,
          orderLineId: lineIdOf(part),
          variantId: part.variantId,
          locationId: part.locationId,
          isTracked: part.isTracked,
          allocated: part.quantity,
          fulfilled: 0
        }))
      )
      await ledger.post(
        tx,
        stock,
        toReturns(held, 'reservation_commit').map((movement) => ({
          ...movement,
          allocated: -(movement.reserved ?? 0)
        })),
        'none'
      )
      return { ...row, parts: held }
    },

    async release(tx, id) {
      const row = await changeHeld(tx, id, { state: 'released' })
      const held = await partsOf(tx, [id])
      if (!row) {
        const ended = await findReservation(tx, id)
        if (!ended || ended.state === 'committed') return refuseEnded(tx, id)
        return { ...ended, state: stateAt(ended, tx.now), parts: held }
      }
      const stock = await ledger.open(tx, variantsOf(held))
      await ledger.post(tx, stock, toReturns(held, 'reservation_release'), 'none')
      return { ...row, parts: held }
    }
  }
}

/** Where a reservation stands at an instant: one whose time is up has expired, swept or not. */
export function stateAt(row: ReservationRow, now: Instant): ReservationState {
  return row.state === 'held' && row.expiresAt <= now ? 'expired' : row.state
}

function variantsOf(rows: readonly { variantId: string }[]): string[] {
  return rows.map((row) => row.variantId)
}

function partOf(reservationId: string, demand: LineDemand, locationId: string) {
  return { reservationId, line: demand.line, variantId: demand.variantId, locationId }
}

function toHolds(parts: readonly ReservationPartRow[]): Movement[] {
  return toReturns(parts, 'reservation').map((movement) => ({
    ...movement,
    reserved: -(movement.reserved ?? 0)
  }))
}
