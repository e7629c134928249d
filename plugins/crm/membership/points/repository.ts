import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { insertAll, isOneOf, rowsFrom } from '#core/database/rows'
import type { Tx } from '#core/transaction'
import type { PointsAccountRow, PointsLotRow, PointsOrderRow, PointsSpendRow } from '../tables.ts'

/** Makes sure that members have an account. */
export async function ensureAccounts(
  tx: Tx,
  rows: readonly { memberId: string; customerId: string }[]
): Promise<void> {
  // In one order everywhere, so that two transactions never wait for each other.
  const inOrder = [...rows].sort((a, b) => (a.memberId < b.memberId ? -1 : 1))
  await insertAll(
    tx,
    'pointsAccounts',
    inOrder.map(({ memberId, customerId }) => ({ memberId, customerId, balance: 0 })),
    { on: ['memberId'] }
  )
}

/** Accounts that are reckoned to customers, locked until the transaction ends. */
export async function lockAccounts(
  tx: Tx,
  customerIds: readonly string[]
): Promise<PointsAccountRow[]> {
  const lock = tx.dialect === 'postgres' ? sql`for update` : sql``
  const { rows } = await sql<PointsAccountRow>`select * from points_accounts
    where ${isOneOf(tx, 'customer_id', customerIds)} order by member_id ${lock}`.execute(tx)
  return rows
}

/** Lots of customers with anything left, and those with these ids. */
export async function openLots(
  db: Reader,
  customerIds: readonly string[],
  lotIds: readonly string[]
): Promise<PointsLotRow[]> {
  const { rows } = await sql<PointsLotRow>`select * from points_lots
    where (${isOneOf(db, 'customer_id', customerIds)} and remaining > 0)
      or ${isOneOf(db, 'id', lotIds)}`.execute(db)
  return rows
}

/** Of each of these sources that has done something: what it did, together. */
export async function doneBy(
  db: Reader,
  sourceIds: readonly string[]
): Promise<Map<string, { points: number; customerIds: Set<string> }>> {
  const rows = await db
    .selectFrom('pointsEntries')
    .select(['sourceId', 'points', 'customerId'])
    .where(isOneOf(db, 'sourceId', sourceIds))
    .execute()
  const done = new Map<string, { points: number; customerIds: Set<string> }>()
  for (const { sourceId, points, customerId } of rows) {
    const one = done.get(sourceId) ?? { points: 0, customerIds: new Set<string>() }
    one.points += points
    done.set(sourceId, { ...one, customerIds: one.customerIds.add(customerId) })
  }
  return done
}

/**
 * Moves balances by as much as the entries say: one conditional update. Returns how many it was true for that they were
 * what the caller has read.
 */
export async function moveBalances(
  tx: Tx,
  rows: readonly { memberId: string; was: number; delta: number }[]
): Promise<number> {
  const columns = { memberId: 'text', was: 'integer', delta: 'integer' } as const
  const source = rowsFrom(tx, 'moved', columns, rows)
  const result = await sql`update points_accounts
    set balance = points_accounts.balance + moved.delta from ${source}
    where points_accounts.member_id = moved.member_id
      and points_accounts.balance = moved.was`.execute(tx)
  return Number(result.numAffectedRows ?? 0n)
}

export async function saveLots(tx: Tx, rows: readonly PointsLotRow[]): Promise<void> {
  await insertAll(tx, 'pointsLots', rows, { on: ['id'], update: ['remaining'] })
}

export async function saveSpends(tx: Tx, rows: readonly PointsSpendRow[]): Promise<void> {
  await insertAll(tx, 'pointsSpends', rows, { on: ['sourceId', 'lotId'], update: ['givenBack'] })
}

export async function spendsOf(db: Reader, sourceId: string): Promise<PointsSpendRow[]> {
  return db
    .selectFrom('pointsSpends')
    .selectAll()
    .where('sourceId', '=', sourceId)
    .orderBy('lotId')
    .execute()
}

export async function pointsOfOrders(
  db: Reader,
  orderIds: readonly string[]
): Promise<Map<string, PointsOrderRow>> {
  const rows = await db
    .selectFrom('pointsOrders')
    .selectAll()
    .where(isOneOf(db, 'orderId', orderIds))
    .execute()
  return new Map(rows.map((row) => [row.orderId, row]))
}

export async function savePointsOrders(tx: Tx, rows: readonly PointsOrderRow[]): Promise<void> {
  const update = ['points', 'pending', 'revision']
  await insertAll(tx, 'pointsOrders', rows, { on: ['orderId'], update })
}

/** Customers with lots whose day is over, those after one; a page. */
export async function customersWithExpiredLots(
  db: Reader,
  { now, after, limit }: { now: string; after: string; limit: number }
): Promise<string[]> {
  const rows = await db
    .selectFrom('pointsLots')
    .select('customerId')
    .distinct()
    .where('expiresAt', '<=', now)
    .where('remaining', '>', 0)
    .where('customerId', '>', after)
    .orderBy('customerId')
    .limit(limit)
    .execute()
  return rows.map(({ customerId }) => customerId)
}

/** Lots that expire before an instant and of which nobody was told, by expiry; a page. */
export async function lotsToNotice(
  db: Reader,
  { before, now, limit }: { before: string; now: string; limit: number }
): Promise<PointsLotRow[]> {
  return db
    .selectFrom('pointsLots')
    .selectAll()
    .where('remaining', '>', 0)
    .where('noticedAt', 'is', null)
    .where('expiresAt', '>', now)
    .where('expiresAt', '<=', before)
    .orderBy('expiresAt')
    .orderBy('id')
    .limit(limit)
    .execute()
}

export async function setNoticed(tx: Tx, ids: readonly string[]): Promise<void> {
  await tx
    .updateTable('pointsLots')
    .set({ noticedAt: tx.now })
    .where(isOneOf(tx, 'id', ids))
    .execute()
}
