import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { isOneOf } from '#core/database/rows'
import { newId } from '#core/ids'
import type { Tx } from '#core/transaction'
import { presentOrder } from './present.ts'
import { byOrder, insertEvents, linesOf } from './repository/records.ts'

/** Takes buyers off orders for good; see `OrdersService.erasePersonal`. */
export async function erasePersonal(tx: Tx, orderIds: readonly string[]): Promise<void> {
  if (orderIds.length === 0) return
  await tx
    .updateTable('orders')
    .set({
      buyer: null,
      address: null,
      customerRef: null,
      buyerNote: null,
      isErased: 1,
      updatedAt: tx.now,
      version: sql`version + 1`
    })
    .where(isOneOf(tx, 'id', orderIds))
    .execute()
  await tx
    .updateTable('creditNotes')
    .set({ customerRef: null })
    .where(isOneOf(tx, 'orderId', orderIds))
    .execute()
  await insertEvents(
    tx,
    orderIds.map((orderId) => ({
      id: newId('oev'),
      orderId,
      at: tx.now,
      actor: tx.origin.actor,
      kind: 'personal_erased',
      detail: null
    }))
  )
  tx.audit(
    orderIds.map((subjectId) => ({ action: 'order.erase', subjectType: 'order', subjectId }))
  )
  await tx.emit(
    'order.erased',
    orderIds.map((orderId) => ({ orderId }))
  )
}

/** Orders with what they say of their buyers; see `OrdersService.readPersonal`. */
export async function readPersonal(
  db: Reader,
  orderIds: readonly string[]
): Promise<ReturnType<typeof presentOrder>[]> {
  if (orderIds.length === 0) return []
  const rows = await db
    .selectFrom('orders')
    .selectAll()
    .where(isOneOf(db, 'id', orderIds))
    .orderBy('placedAt')
    .orderBy('id')
    .execute()
  const lines = byOrder(await linesOf(db, orderIds))
  return rows.map((row) => presentOrder(row, lines.get(row.id) ?? [], [], { canSeePersonal: true }))
}
