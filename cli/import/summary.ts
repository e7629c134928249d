import { sql } from 'kysely'
import type { Engine } from 'shopkeeper'
import { serviceOf } from '../open.ts'

/** What a channel of files has brought, counted from the database and not from the reader. */
export interface OrdersSummary {
  /** Rows of all files taken. */
  rows: number
  orders: number
  orderLines: number
  units: number
  grossMinor: number
  creditNotes: number
  creditLines: number
  creditMinor: number
  /** Corrections of stock in the ledger. */
  adjustmentRows: number
  badDebtInvoices: number
  guestOrders: number
  skus: number
}

/** Counts what a channel has brought, since ever. */
export async function summarize(engine: Engine, channelId: string): Promise<OrdersSummary> {
  const { db } = engine
  const summary = await serviceOf(engine, 'orders').importSummary(db, channelId)
  const [sources, adjustments] = await Promise.all([
    sql<{ rows: number }>`select coalesce(sum(rows), 0) as rows from channel_sources
      where channel_id = ${channelId}`.execute(db),
    sql<{ rows: number }>`select count(*) as rows from stock_movements
      where kind = 'adjustment' and substr(source_id, 1, ${channelId.length + 1}) = ${`${channelId}:`}`.execute(
      db
    )
  ])
  return {
    rows: sources.rows[0]!.rows,
    orders: summary.orders,
    orderLines: summary.orderLines,
    units: summary.units,
    grossMinor: summary.grossMinor,
    creditNotes: summary.creditNotes,
    creditLines: summary.creditLines,
    creditMinor: summary.creditMinor,
    adjustmentRows: adjustments.rows[0]!.rows,
    badDebtInvoices: summary.badDebtInvoices,
    guestOrders: summary.guestOrders,
    skus: summary.skus
  }
}
