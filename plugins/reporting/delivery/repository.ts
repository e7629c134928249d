import type { Reader } from '#core/database/db'
import { type Page, pageOf } from '#core/database/keyset'
import { insertAll, isOneOf } from '#core/database/rows'
import type { Tx } from '#core/transaction'
import type { DeliveriesQueryShape } from './schema.ts'
import type { ReportDeliveryRow } from './tables.ts'

/** Writes deliveries, one for a run and a recipient. Returns the ids of those that are new. */
export async function insertDeliveries(
  tx: Tx,
  rows: readonly ReportDeliveryRow[]
): Promise<string[]> {
  await insertAll(tx, 'reportDeliveries', rows, { on: ['runId', 'recipient'] })
  const ids = rows.map(({ id }) => id)
  const there = await tx
    .selectFrom('reportDeliveries')
    .select('id')
    .where(isOneOf(tx, 'id', ids))
    .orderBy('id')
    .execute()
  return there.map(({ id }) => id)
}

/** A delivery, locked until the transaction ends. */
export async function lockDelivery(tx: Tx, id: string): Promise<ReportDeliveryRow | undefined> {
  const query = tx.selectFrom('reportDeliveries').selectAll().where('id', '=', id)
  return (tx.dialect === 'postgres' ? query.forUpdate() : query).executeTakeFirst()
}

export async function saveDelivery(
  tx: Tx,
  id: string,
  change: Partial<Omit<ReportDeliveryRow, 'id'>>
): Promise<void> {
  await tx.updateTable('reportDeliveries').set(change).where('id', '=', id).execute()
}

/** One page of deliveries, the newest first: one query. */
export function listDeliveries(
  db: Reader,
  { limit, after, runId, state }: DeliveriesQueryShape
): Promise<Page<ReportDeliveryRow>> {
  let rows = db.selectFrom('reportDeliveries').selectAll()
  if (runId) rows = rows.where('runId', '=', runId)
  if (state) rows = rows.where('state', '=', state)
  return pageOf(rows, { list: 'reportDeliveries', sort: ['-createdAt', '-id'], limit, after })
}
