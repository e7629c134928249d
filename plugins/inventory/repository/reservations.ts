import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { insertAll, isOneOf } from '#core/database/rows'
import type { Tx } from '#core/transaction'
import type { ReservationPartRow, ReservationRow, ReservationState } from '../tables.ts'

export async function insertReservation(tx: Tx, row: ReservationRow): Promise<void> {
  await insertAll(tx, 'reservations', [row])
}

export async function insertParts(tx: Tx, parts: readonly ReservationPartRow[]): Promise<void> {
  await insertAll(tx, 'reservationParts', parts)
}

export async function deleteParts(tx: Tx, reservationId: string): Promise<void> {
  await tx.deleteFrom('reservationParts').where('reservationId', '=', reservationId).execute()
}

export async function findReservation(db: Reader, id: string): Promise<ReservationRow | undefined> {
  return db.selectFrom('reservations').selectAll().where('id', '=', id).executeTakeFirst()
}

export async function partsOf(
  db: Reader,
  reservationIds: readonly string[]
): Promise<ReservationPartRow[]> {
  const { rows } = await sql<ReservationPartRow>`
    select reservation_id, line, variant_id, location_id, quantity, is_tracked
    from reservation_parts
    where ${isOneOf(db, 'reservationId', reservationIds)}
    order by reservation_id, line, location_id`.execute(db)
  return rows
}

/**
 * Ends or changes a reservation that still holds at `tx.now`: one conditional statement, so that of a commit, a release
 * and an expiry at the same moment exactly one succeeds. Undefined: it does not hold anymore.
 */
export async function changeHeld(
  tx: Tx,
  id: string,
  change: { state: ReservationState; expiresAt?: string; orderId?: string }
): Promise<ReservationRow | undefined> {
  return tx
    .updateTable('reservations')
    .set({ ...change, version: sql<number>`version + 1`, updatedAt: tx.now })
    .where('id', '=', id)
    .where('state', '=', 'held')
    .where('expiresAt', '>', tx.now)
    .returningAll()
    .executeTakeFirst()
}

/** Ends what nobody paid for in time, oldest first: all of it, or what holds some variants. Returns the ids. */
export async function expireDue(
  tx: Tx,
  due: { limit: number; variantIds?: readonly string[] }
): Promise<string[]> {
  // Skips what somebody else is ending right now: the sweeper never waits, and never makes anybody wait in a circle.
  const lock = sql.raw(tx.dialect === 'postgres' ? 'for update skip locked' : '')
  const holding = due.variantIds
    ? sql`and id in (select reservation_id from reservation_parts
        where ${isOneOf(tx, 'variantId', due.variantIds)})`
    : sql``
  const { rows } = await sql<{ id: string }>`
    update reservations set state = 'expired', version = version + 1, updated_at = ${tx.now}
    where id in (select id from reservations
      where state = 'held' and expires_at <= ${tx.now} ${holding}
      order by expires_at, id limit ${due.limit} ${lock})
    returning id`.execute(tx)
  return rows.map((row) => row.id)
}
