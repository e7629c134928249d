import type { Reader } from '#core/database/db'
import { insertAll, isOneOf } from '#core/database/rows'
import type { Tx } from '#core/transaction'
import type { OrderExceptionRow } from '../tables.ts'

export async function insertExceptions(tx: Tx, rows: readonly OrderExceptionRow[]): Promise<void> {
  await insertAll(tx, 'orderExceptions', rows)
}

/** Resolves exceptions. `resolution` null: the cause is gone by itself. */
export async function resolveExceptions(
  tx: Tx,
  ids: readonly string[],
  resolution: string | null
): Promise<void> {
  await tx
    .updateTable('orderExceptions')
    .set({ state: 'resolved', resolution, resolvedBy: tx.origin.actor, resolvedAt: tx.now })
    .where(isOneOf(tx, 'id', ids))
    .where('state', '=', 'open')
    .execute()
}

/** Open exceptions of orders. */
export async function openExceptionsOf(
  db: Reader,
  orderIds: readonly string[]
): Promise<OrderExceptionRow[]> {
  return db
    .selectFrom('orderExceptions')
    .selectAll()
    .where(isOneOf(db, 'orderId', orderIds))
    .where('state', '=', 'open')
    .execute()
}

export async function findException(
  db: Reader,
  id: string
): Promise<OrderExceptionRow | undefined> {
  return db.selectFrom('orderExceptions').selectAll().where('id', '=', id).executeTakeFirst()
}
