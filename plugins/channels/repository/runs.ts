import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { RejectedEntry } from '#core/channel/documents'
import type { Reader } from '#core/database/db'
import { insertAll, isOneOf } from '#core/database/rows'
import { newId } from '#core/ids'
import type { Instant } from '#core/time'
import type { Tx } from '#core/transaction'
import type { Metered } from '../accounts/meter.ts'
import type { SyncCounts } from '../api.ts'
import { noCounts } from '../counts.ts'
import { redact } from '../redaction.ts'
import type { RejectedRow, RunKind, RunRow } from '../tables.ts'

/** A run that may have written nothing yet. */
export interface Run {
  id: string
  channelId: string
  kind: RunKind
  startedAt: Instant
  /** Whether something that it did is committed: who comes after it goes on from there. */
  isAhead: boolean
  /** What its calls have cost so far. */
  spent(): Metered
}

/**
 * Adds to a run's counts; the first time it writes its row. Runs that find nothing to do leave
 * none.
 */
export async function addToRun(tx: Tx, run: Run, counts: SyncCounts): Promise<void> {
  await sql`insert into channel_runs (id, channel_id, kind, state, documents, created, updated, unchanged,
      rejected, failed, started_at, progress_at)
    values (${run.id}, ${run.channelId}, ${run.kind}, 'running', ${counts.documents}, ${counts.created},
      ${counts.updated}, ${counts.unchanged}, ${counts.rejected}, ${counts.failed}, ${run.startedAt}, ${tx.now})
    on conflict (id) do update set documents = channel_runs.documents + excluded.documents,
      created = channel_runs.created + excluded.created, updated = channel_runs.updated + excluded.updated,
      unchanged = channel_runs.unchanged + excluded.unchanged,
      rejected = channel_runs.rejected + excluded.rejected, failed = channel_runs.failed + excluded.failed,
      progress_at = excluded.progress_at`.execute(tx)
  if (counts.documents === counts.failed) return
  tx.afterCommit(() => {
    run.isAhead = true
  })
}

/**
 * Ends a run that has a row, and writes down what its calls have cost. One that called in vain, or had to wait,
 * gets its row now, even if it found nothing else to do.
 */
export async function finishRun(
  tx: Tx,
  run: Run,
  end: Pick<RunRow, 'state' | 'error'> & { detail?: unknown }
): Promise<void> {
  const spent = run.spent()
  if (spent.retried + spent.throttled + spent.renewals > 0) await addToRun(tx, run, noCounts)
  const detail = end.detail === undefined ? null : JSON.stringify(end.detail)
  const reasons = Object.keys(spent.reasons).length > 0 ? JSON.stringify(spent.reasons) : null
  await sql`update channel_runs set state = ${end.state}, error = ${end.error}, detail = ${detail},
      calls = ${spent.calls}, retried = ${spent.retried}, throttled = ${spent.throttled},
      waited_ms = ${spent.waitedMs}, renewals = ${spent.renewals}, reasons = ${reasons},
      finished_at = ${tx.now}, progress_at = ${tx.now}
    where id = ${run.id}`.execute(tx)
}

/** Ends runs whose process has died. */
export async function failSilentRuns(tx: Tx, silentSince: Instant): Promise<void> {
  const error = JSON.stringify({ code: 'INTERRUPTED', title: 'The process ended in the middle' })
  await sql`update channel_runs set state = 'failed', error = ${error}, finished_at = ${tx.now}
    where state = 'running' and progress_at < ${silentSince}`.execute(tx)
}

/** Forgets what nobody asks for any more: old runs, old deliveries. */
export async function purgeBefore(tx: Tx, before: Instant): Promise<void> {
  await sql`delete from channel_runs where started_at < ${before}`.execute(tx)
  await sql`delete from channel_inbox where received_at < ${before}`.execute(tx)
}

/** Keeps rows that could not be read; one that is read again is only counted. */
export async function keepRejected(
  tx: Tx,
  run: Run,
  entries: readonly RejectedEntry[]
): Promise<void> {
  const rows = entries.map(
    (entry): RejectedRow => ({
      id: newId('rej'),
      channelId: run.channelId,
      runId: run.id,
      source: entry.source,
      line: entry.line,
      columnName: entry.column,
      reason: entry.reason.slice(0, 1000),
      externalId: entry.externalId ?? null,
      class: entry.class ?? 'input',
      payload: entry.payload === undefined ? null : redact(entry.payload),
      entryKey: entryKeyOf(entry),
      count: 1,
      firstSeenAt: tx.now,
      lastSeenAt: tx.now,
      settledAt: null
    })
  )
  const distinct = [...new Map(rows.map((row) => [row.entryKey, row])).values()]
  await insertAll(tx, 'channelRejected', distinct, {
    on: ['channelId', 'entryKey'],
    update: ['lastSeenAt', 'settledAt', 'runId', 'payload'],
    increment: ['count']
  })
}

export async function findRejected(db: Reader, id: string): Promise<RejectedRow | undefined> {
  return db.selectFrom('channelRejected').selectAll().where('id', '=', id).executeTakeFirst()
}

function entryKeyOf({ source, line, column, reason, externalId }: RejectedEntry): string {
  const text = JSON.stringify([source, line, column, reason, externalId ?? null])
  return createHash('sha256').update(text).digest('base64url').slice(0, 22)
}

/**
 * Which rejected entries are settled: taken after all, replaced by a newer file of that name, or
 * dismissed.
 */
export type Settled =
  | { by: 'documents'; externalIds: readonly string[] }
  | { by: 'source'; name: string; before: Instant }
  | { by: 'hand'; ids: readonly string[] }

/** Settles entries; returns how many were, and how many remain open. */
export async function settleRejected(
  tx: Tx,
  channelId: string,
  settled: Settled
): Promise<{ settled: number; open: number }> {
  const condition =
    settled.by === 'documents'
      ? isOneOf(tx, 'externalId', settled.externalIds)
      : settled.by === 'source'
        ? sql`source = ${settled.name} and first_seen_at < ${settled.before}`
        : isOneOf(tx, 'id', settled.ids)
  const { numAffectedRows = 0n } = await sql`update channel_rejected set settled_at = ${tx.now}
    where channel_id = ${channelId} and settled_at is null and ${condition}`.execute(tx)
  if (numAffectedRows === 0n) return { settled: 0, open: 0 }
  const { rows } = await sql<{ open: number }>`select count(*) as open from channel_rejected
    where channel_id = ${channelId} and settled_at is null`.execute(tx)
  return { settled: Number(numAffectedRows), open: Number(rows[0]!.open) }
}
