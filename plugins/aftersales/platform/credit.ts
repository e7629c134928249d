import { allocate } from '#core/money'
import type { Tx } from '#core/transaction'
import type { OrderMoney, RefundNote } from '#plugins/orders'
import { linesOf as caseLinesOf, lockCases } from '../cases/repository/cases.ts'
import type { CaseLineRow, CaseRow } from '../cases/tables.ts'
import { keepNotes } from '../credit-notes/repository.ts'
import type { AftersalesScope } from '../scope.ts'
import type { KnownRecord } from './read-record.ts'
import { recordsWithOrders } from './records-with-orders.ts'
import { platformCasesOf, refundedOf, savePlatformCases } from './repository/platform-cases.ts'

type Known = KnownRecord & { row: Readonly<CaseRow> }

/**
 * Records money that platforms have given back for cases with the orders, once a case: as a credit note, less what we have
 * given back for the case ourselves. While a refund of ours is on its way that is not known: see `recordMoneyOf`. A constant
 * number of queries.
 */
export async function recordMoney(
  tx: Tx,
  scope: AftersalesScope,
  known: readonly Known[]
): Promise<void> {
  const paid = new Map(known.filter(isPaid).map((one) => [one.row.id, one]))
  const told = await platformCasesOf(tx, [...paid.keys()])
  const open = [...paid.values()].filter(({ row }) => told.get(row.id)!.creditedMinor === null)
  const refunded = await refundedOf(
    tx,
    open.map(({ row }) => row.id)
  )
  const due = open.filter(({ row }) => !refunded.get(row.id)?.isOpen)
  if (due.length === 0) return
  const lines = await caseLinesOf(
    tx,
    due.map(({ row }) => row.id)
  )
  const credits = due.map(({ row, record, order }) => {
    const doneMinor = refunded.get(row.id)?.doneMinor ?? 0
    const amountMinor = Math.max(0, record.amountMinor! - doneMinor)
    const own = lines.filter(({ caseId }) => caseId === row.id)
    return { row, amountMinor, note: noteOf({ row, order: order!, lines: own, amountMinor }) }
  })
  const notes = credits.filter(({ amountMinor }) => amountMinor > 0)
  await keepNotes(
    tx,
    notes.map(({ row, note }) => ({
      ...{ channelId: row.channelId, externalId: note.externalId, caseId: row.id }
    }))
  )
  await scope.orders.issueCreditNotes(
    tx,
    notes.map(({ note }) => note)
  )
  await savePlatformCases(
    tx,
    credits.map(({ row, amountMinor }) => ({
      ...told.get(row.id)!,
      creditedMinor: amountMinor
    }))
  )
}

/** Records what has waited for refunds of these cases to end. A constant number of queries. */
export async function recordMoneyOf(
  tx: Tx,
  scope: AftersalesScope,
  caseIds: readonly string[]
): Promise<void> {
  const told = [...(await platformCasesOf(tx, caseIds)).values()]
  const open = told.filter(({ creditedMinor }) => creditedMinor === null)
  if (open.length === 0) return
  const rows = await lockCases(
    tx,
    open.map(({ caseId }) => caseId)
  )
  const rowOf = new Map(open.map(({ recordId, caseId }) => [recordId, rows.get(caseId)!]))
  const known = await recordsWithOrders(tx, scope, [...rowOf.keys()])
  await recordMoney(
    tx,
    scope,
    known.map((one) => ({ ...one, row: rowOf.get(one.record.id)! }))
  )
}

function isPaid({ record, order }: Known): boolean {
  const { status, amountMinor, currency } = record
  return status === 'done' && (amountMinor ?? 0) > 0 && order?.currency === currency
}

/**
 * The credit note for what a platform gave back: for the units of the case as far as their price goes, then shipping, then
 * neither. Without the price of the units it is money alone, unless they come back.
 */
function noteOf({
  row,
  order,
  lines,
  amountMinor
}: {
  row: Readonly<CaseRow>
  order: OrderMoney
  lines: readonly CaseLineRow[]
  amountMinor: number
}): RefundNote {
  const units = lines.flatMap(({ orderLineId, quantity }) => {
    const line = order.lines.find(({ lineId }) => lineId === orderLineId)
    if (!line) return []
    return [{ line, quantity, worthMinor: Math.round((line.netMinor * quantity) / line.quantity) }]
  })
  const worthMinor = units.reduce((sum, unit) => sum + unit.worthMinor, 0)
  const isOfUnits = worthMinor > 0 && (row.kind === 'return_refund' || amountMinor >= worthMinor)
  const goodsMinor = isOfUnits ? Math.min(amountMinor, worthMinor) : 0
  const shippingMinor = isOfUnits ? Math.min(amountMinor - goodsMinor, order.shippingMinor) : 0
  const weights = units.map((unit) => unit.worthMinor)
  const shares = goodsMinor > 0 ? allocate(goodsMinor, weights) : []
  return {
    externalId: `case:${row.externalId}`,
    orderId: order.orderId,
    reason: isOfUnits ? 'return' : 'compensation',
    currency: order.currency,
    lines: shares.map((share, at) => {
      const { line, quantity } = units[at]!
      const { lineId: orderLineId, sku, title } = line
      return { orderLineId, sku, title, quantity, amountMinor: share }
    }),
    shippingMinor,
    otherMinor: amountMinor - goodsMinor - shippingMinor
  }
}
