import type { OrderState } from './api.ts'
import { claimsStock, furtherState } from './states.ts'
import type {
  ExceptionKind,
  HoldCause,
  OrderExceptionRow,
  OrderLineRow,
  OrderRow
} from './tables.ts'
import { holdCauses } from './tables.ts'

/** One thing that happened to an order: a line of its timeline and of the audit log. */
export interface TimelineEntry {
  /** `canceled`, `shipped`, `note_changed` … */
  kind: string
  detail?: Record<string, unknown>
}

/** What a channel's newest version says is wrong with the order as a whole. */
export interface ChannelNews {
  causes: ReadonlyMap<ExceptionKind, string>
  isHeld: boolean
}

/**
 * An order with its lines while it is worked on. Rules change it in memory; `settle` moves the stock, derives the
 * state, and writes everything that changed, for any number of records with the same few statements.
 */
export interface OrderRecord {
  row: OrderRow
  lines: OrderLineRow[]
  /** The row as it was loaded; null when the order is new. */
  before: Readonly<OrderRow> | null
  /** Exceptions that were open when it was loaded. */
  open: readonly OrderExceptionRow[]
  /** Lines to write. */
  changed: Set<OrderLineRow>
  /** Claims on a variant that a line no longer stands for. */
  letGo: { orderLineId: string; quantity: number }[]
  /** Set by intake only. */
  news: ChannelNews | null
  /** Set when somebody settles an exception: it goes, and its cause does not bring it back. */
  settled?: { exceptionId: string; resolution: string }
  /** Set by the job that finds it past its day. */
  isFoundLate?: boolean
  entry: TimelineEntry
}

/** Makes a record of an order that is new. */
export function newRecord(
  row: OrderRow,
  lines: OrderLineRow[],
  news: ChannelNews | null = null
): OrderRecord {
  return {
    row,
    lines,
    before: null,
    open: [],
    changed: new Set(lines),
    letGo: [],
    news,
    entry: { kind: 'placed' }
  }
}

/** Changes fields of a line, and remembers that it has to be written. */
export function changeLine(
  record: OrderRecord,
  line: OrderLineRow,
  change: Partial<OrderLineRow>
): void {
  Object.assign(line, change)
  record.changed.add(line)
}

/** Units of a line that still have to leave. */
export function outstanding(line: OrderLineRow): number {
  return Math.max(0, line.quantity - line.canceledQuantity - line.fulfilledQuantity)
}

/** Where the order stands before stock is looked at. */
export function baseState({ channelState, ownState }: OrderRow): OrderState {
  return furtherState(channelState, ownState)
}

/** Units that inventory should hold for a line. */
export function wantedUnits(line: OrderLineRow, base: OrderState): number {
  return line.variantId !== null && claimsStock(base) ? outstanding(line) : 0
}

/** Why the order is held. */
export function holdsOf(row: OrderRow): HoldCause[] {
  return row.holds === '' ? [] : (row.holds.split(',') as HoldCause[])
}

/** Sets why the order is held; no cause frees it. */
export function setHolds(row: OrderRow, causes: ReadonlySet<string>): void {
  row.holds = holdCauses.filter((cause) => causes.has(cause)).join(',')
  row.onHold = row.holds === '' ? 0 : 1
}

/** What the channel calls a line, also after its order was merged into another. */
export function channelLineId({
  externalId,
  sourceOrderId
}: Pick<OrderLineRow, 'externalId' | 'sourceOrderId'>): string {
  return sourceOrderId === null ? externalId : externalId.slice(sourceOrderId.length + 1)
}
