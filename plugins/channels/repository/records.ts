import { sql } from 'kysely'
import type { ChannelRecord } from '#core/channel/documents'
import type { Reader } from '#core/database/db'
import { rowsFrom } from '#core/database/rows'
import { newId } from '#core/ids'
import type { Tx } from '#core/transaction'
import type { RecordRow } from '../tables.ts'

const columns = {
  id: 'text',
  kind: 'text',
  externalId: 'text',
  orderExternalId: 'text',
  modifiedAt: 'text',
  document: 'text'
} as const

/** Keeps records, unless newer ones are here. Returns how many were news. */
export async function keepRecords(
  tx: Tx,
  channelId: string,
  records: readonly ChannelRecord[]
): Promise<number> {
  const rows = records.map(({ kind, externalId, orderExternalId, modifiedAt, ...document }) => ({
    id: newId('rec'),
    kind,
    externalId,
    orderExternalId,
    modifiedAt,
    document: JSON.stringify(document)
  }))
  const { numAffectedRows = 0n } = await sql`insert into channel_records
      (id, channel_id, kind, external_id, order_external_id, modified_at, document, received_at)
    select id, ${channelId}, kind, external_id, order_external_id, modified_at, document, ${tx.now}
    from ${rowsFrom(tx, 'news', columns, rows)}
    where true
    on conflict (channel_id, kind, external_id) do update
    set modified_at = excluded.modified_at, order_external_id = excluded.order_external_id,
      document = excluded.document, received_at = excluded.received_at
    where excluded.modified_at > channel_records.modified_at`.execute(tx)
  return Number(numAffectedRows)
}

export async function findRecord(
  db: Reader,
  { channelId, kind, externalId }: Pick<RecordRow, 'channelId' | 'kind' | 'externalId'>
): Promise<RecordRow | undefined> {
  return db
    .selectFrom('channelRecords')
    .selectAll()
    .where('channelId', '=', channelId)
    .where('kind', '=', kind)
    .where('externalId', '=', externalId)
    .executeTakeFirst()
}
