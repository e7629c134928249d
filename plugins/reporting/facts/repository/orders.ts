import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { isOneOf } from '#core/database/rows'
import type { Tx } from '#core/transaction'
import type { BookedLine, BookedOrder, CreditNoteLineRow, CreditNoteRow } from '#plugins/orders'
import type { NoteNews } from '../refund.ts'

/** The orders that were placed, of which these have lines or had them. */
function rootsOf(db: Reader, orderIds: readonly string[]) {
  return sql`select coalesce(split_from, id) as id from orders where ${isOneOf(db, 'id', orderIds)}
    union select source_order_id from order_lines
    where ${isOneOf(db, 'order_id', orderIds)} and source_order_id is not null`
}

/** First half of our advisory locks: 'rep' in ASCII. The second is a bucket: of orders below 256, of buyers from there. */
const lockClass = 0x726570

/**
 * Keeps others from reckoning with the same orders meanwhile: one may be split into several that change apart. Writers of a
 * SQLite file are alone anyway.
 */
export async function lockRoots(tx: Tx, orderIds: readonly string[]): Promise<void> {
  if (tx.dialect === 'sqlite' || orderIds.length === 0) return
  await sql`select pg_advisory_xact_lock(${sql.lit(lockClass)}, bucket) from (
    select distinct hashtext(id) & 255 as bucket from (${rootsOf(tx, orderIds)}) as roots
    order by bucket) as buckets`.execute(tx)
}

/** Keeps others from deciding which order of a buyer is the first: of these buyers, and those of the orders as reckoned. */
export async function lockBuyers(
  tx: Tx,
  buyerKeys: readonly string[],
  orderIds: readonly string[]
): Promise<void> {
  if (tx.dialect === 'sqlite') return
  await sql`select pg_advisory_xact_lock(${sql.lit(lockClass)}, bucket) from (
    select distinct 256 + (hashtext(buyer_key) & 255) as bucket from (
      select unnest(${buyerKeys}::text[]) as buyer_key
      union all select buyer_key from report_order_facts
      where ${isOneOf(tx, 'order_id', orderIds)} and buyer_key is not null) as buyers
    order by bucket) as buckets`.execute(tx)
}

type Head = Omit<BookedOrder, 'lines'> & { isRoot: number }

/**
 * Orders as they were placed, of which these have lines, with everything that has lines of them now. Two queries.
 *
 * Shape: `rootIds` are those that were placed; the orders are in the order of their ids, as are their lines.
 */
export async function readFamilies(
  db: Reader,
  orderIds: readonly string[]
): Promise<{ rootIds: string[]; orders: BookedOrder[] }> {
  if (orderIds.length === 0) return { rootIds: [], orders: [] }
  const { rows: heads } = await sql<Head>`
    with roots as (${rootsOf(db, orderIds)}),
    homes as (select id from roots
      union select merged_into from orders
      where id in (select id from roots) and merged_into is not null)
    select id, channel_id, state, currency, discount_minor, shipping_minor, tax_minor, total_minor,
      customer_ref, country, placed_at, split_from, merged_into,
      case when id in (select id from roots) then 1 else 0 end as is_root
    from orders where id in (select id from homes) or split_from in (select id from homes)
    order by id`.execute(db)
  const lines = await readLines(
    db,
    heads.map(({ id }) => id)
  )
  return {
    rootIds: heads.filter(({ isRoot }) => isRoot === 1).map(({ id }) => id),
    orders: heads.map(({ isRoot, ...head }) => ({ ...head, lines: lines.get(head.id) ?? [] }))
  }
}

async function readLines(
  db: Reader,
  orderIds: readonly string[]
): Promise<Map<string, BookedLine[]>> {
  const { rows } = await sql<BookedLine & { orderId: string }>`
    select order_id, external_id, source_order_id, sku, quantity, canceled_quantity,
      unit_price_minor, total_minor, discount_minor, tax_minor
    from order_lines where ${isOneOf(db, 'order_id', orderIds)} order by id`.execute(db)
  const lines = new Map<string, BookedLine[]>()
  for (const { orderId, ...line } of rows) {
    const known = lines.get(orderId)
    if (known) known.push(line)
    else lines.set(orderId, [line])
  }
  return lines
}

type NoteLine = Pick<CreditNoteLineRow, 'creditNoteId' | 'sku' | 'quantity' | 'totalMinor'>

/** Credit notes with their lines and the orders they belong to, as those were placed. Two queries. */
export async function readNotes(db: Reader, noteIds: readonly string[]): Promise<NoteNews[]> {
  if (noteIds.length === 0) return []
  const { rows: notes } = await sql<CreditNoteRow & { rootId: string | null }>`
    select note.*, coalesce(orders.split_from, orders.id) as root_id
    from credit_notes as note left join orders on orders.id = note.order_id
    where ${isOneOf(db, 'note.id', noteIds)} order by note.id`.execute(db)
  const { rows: lines } = await sql<NoteLine>`
    select credit_note_id, sku, quantity, total_minor from credit_note_lines
    where ${isOneOf(db, 'credit_note_id', noteIds)}
    order by credit_note_id, position`.execute(db)
  const byNote = new Map<string, NoteLine[]>(notes.map(({ id }) => [id, []]))
  for (const line of lines) byNote.get(line.creditNoteId)?.push(line)
  return notes.map((note) => ({ ...note, lines: byNote.get(note.id)! }))
}

/** What SKUs cost today, in their own currencies. Those without a cost are left out. */
export async function readCosts(
  db: Reader,
  skus: readonly string[]
): Promise<Map<string, { costMinor: number; costCurrency: string }>> {
  if (skus.length === 0) return new Map()
  const { rows } = await sql<{ sku: string; costMinor: number; costCurrency: string }>`
    select sku, cost_minor, cost_currency from variants
    where ${isOneOf(db, 'sku', skus)} and cost_minor is not null`.execute(db)
  return new Map(rows.map((row) => [row.sku, row]))
}
