/** Why a level has changed. Every kind says with its deltas which counters it moves. */
export const movementKinds = [
  'receipt',
  'expected',
  'adjustment',
  'count',
  'allocation',
  'release',
  'fulfillment',
  'restock',
  'reservation',
  'reservation_release',
  'reservation_expiry',
  'reservation_commit',
  'transfer_out',
  'transfer_expected',
  'transfer_in',
  'transfer_lost'
] as const
export type MovementKind = (typeof movementKinds)[number]

export const reservationStates = ['held', 'committed', 'released', 'expired'] as const
export type ReservationState = (typeof reservationStates)[number]

export const transferStates = ['in_transit', 'received'] as const
export type TransferState = (typeof transferStates)[number]

export const countStates = ['open', 'approved', 'canceled'] as const
export type CountState = (typeof countStates)[number]

export const stockAlertKinds = [
  'stock.low',
  'stock.out',
  'stock.over',
  'stock.negative',
  'stock.slow-mover',
  'stock.days-of-cover'
] as const
export type StockAlertKind = (typeof stockAlertKinds)[number]

/** What inventory keeps of a variant, so that no hot path has to ask the catalog. */
export interface StockVariantRow {
  variantId: string
  sku: string
  isTracked: number
}

export interface LocationRow {
  id: string
  name: string
  /** Stock is taken from the smallest number first. */
  priority: number
  /** Stock of a location that is off is not for sale. */
  isEnabled: number
  version: number
  createdAt: string
  updatedAt: string
}

/** The counters of a variant at a location. Each is the sum of its movements. */
export interface StockLevelRow {
  variantId: string
  locationId: string
  onHand: number
  allocated: number
  reserved: number
  incoming: number
  /** Units never promised; below zero it is how many may be sold beyond what is there. */
  safetyStock: number
  updatedAt: string
}

/** One entry of the ledger; never changed, never deleted. */
export interface StockMovementRow {
  id: string
  at: string
  kind: MovementKind
  variantId: string
  locationId: string
  /** Units moved, with the sign of what it does to the shelf; also set where no level follows. */
  quantity: number
  /** What it adds to each counter. All zero for untracked variants. */
  onHand: number
  allocated: number
  reserved: number
  incoming: number
  reason: string | null
  refType: string | null
  refId: string | null
  /** Makes a fact from outside count once. */
  sourceId: string | null
  actor: string
}

/**
 * An order line's claim at one location: what is still held, and what has left. Units that were claimed while the variant was
 * counted, and while it was not, are two claims.
 */
export interface StockAllocationRow {
  orderLineId: string
  locationId: string
  variantId: string
  orderId: string
  /** Whether levels follow; as it was when the claim was made. */
  isTracked: number
  allocated: number
  fulfilled: number
  updatedAt: string
}

export interface ReservationRow {
  id: string
  state: ReservationState
  /** Whose it is: a cart, a checkout, an unpaid order. */
  owner: string
  expiresAt: string
  orderId: string | null
  version: number
  createdAt: string
  updatedAt: string
}

/** Units that a reservation holds at one location. */
export interface ReservationPartRow {
  reservationId: string
  /** Position of the line it serves, from 0. */
  line: number
  variantId: string
  locationId: string
  quantity: number
  /** Whether levels follow; as it was when the hold was made. */
  isTracked: number
}

export interface TransferRow {
  id: string
  state: TransferState
  fromLocationId: string
  toLocationId: string
  note: string | null
  version: number
  createdAt: string
  receivedAt: string | null
}

export interface TransferLineRow {
  transferId: string
  variantId: string
  shipped: number
  received: number
  /** Written off when the transfer was closed. */
  lost: number
}

export interface StockCountRow {
  id: string
  locationId: string
  state: CountState
  note: string | null
  /** Who planned it; may not approve a variance beyond the tolerance. */
  requestedBy: string
  decidedBy: string | null
  version: number
  createdAt: string
  decidedAt: string | null
}

export interface StockCountLineRow {
  countId: string
  variantId: string
  /** On hand at the moment of counting. */
  expected: number | null
  counted: number | null
  countedBy: string | null
  countedAt: string | null
}

/** How a SKU is kept in stock at a location. */
export interface StockPolicyRow {
  variantId: string
  locationId: string
  /** Null: the reorder point that follows from demand. */
  minUnits: number | null
  /** Null: the order-up-to level that follows from demand. */
  maxUnits: number | null
  multipleUnits: number
  leadTimeDays: number
  leadTimeSdDays: number
  reviewDays: number
  /** Service factor z × 10,000. */
  serviceZE4: number
  /** How far beyond a threshold the stock must be before its alert is cleared. */
  marginUnits: number
  coverMinDays: number | null
  slowAfterDays: number | null
  slowCoverDays: number | null
  /** What the nightly plan has computed from demand. */
  computedMinUnits: number | null
  computedMaxUnits: number | null
  version: number
  createdAt: string
  updatedAt: string
}

/** An alert that stands; the row goes when it is cleared. What hysteresis remembers. */
export interface StockAlertRow {
  kind: StockAlertKind
  variantId: string
  /** Empty for what concerns the variant at all locations. */
  locationId: string
  raisedAt: string
}

/** Units that left on one business day: the rollup that demand is read from. */
export interface StockDemandRow {
  variantId: string
  locationId: string
  dayOn: string
  quantity: number
}

declare module 'shopkeeper' {
  interface Tables {
    stockVariants: StockVariantRow
    locations: LocationRow
    stockLevels: StockLevelRow
    stockMovements: StockMovementRow
    stockAllocations: StockAllocationRow
    reservations: ReservationRow
    reservationParts: ReservationPartRow
    transfers: TransferRow
    transferLines: TransferLineRow
    stockCounts: StockCountRow
    stockCountLines: StockCountLineRow
    stockPolicies: StockPolicyRow
    stockAlerts: StockAlertRow
    stockDemand: StockDemandRow
  }
}
