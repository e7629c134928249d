import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { insertAll, isOneOf, rowsFrom } from '#core/database/rows'
import type { Tx } from '#core/transaction'
import type { OrderRecord } from '../record.ts'
import type { OrderEventRow, OrderLineRow, OrderRow } from '../tables.ts'
import { openExceptionsOf } from './exceptions.ts'

/** Columns of an order that never change once it is there. */
const fixedOrderColumns = new Set(['id', 'channelId', 'externalId', 'createdAt'])
const fixedLineColumns = new Set(['id'])

/** Locks what may not be taken in twice at once. Writers of a SQLite file are alone anyway. */
export async function lockIntake(tx: Tx, key: string): Promise<void> {
  if (tx.dialect === 'sqlite') return
  await sql`select pg_advisory_xact_lock(hashtextextended(${`orders:${key}`}, 0))`.execute(tx)
}

/** The orders of a channel with these external ids, by external id; locked until the transaction ends. */
export async function findByExternalId(
  tx: Tx,
  channelId: string,
  externalIds: readonly string[]
): Promise<Map<string, OrderRow>> {
  const rows = await lockedRows(
    tx,
    sql`channel_id = ${channelId} and ${isOneOf(tx, 'external_id', externalIds)}`
  )
  return new Map(rows.map((row) => [row.externalId, row]))
}

/** Loads orders to change them, with lines and open exceptions: three queries for any number. */
export async function loadRecords(tx: Tx, ids: readonly string[]): Promise<OrderRecord[]> {
  if (ids.length === 0) return []
  return completeRecords(tx, await lockedRows(tx, isOneOf(tx, 'id', ids)))
}

/** Locks orders until the transaction ends. */
export async function lockOrders(tx: Tx, ids: readonly string[]): Promise<OrderRow[]> {
  return ids.length === 0 ? [] : lockedRows(tx, isOneOf(tx, 'id', ids))
}

/** Loads these orders and what was split from them, but for those that are loaded already. */
export async function loadWithSplits(
  tx: Tx,
  ids: readonly string[],
  loaded: ReadonlySet<string> = new Set()
): Promise<OrderRecord[]> {
  const condition = sql<boolean>`(${isOneOf(tx, 'id', ids)} or ${isOneOf(tx, 'splitFrom', ids)})`
  const rows = await lockedRows(tx, condition)
  return completeRecords(
    tx,
    rows.filter(({ id }) => !loaded.has(id))
  )
}

/** Adds lines and open exceptions to rows that are loaded already. */
export async function completeRecords(tx: Tx, rows: readonly OrderRow[]): Promise<OrderRecord[]> {
  if (rows.length === 0) return []
  const ids = rows.map(({ id }) => id)
  const lines = byOrder(await linesOf(tx, ids))
  const open = byOrder(await openExceptionsOf(tx, ids))
  return rows.map((row) => ({
    row: { ...row },
    before: row,
    lines: lines.get(row.id) ?? [],
    open: open.get(row.id) ?? [],
    changed: new Set(),
    letGo: [],
    news: null,
    entry: { kind: 'changed' }
  }))
}

/** Groups what belongs to orders by the order. */
export function byOrder<Row extends { orderId: string }>(rows: readonly Row[]): Map<string, Row[]> {
  const groups = new Map<string, Row[]>()
  for (const row of rows) {
    const group = groups.get(row.orderId)
    if (group) group.push(row)
    else groups.set(row.orderId, [row])
  }
  return groups
}

/** Lines of orders, in the order they were written. */
export async function linesOf(db: Reader, orderIds: readonly string[]): Promise<OrderLineRow[]> {
  return db
    .selectFrom('orderLines')
    .selectAll()
    .where(isOneOf(db, 'orderId', orderIds))
    .orderBy('id')
    .execute()
}

/** Always in the order of their ids, so that two transactions never wait for each other. */
async function lockedRows(tx: Tx, condition: ReturnType<typeof sql<boolean>>): Promise<OrderRow[]> {
  const lock = tx.dialect === 'postgres' ? sql`for update` : sql``
  const result =
    await sql<OrderRow>`select * from orders where ${condition} order by id ${lock}`.execute(tx)
  return result.rows
}

/** Writes orders that are new. */
export async function insertOrders(tx: Tx, rows: readonly OrderRow[]): Promise<void> {
  await insertAll(tx, 'orders', rows)
}

/** Writes orders that have changed, in one statement. */
export async function updateOrders(tx: Tx, rows: readonly OrderRow[]): Promise<void> {
  if (rows.length === 0) return
  const update = Object.keys(rows[0]!).filter((column) => !fixedOrderColumns.has(column))
  await insertAll(tx, 'orders', rows, { on: ['id'], update })
}

/** Writes the lines of orders that are new. */
export async function insertLines(tx: Tx, rows: readonly OrderLineRow[]): Promise<void> {
  await insertAll(tx, 'orderLines', rows)
}

/** Writes lines of orders that have changed, added ones among them, in one statement. */
export async function saveLines(tx: Tx, rows: readonly OrderLineRow[]): Promise<void> {
  if (rows.length === 0) return
  const update = Object.keys(rows[0]!).filter((column) => !fixedLineColumns.has(column))
  await insertAll(tx, 'orderLines', rows, { on: ['id'], update })
}

/** Notes that a channel has touched orders without changing what we keep of them. */
export async function touchOrders(
  tx: Tx,
  rows: readonly { id: string; modifiedAt: string }[]
): Promise<void> {
  if (rows.length === 0) return
  await sql`update orders set modified_at = news.modified_at
    from ${rowsFrom(tx, 'news', { id: 'text', modifiedAt: 'text' }, rows)}
    where orders.id = news.id`.execute(tx)
}

export async function insertEvents(tx: Tx, rows: readonly OrderEventRow[]): Promise<void> {
  await insertAll(tx, 'orderEvents', rows)
}

/** Orders that are not over and have lines of a SKU that was unknown when they came. */
export async function idsWithUnmapped(tx: Tx, skus: readonly string[]): Promise<string[]> {
  const rows = await tx
    .selectFrom('orderLines')
    .select('orderId')
    .distinct()
    .where('variantId', 'is', null)
    .where(isOneOf(tx, 'sku', skus))
    .execute()
  return rows.map(({ orderId }) => orderId)
}
