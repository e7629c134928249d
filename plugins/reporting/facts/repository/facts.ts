import { type RawBuilder, sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { toSnake } from '#core/database/names'
import { isOneOf, rowsFrom } from '#core/database/rows'
import type { Tx } from '#core/transaction'
import { factOfRow, type OrderFact, rowOfFact } from '../contribution.ts'
import { type RefundFact, refundOfRow, rowOfRefund } from '../refund.ts'
import type { ReportOrderFactRow, ReportRefundFactRow } from '../tables.ts'
import { kindsOf } from './rollups.ts'

/** What these orders contribute already, by order. */
export async function readFacts(
  db: Reader,
  orderIds: readonly string[]
): Promise<Map<string, OrderFact>> {
  if (orderIds.length === 0) return new Map()
  const rows = await db
    .selectFrom('reportOrderFacts')
    .selectAll()
    .where(isOneOf(db, 'orderId', orderIds))
    .execute()
  return new Map(rows.map((row) => [row.orderId, factOfRow(row)]))
}

/** A buyer of whom orders are reckoned with: the earliest of them that counts, if any. */
export interface BuyerAsk {
  buyerKey: string
  candidateAt: string | null
}

/**
 * Facts of other orders that the type of a buyer's orders depends on: the first that counts, and canceled ones that were
 * taken for those of a new buyer though the candidate comes before them. One query.
 */
export async function readNeighbors(
  db: Reader,
  asks: readonly BuyerAsk[],
  orderIds: readonly string[]
): Promise<OrderFact[]> {
  const columns = { buyerKey: 'text', candidateAt: 'text' } as const
  const wanted = rowsFrom(
    db,
    'wanted',
    columns,
    asks.map((ask) => ({ ...ask }))
  )
  const { rows } = await sql<ReportOrderFactRow>`
    with asked as (select * from ${wanted})
    select fact.* from asked join report_order_facts as fact on fact.order_id = (
      select other.order_id from report_order_facts as other
      where other.buyer_key = asked.buyer_key and other.orders = 1
        and not ${isOneOf(db, 'other.order_id', orderIds)}
      order by other.placed_at, other.order_id limit 1)
    union all
    select fact.* from asked join report_order_facts as fact
      on fact.buyer_key = asked.buyer_key and fact.orders = 0
      and fact.placed_at >= asked.candidate_at
    where fact.customer_type = 'new' and not ${isOneOf(db, 'fact.order_id', orderIds)}`.execute(db)
  return rows.map(factOfRow)
}

/** A buyer whose first order is no longer what it was: canceled ones between it and the next are of a new buyer again. */
export interface BuyerGap {
  buyerKey: string
  fromAt: string
  /** When the order that is the first now was placed. */
  toAt: string | null
}

/** One query. */
export async function readInGaps(
  db: Reader,
  gaps: readonly BuyerGap[],
  orderIds: readonly string[]
): Promise<OrderFact[]> {
  const columns = { buyerKey: 'text', fromAt: 'text', toAt: 'text' } as const
  const wanted = rowsFrom(
    db,
    'gap',
    columns,
    gaps.map((gap) => ({ ...gap }))
  )
  const { rows } = await sql<ReportOrderFactRow>`
    select fact.* from ${wanted} join report_order_facts as fact
      on fact.buyer_key = gap.buyer_key and fact.orders = 0 and fact.placed_at >= gap.from_at
      and (gap.to_at is null or fact.placed_at <= gap.to_at)
    where fact.customer_type = 'returning' and not ${isOneOf(db, 'fact.order_id', orderIds)}`.execute(
    db
  )
  return rows.map(factOfRow)
}

/** Refunds by their credit notes, and those of orders. One query. */
export async function readRefunds(
  db: Reader,
  { noteIds, orderIds }: { noteIds: readonly string[]; orderIds: readonly string[] }
): Promise<Map<string, RefundFact>> {
  if (noteIds.length === 0 && orderIds.length === 0) return new Map()
  const { rows } = await sql<ReportRefundFactRow>`
    select * from report_refund_facts where ${isOneOf(db, 'credit_note_id', noteIds)}
    union select * from report_refund_facts
    where order_id is not null and ${isOneOf(db, 'order_id', orderIds)}`.execute(db)
  return new Map(rows.map((row) => [row.creditNoteId, refundOfRow(row)]))
}

const textColumns = new Set([
  ...['orderId', 'creditNoteId', 'placedAt', 'issuedAt', 'dayOn', 'channelId', 'country'],
  ...['buyerKey', 'customerType', 'currency', 'skus']
])

/** A statement that writes facts in the place of what they were. */
export function saveFactsStatement(tx: Tx, facts: readonly OrderFact[]): RawBuilder<unknown> {
  const rows = facts.map((fact) => ({ ...rowOfFact(fact) }))
  return saveStatement(tx, { table: 'report_order_facts', key: 'orderId', rows })
}

/** As `saveFactsStatement`, of refunds. */
export function saveRefundsStatement(tx: Tx, facts: readonly RefundFact[]): RawBuilder<unknown> {
  const rows = facts.map((fact) => ({ ...rowOfRefund(fact) }))
  return saveStatement(tx, { table: 'report_refund_facts', key: 'creditNoteId', rows })
}

function saveStatement(
  tx: Tx,
  {
    table,
    key,
    rows
  }: { table: string; key: string; rows: readonly Record<string, string | number | null>[] }
): RawBuilder<unknown> {
  const columns = Object.keys(rows[0]!)
  const names = sql.raw(columns.map(toSnake).join(', '))
  const sets = columns
    .filter((column) => column !== key)
    .map(toSnake)
    .map((name) => `${name} = excluded.${name}`)
  return sql`insert into ${sql.raw(table)} (${names})
    select ${names} from ${rowsFrom(tx, 'fact', kindsOf(columns, textColumns), rows)} where true
    on conflict (${sql.raw(toSnake(key))}) do update set ${sql.raw(sets.join(', '))}`
}

/** A statement that says that closed days have changed. */
export function reviseStatement(tx: Tx, daysOn: readonly string[]): RawBuilder<unknown> {
  const rows = daysOn.map((dayOn) => ({ dayOn }))
  return sql`insert into report_day_revisions (day_on, revision, changed_at)
    select day_on, 2, ${tx.now} from ${rowsFrom(tx, 'day', { dayOn: 'text' }, rows)} where true
    on conflict (day_on) do update set
      revision = report_day_revisions.revision + 1, changed_at = excluded.changed_at`
}

/** Days of a period, both ends included, that have changed after they were closed. All others are at revision 1. */
export async function readRevisions(
  db: Reader,
  { from, to }: { from: string; to: string }
): Promise<{ dayOn: string; revision: number; changedAt: string }[]> {
  return db
    .selectFrom('reportDayRevisions')
    .selectAll()
    .where('dayOn', '>=', from)
    .where('dayOn', '<=', to)
    .orderBy('dayOn')
    .execute()
}
