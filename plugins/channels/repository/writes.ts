import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { insertAll, rowsFrom } from '#core/database/rows'
import { newId } from '#core/ids'
import type { Instant } from '#core/time'
import type { Tx } from '#core/transaction'
import type { WriteKind, WriteRow } from '../writes/tables.ts'

/** A write as it is asked for. */
export interface NewWrite {
  kind: WriteKind
  subject: string
  payload: unknown
  /** Default: a new one. */
  id?: string
  /** Default: none. */
  reference?: string | undefined
  /** Default `pending`. */
  accepted?: { submissionId: string; retryAt: Instant }
}

export async function insertWrites(
  tx: Tx,
  channelId: string,
  writes: readonly NewWrite[]
): Promise<WriteRow[]> {
  const rows = writes.map(
    ({ kind, subject, payload, id = newId('wrt'), reference = null, accepted }): WriteRow => ({
      id,
      channelId,
      kind,
      subject,
      payload: JSON.stringify(payload),
      batch: null,
      state: accepted ? 'accepted' : 'pending',
      retries: 0,
      retryAt: accepted?.retryAt ?? null,
      submissionId: accepted?.submissionId ?? null,
      externalId: null,
      code: null,
      class: null,
      reason: null,
      createdAt: tx.now,
      finishedAt: null,
      reference
    })
  )
  await insertAll(tx, 'channelWrites', rows)
  return rows
}

export async function findWrite(db: Reader, id: string): Promise<WriteRow | undefined> {
  return db.selectFrom('channelWrites').selectAll().where('id', '=', id).executeTakeFirst()
}

/** What somebody has asked for under a reference of theirs. */
export async function findReferred(
  db: Reader,
  { channelId, kind, reference }: { channelId: string; kind: WriteKind; reference: string }
): Promise<WriteRow | undefined> {
  return db
    .selectFrom('channelWrites')
    .selectAll()
    .where('channelId', '=', channelId)
    .where('kind', '=', kind)
    .where('reference', '=', reference)
    .executeTakeFirst()
}

/**
 * The oldest writes that may go out now, all of one kind: those whose answer was lost go out again as the same
 * call.
 */
export async function nextWrites(
  db: Reader,
  channelId: string,
  now: Instant,
  limitOf: (kind: WriteKind) => number
): Promise<WriteRow[]> {
  const isDue = sql`channel_id = ${channelId} and state in ('pending', 'sent')
    and (retry_at is null or retry_at <= ${now})`
  const first = await sql<WriteRow>`select * from channel_writes where ${isDue}
    order by id limit 1`.execute(db)
  const [oldest] = first.rows
  if (!oldest) return []
  if (oldest.batch !== null) {
    const { rows } = await sql<WriteRow>`select * from channel_writes
      where channel_id = ${channelId} and batch = ${oldest.batch} and state = 'sent' order by id`.execute(
      db
    )
    return rows
  }
  const { rows } = await sql<WriteRow>`select * from channel_writes
    where ${isDue} and kind = ${oldest.kind} and batch is null
    order by id limit ${limitOf(oldest.kind)}`.execute(db)
  return rows
}

/** Notes what goes out together, and with what in it, before it does. */
export async function markSent(
  tx: Tx,
  writes: readonly Pick<WriteRow, 'id' | 'payload'>[],
  batch: string
): Promise<void> {
  const columns = { id: 'text', payload: 'text' } as const
  await sql`update channel_writes set state = 'sent', batch = ${batch}, payload = sending.payload
    from ${rowsFrom(tx, 'sending', columns, writes)} where channel_writes.id = sending.id`.execute(
    tx
  )
}

/** Submissions whose platform may have decided by now. */
export async function dueSubmissions(
  db: Reader,
  channelId: string,
  { now, limit }: { now: Instant; limit: number }
): Promise<WriteRow[]> {
  const { rows } = await sql<WriteRow>`select * from channel_writes
    where channel_id = ${channelId} and state = 'accepted' and retry_at <= ${now}
    order by retry_at, id limit ${limit}`.execute(db)
  return rows
}

/** When the next write may go out, or the next submission is looked at; null: none waits. */
export async function nextWriteAt(
  db: Reader,
  channelId: string,
  now: Instant
): Promise<Instant | null> {
  const { rows } = await sql<{ at: Instant | null }>`select min(coalesce(retry_at, ${now})) as at
    from channel_writes
    where channel_id = ${channelId} and state in ('pending', 'sent', 'accepted')`.execute(db)
  return rows[0]!.at
}

/** What became of a write, for now or for good. */
export type WriteResult = Pick<
  WriteRow,
  'id' | 'state' | 'retryAt' | 'submissionId' | 'externalId' | 'code' | 'class' | 'reason'
> & { payload: string; retries: number }

export async function settleWrites(tx: Tx, results: readonly WriteResult[]): Promise<void> {
  const columns = {
    id: 'text',
    state: 'text',
    retryAt: 'text',
    submissionId: 'text',
    externalId: 'text',
    code: 'text',
    class: 'text',
    reason: 'text',
    payload: 'text',
    retries: 'integer'
  } as const
  await sql`update channel_writes set state = result.state, batch = null, retry_at = result.retry_at,
      submission_id = result.submission_id, external_id = result.external_id, code = result.code,
      class = result.class, reason = result.reason, payload = result.payload, retries = result.retries,
      finished_at = case when result.state in ('done', 'rejected') then ${tx.now} end
    from ${rowsFrom(tx, 'result', columns, results)} where channel_writes.id = result.id`.execute(
    tx
  )
}

/** Channels that have something to write or to ask after: what the sweep looks after. */
export async function channelsWithWrites(db: Reader, now: Instant): Promise<string[]> {
  const { rows } = await sql<{ channelId: string }>`select distinct channel_id from channel_writes
    where state in ('pending', 'sent', 'accepted') and (retry_at is null or retry_at <= ${now})
    order by channel_id`.execute(db)
  return rows.map(({ channelId }) => channelId)
}

/** Forgets writes that have long been over. */
export async function purgeWrites(tx: Tx, before: Instant): Promise<void> {
  await sql`delete from channel_writes where finished_at < ${before}`.execute(tx)
}
