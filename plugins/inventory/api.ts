import type { Reader } from '#core/database/db'
import type { Instant } from '#core/time'
import type { Tx } from '#core/transaction'

/** Units of a variant that an order line wants. */
export interface StockDemand {
  orderId: string
  orderLineId: string
  variantId: string
  sku: string
  quantity: number
}

/** A line's firm claim on units at one location. */
export interface Allocation {
  orderLineId: string
  variantId: string
  locationId: string
  quantity: number
}

/** A variant of which less is available than wanted. */
export interface Shortage {
  variantId: string
  sku: string
  requested: number
  available: number
}

/** Units of a SKU that are held. */
export interface HeldLine {
  sku: string
  quantity: number
}

/** Units that came back from a buyer. */
export interface ReturnedUnits {
  orderLineId: string
  variantId: string
  quantity: number
  /** Null: where they left from. */
  locationId: string | null
}

/** What other plugins may ask of inventory. Untracked variants are never short and change no level. */
export interface InventoryService {
  /**
   * Claims stock for order lines, over all locations. With `refuse` it is all or nothing: STOCK_INSUFFICIENT names the
   * first shortage. With `report` it claims what lines can be served whole and reports the rest: for orders that a
   * marketplace has already accepted. Demands are summed by variant before they are held against what is there.
   */
  allocate(
    tx: Tx,
    demands: readonly StockDemand[],
    onShort: 'refuse' | 'report'
  ): Promise<{ allocations: Allocation[]; shortages: Shortage[] }>
  /** Gives back what is still allocated to these lines: all of it, or `quantity` units. */
  release(tx: Tx, lines: readonly { orderLineId: string; quantity?: number }[]): Promise<void>
  /** Takes allocated units out of the building. Returns from where, for shipments. Errors: ALLOCATION_MISSING. */
  fulfill(
    tx: Tx,
    lines: readonly { orderLineId: string; quantity: number }[]
  ): Promise<Allocation[]>
  /** Puts fulfilled units back on hand: a shipment that was canceled, or goods that came back and are sellable. */
  restock(
    tx: Tx,
    lines: readonly { orderLineId: string; quantity: number }[],
    reason: string
  ): Promise<void>
  /**
   * Puts units that came back from a buyer on hand, at the location that is named; otherwise where they left from, or at
   * the first location. What was claimed and has left stays so: it was sold. Errors: LOCATION_UNKNOWN.
   */
  takeBack(
    tx: Tx,
    units: readonly ReturnedUnits[],
    why: { reason: string; refType: string; refId: string }
  ): Promise<{ locationId: string }[]>
  /** Records corrections that a channel reports. Idempotent by `sourceId`. */
  recordAdjustments(
    tx: Tx,
    adjustments: readonly {
      sourceId: string
      variantId: string
      quantity: number
      reason: string
      at: string
    }[]
  ): Promise<number>
  /**
   * Holds units for a purpose of another plugin until an instant; no order has them meanwhile. All or nothing. Returns
   * the reservation's id. Errors: STOCK_INSUFFICIENT, STOCK_SKU_UNKNOWN.
   */
  hold(tx: Tx, hold: { owner: string; lines: readonly HeldLine[]; until: Instant }): Promise<string>
  /** Holds other units instead, or until another instant. Errors: as hold, and RESERVATION_ENDED. */
  changeHold(
    tx: Tx,
    reservationId: string,
    change: { lines: readonly HeldLine[]; until?: Instant }
  ): Promise<void>
  /** Gives back what is held; one whose time is up stays as it is. Errors: NOT_FOUND, RESERVATION_ENDED. */
  releaseHold(tx: Tx, reservationId: string): Promise<void>
  /** Available to promise over all locations. Untracked variants are left out. */
  available(db: Reader, variantIds: readonly string[]): Promise<Map<string, number>>
}

declare module 'shopkeeper' {
  interface Services {
    inventory: InventoryService
  }
  interface Events {
    /** What is available to promise has changed; one entry a variant, with the total over all locations. */
    'stock.changed': { variantId: string; sku: string; available: number }
  }
  interface Permissions {
    'inventory:read': true
    'inventory:write': true
    /** Approves stock counts whose variance is over the tolerance. */
    'inventory:approve': true
  }
}
