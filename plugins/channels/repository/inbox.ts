import { sql } from 'kysely'
import type { PushHint } from '#core/channel/client'
import { rowsFrom } from '#core/database/rows'
import type { Tx } from '#core/transaction'

const hintColumns = { deliveryId: 'text', topic: 'text', externalId: 'text' } as const

/** Notes hints, and returns those whose delivery was not known: one statement, whatever their number. */
export async function insertHints(
  tx: Tx,
  channelId: string,
  hints: readonly PushHint[]
): Promise<Pick<PushHint, 'externalId'>[]> {
  const given = rowsFrom(tx, 'hints', hintColumns, hints)
  const { rows } = await sql<Pick<PushHint, 'externalId'>>`
    insert into channel_inbox (channel_id, delivery_id, topic, external_id, received_at)
    select ${channelId}, delivery_id, topic, external_id, ${tx.now} from ${given} where true
    on conflict (channel_id, delivery_id) do nothing
    returning external_id`.execute(tx)
  return rows
}
