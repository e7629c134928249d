import { NotFound } from '#core/http/errors'
import { newId } from '#core/ids'
import { amendOrder } from './actions/amend.ts'
import { endOrders } from './actions/cancel.ts'
import type { OrdersService } from './api.ts'
import { erasePersonal, readPersonal } from './erase.ts'
import { exportCsv, exportNdjson } from './export.ts'
import { intakeCreditNotes } from './intake/credit-notes.ts'
import { type IntakeParts, intakeOrders } from './intake/intake.ts'
import { issueCreditNotes } from './intake/issue.ts'
import { lockMoney, moneyOf } from './money.ts'
import { directChannelId } from './place.ts'
import { bookedIn, placedIn } from './placed.ts'
import type { PricingSource } from './price.ts'
import { placeReplacement } from './replace.ts'
import { creditNotesAfter, creditNotesOf, idsOf } from './repository/lookups.ts'
import { originsOf } from './repository/origins.ts'
import { insertEvents } from './repository/records.ts'
import { setConfirmation, shipmentWrites } from './repository/shipments.ts'
import { soldOrder, soldOrders } from './repository/sold.ts'
import { soldIn } from './repository/sold-in.ts'
import { placedAs, standingOf } from './repository/standing.ts'
import { summarizeChannel } from './repository/summary.ts'
import { unitsSold } from './repository/units-sold.ts'

/** Orders as other plugins see them. */
export function createOrdersService(
  parts: IntakeParts & { currency: string },
  pricing: PricingSource
): OrdersService {
  return {
    directChannelId,
    placedIn,
    bookedIn,
    sold: soldOrders,
    soldOrder,
    soldIn,
    unitsSold,
    placedAs,
    originsOf,
    idsOf,
    creditNotesOf,
    creditNotesAfter,
    standing: standingOf,
    providePricing(pricer, { admission, terms, mergeTerms } = {}) {
      Object.assign(pricing, { pricer, admission, terms, mergeTerms })
    },
    cancel: (tx, orderIds, reason) => endOrders(tx, parts, orderIds, { to: 'canceled', reason }),
    close: (tx, orderIds, reason) => endOrders(tx, parts, orderIds, { to: 'closed', reason }),
    intake: (tx, source, orders) => intakeOrders(tx, parts, source, orders),
    intakeCreditNotes,
    issueCreditNotes,
    moneyOf,
    lockMoney,
    amend: (tx, orderId, amendment) => amendOrder(tx, parts, orderId, amendment),
    placeReplacement: (tx, replacement) => placeReplacement(tx, { ...parts, pricing }, replacement),
    shipmentsToConfirm: shipmentWrites,
    async markShipmentConfirmed(tx, shipmentId, outcome) {
      const isDone = outcome.status === 'confirmed'
      const failedReason = isDone ? null : outcome.reason
      const shipment = await setConfirmation(tx, shipmentId, {
        confirmState: outcome.status,
        confirmedAt: isDone ? tx.now : null,
        failedReason
      })
      if (!shipment) throw new NotFound({ what: 'shipment', id: shipmentId })
      await insertEvents(tx, [
        {
          id: newId('oev'),
          orderId: shipment.packedOrderId,
          at: tx.now,
          actor: tx.origin.actor,
          kind: isDone ? 'shipment_confirmed' : 'shipment_refused',
          detail: JSON.stringify({ shipmentId, ...(failedReason && { reason: failedReason }) })
        }
      ])
      tx.audit([
        {
          action: 'shipment.confirmation',
          subjectType: 'shipment',
          subjectId: shipmentId,
          after: outcome
        }
      ])
    },
    importSummary: summarizeChannel,
    erasePersonal,
    readPersonal,
    exportOrders: (db, format, viewer) =>
      (format === 'csv' ? exportCsv : exportNdjson)(db, {}, viewer)
  }
}
