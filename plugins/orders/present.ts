import { maskAddress, maskBuyer } from '#core/personal/mask'
import { holdsOf } from './record.ts'
import type {
  CreditNoteLineRow,
  CreditNoteRow,
  OrderEventRow,
  OrderExceptionRow,
  OrderLineRow,
  OrderRow,
  PaymentRow,
  ShipmentLineRow,
  ShipmentRow
} from './tables.ts'

/** What a reader may see of an order. */
export interface Viewer {
  canSeePersonal: boolean
}

/** An order as the API shows it. */
export function presentOrder(
  row: OrderRow,
  lines: OrderLineRow[],
  flags: string[],
  { canSeePersonal }: Viewer
) {
  const buyer = row.buyer === null ? null : JSON.parse(row.buyer)
  const address = row.address === null ? null : JSON.parse(row.address)
  return {
    ...row,
    buyer: canSeePersonal ? buyer : maskBuyer(buyer),
    address: canSeePersonal ? address : maskAddress(address),
    onHold: row.onHold === 1,
    holds: holdsOf(row),
    flags,
    lines
  }
}

export function presentShipment(row: ShipmentRow, lines: readonly ShipmentLineRow[]) {
  return {
    ...row,
    lines: lines
      .filter(({ shipmentId }) => shipmentId === row.id)
      .map((line) => ({ ...line, locationId: line.locationId || null }))
  }
}

export function presentException(row: OrderExceptionRow) {
  return { ...row, orderLineId: row.orderLineId || null }
}

export function presentCreditNote(row: CreditNoteRow, lines: readonly CreditNoteLineRow[]) {
  return { ...row, lines: lines.filter(({ creditNoteId }) => creditNoteId === row.id) }
}

/** The timeline of an order. That it was placed is a fact of the order itself, and its first entry. */
export function presentTimeline(row: OrderRow, events: readonly OrderEventRow[]) {
  const placed = {
    id: row.id,
    at: row.createdAt,
    actor: row.channelId,
    kind: row.splitFrom === null ? 'placed' : 'split_off',
    detail: { placedAt: row.placedAt }
  }
  return [
    placed,
    ...events.map((event) => ({ ...event, detail: event.detail && JSON.parse(event.detail) }))
  ]
}

export type OrderParts = {
  row: OrderRow
  lines: OrderLineRow[]
  flags: string[]
  payments: PaymentRow[]
  shipments: ShipmentRow[]
  shipmentLines: ShipmentLineRow[]
  exceptions: OrderExceptionRow[]
}

/** An order with everything that belongs to it. */
export function presentDetail(parts: OrderParts, viewer: Viewer) {
  return {
    ...presentOrder(parts.row, parts.lines, parts.flags, viewer),
    payments: parts.payments,
    shipments: parts.shipments.map((row) => presentShipment(row, parts.shipmentLines)),
    exceptions: parts.exceptions.map(presentException)
  }
}
