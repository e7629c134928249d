import { sql } from 'kysely'
import { isOneOf } from '#core/database/rows'
import type { Instant } from '#core/time'
import type { Tx } from '#core/transaction'

/** Most rows that one transaction deletes, so that others do not wait for it. */
const deletedMax = 2000

/** Deletes some of the deliveries that ended and were made before an instant. True: there are more. */
export async function deleteOldDeliveries(tx: Tx, before: Instant): Promise<boolean> {
  const { rows } = await sql<{ id: string }>`select id from webhook_deliveries
    where created_at < ${before} and state <> 'pending' order by created_at limit ${deletedMax}`.execute(
    tx
  )
  const ids = rows.map(({ id }) => id)
  await sql`delete from webhook_attempts where ${isOneOf(tx, 'deliveryId', ids)}`.execute(tx)
  await sql`delete from webhook_deliveries where ${isOneOf(tx, 'id', ids)}`.execute(tx)
  return ids.length === deletedMax
}

/** Deletes some of the messages made before an instant that no delivery needs. True: there are more. */
export async function deleteOldMessages(tx: Tx, before: Instant): Promise<boolean> {
  const old = sql`select m.id from webhook_messages m where m.created_at < ${before}
    and not exists (select 1 from webhook_deliveries d where d.message_id = m.id)
    order by m.created_at limit ${deletedMax}`
  const { numAffectedRows = 0n } =
    await sql`delete from webhook_messages where id in (${old})`.execute(tx)
  return Number(numAffectedRows) === deletedMax
}
