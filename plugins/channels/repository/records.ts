import { sql } from 'kysely'
import type { ChannelRecord } from '#core/channel/documents'
import type { Reader } from '#core/database/db'
import { isOneOf, rowsFrom } from '#core/database/rows'
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

/** What was news of a page of records. */
export type KeptRecord = Pick<RecordRow, 'id' | 'kind' | 'externalId'>

/** Keeps records, unless newer ones are here (`compareAge`). Returns those that were news. */
export async function keepRecords(
  tx: Tx,
  channelId: string,
  records: readonly ChannelRecord[]
): Promise<KeptRecord[]> {
  const rows = records.map(({ kind, externalId, orderExternalId, modifiedAt, ...document }) => ({
    id: newId('rec'),
    kind,
    externalId,
    orderExternalId,
    modifiedAt,
    document: JSON.stringify(document)
  }))
  const kept = await sql<KeptRecord>`insert into channel_records
      (id, channel_id, kind, external_id, order_external_id, modified_at, document, received_at)
    select id, ${channelId}, kind, external_id, order_external_id, modified_at, document, ${tx.now}
    from ${rowsFrom(tx, 'news', columns, rows)}
    where true
    on conflict (channel_id, kind, external_id) do update
    set modified_at = excluded.modified_at, order_external_id = excluded.order_external_id,
      document = excluded.document, received_at = excluded.received_at
    where excluded.modified_at > channel_records.modified_at
      or excluded.modified_at = channel_records.modified_at
        and (${lengthAndVersion(tx, 'excluded')}) > (${lengthAndVersion(tx, 'channel_records')})
    returning id, kind, external_id`.execute(tx)
  return kept.rows
}

/** A version is a number as text: the longer one is the greater. */
function lengthAndVersion({ dialect }: Tx, table: string) {
  const document = `${table}.document${dialect === 'postgres' ? '::json' : ''}`
  const version = `coalesce(${document} ->> 'version', '')`
  return sql.raw(`length(${version}), ${version}`)
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

/** Records by id: one query. */
export async function findRecords(db: Reader, ids: readonly string[]): Promise<RecordRow[]> {
  return db
    .selectFrom('channelRecords')
    .selectAll()
    .where(isOneOf(db, 'id', ids))
    .orderBy('id')
    .execute()
}

/** A page of the records of a kind, by id: for who begins to read them. */
export async function recordsAfter(
  db: Reader,
  { kind, after, limit }: { kind: RecordRow['kind']; after: string | null; limit: number }
): Promise<RecordRow[]> {
  return db
    .selectFrom('channelRecords')
    .selectAll()
    .where('kind', '=', kind)
    .$if(after !== null, (query) => query.where('id', '>', after!))
    .orderBy('id')
    .limit(limit)
    .execute()
}
