import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { insertAll, isOneOf, rowsFrom } from '#core/database/rows'
import type { Tx } from '#core/transaction'
import type { CrmSegmentRow, CrmSegmentSnapshotRow } from '../tables.ts'

/** Our advisory lock: 'seg' in ASCII. */
const lockKey = 0x736567

/** Keeps rules as they are while members are reckoned by them. Any number may do so at once. */
export async function holdRules(tx: Tx): Promise<void> {
  if (tx.dialect === 'sqlite') return
  await sql`select pg_advisory_xact_lock_shared(${sql.lit(lockKey)}, 0)`.execute(tx)
}

/** Waits for all who reckon by the rules, and keeps others from beginning: before a rule changes. */
export async function lockRules(tx: Tx): Promise<void> {
  if (tx.dialect === 'sqlite') return
  await sql`select pg_advisory_xact_lock(${sql.lit(lockKey)}, 0)`.execute(tx)
}

/** Asked for every customer that changes, so it is built once. */
const every = sql<CrmSegmentRow>`select * from crm_segments order by id`

/** All segments, by id. */
export async function allSegments(db: Reader): Promise<CrmSegmentRow[]> {
  const { rows } = await every.execute(db)
  return rows
}

export async function findSegment(db: Reader, id: string): Promise<CrmSegmentRow | undefined> {
  return db.selectFrom('crmSegments').selectAll().where('id', '=', id).executeTakeFirst()
}

/** Those of these handles that there are. */
export async function knownHandles(db: Reader, handles: readonly string[]): Promise<Set<string>> {
  if (handles.length === 0) return new Set()
  const rows = await db
    .selectFrom('crmSegments')
    .select('handle')
    .where(isOneOf(db, 'handle', handles))
    .execute()
  return new Set(rows.map(({ handle }) => handle))
}

/** Those of these tags that anybody has: one look each, however many have it. */
export async function knownTags(db: Reader, tags: readonly string[]): Promise<Set<string>> {
  if (tags.length === 0) return new Set()
  const wanted = rowsFrom(
    db,
    'wanted',
    { tag: 'text' },
    tags.map((tag) => ({ tag }))
  )
  const { rows } = await sql<{ tag: string }>`select tag from ${wanted}
    where exists (select 1 from customer_tags where customer_tags.tag = wanted.tag)`.execute(db)
  return new Set(rows.map(({ tag }) => tag))
}

export async function insertSegment(tx: Tx, row: CrmSegmentRow): Promise<void> {
  await insertAll(tx, 'crmSegments', [row])
}

export async function saveSegment(tx: Tx, row: CrmSegmentRow): Promise<void> {
  const { id, ...values } = row
  await tx.updateTable('crmSegments').set(values).where('id', '=', id).execute()
}

/** Deletes a segment with its members and its list; snapshots stay. */
export async function deleteSegment(tx: Tx, id: string): Promise<void> {
  await tx.deleteFrom('crmSegmentMembers').where('segmentId', '=', id).execute()
  await tx.deleteFrom('crmSegmentEntries').where('segmentId', '=', id).execute()
  await tx.deleteFrom('crmSegments').where('id', '=', id).execute()
}

/** Says when everybody was last gone over by the rule as it is in this version. */
export async function markRefreshed(
  tx: Tx,
  { id, version }: Pick<CrmSegmentRow, 'id' | 'version'>
): Promise<void> {
  await tx
    .updateTable('crmSegments')
    .set({ refreshedAt: tx.now })
    .where('id', '=', id)
    .where('version', '=', version)
    .execute()
}

/** Writes down who is in a segment now. */
export async function insertSnapshot(tx: Tx, row: CrmSegmentSnapshotRow): Promise<void> {
  await insertAll(tx, 'crmSegmentSnapshots', [row])
  await sql`insert into crm_segment_snapshot_members (snapshot_id, customer_id)
    select ${row.id}, customer_id from crm_segment_members where segment_id = ${row.segmentId}`.execute(
    tx
  )
}

export async function findSnapshot(
  db: Reader,
  id: string
): Promise<CrmSegmentSnapshotRow | undefined> {
  return db.selectFrom('crmSegmentSnapshots').selectAll().where('id', '=', id).executeTakeFirst()
}
