import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import type { ImportSummary } from '../api.ts'

/** Counts what a channel has brought, in three queries. Lines that the channel took off again are left out. */
export async function summarizeChannel(db: Reader, channelId: string): Promise<ImportSummary> {
  const orders = await sql<{ orders: number; guestOrders: number }>`
    select count(*) as orders,
      coalesce(sum(case when customer_ref is null then 1 else 0 end), 0) as guest_orders
    from orders where channel_id = ${channelId}`.execute(db)
  const lines = await sql<Pick<ImportSummary, 'orderLines' | 'units' | 'grossMinor' | 'skus'>>`
    select count(*) as order_lines, coalesce(sum(order_lines.quantity), 0) as units,
      coalesce(sum(order_lines.total_minor), 0) as gross_minor,
      count(distinct order_lines.sku) as skus
    from order_lines join orders on orders.id = order_lines.order_id
    where orders.channel_id = ${channelId} and order_lines.quantity > 0`.execute(db)
  const credits = await sql<{ reason: string; notes: number; lines: number; minor: number }>`
    select credit_notes.reason, count(distinct credit_notes.id) as notes,
      count(credit_note_lines.credit_note_id) as lines,
      coalesce(sum(credit_note_lines.total_minor), 0) as minor
    from credit_notes left join credit_note_lines on credit_note_lines.credit_note_id = credit_notes.id
    where credit_notes.channel_id = ${channelId}
    group by credit_notes.reason`.execute(db)
  const returns = credits.rows.find(({ reason }) => reason === 'return')
  const debts = credits.rows.find(({ reason }) => reason === 'badDebt')
  return {
    ...orders.rows[0]!,
    ...lines.rows[0]!,
    creditNotes: returns?.notes ?? 0,
    creditLines: returns?.lines ?? 0,
    creditMinor: returns?.minor ?? 0,
    badDebtInvoices: debts?.notes ?? 0
  }
}
