import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import type { Instant } from '#core/time'
import type { ChannelReport, KindReport } from './api.ts'
import type { ChannelRow } from './tables.ts'

/** Runs with reasons that are looked at; the newest. */
const reasonedRunsMax = 2000
const reasonsMax = 10

/** Sums up what happened between a channel and us: four queries, however long the time. */
export async function reportOf(
  db: Reader,
  { id, name, pausedReason }: ChannelRow,
  span: { since: Instant; until: Instant }
): Promise<ChannelReport> {
  const kinds = await sumsOf(db, id, span.since)
  const reasons = await reasonsOf(db, id, span.since)
  const open = await openOf(db, id)
  const alerts = await sql<{ kind: string; message: string }>`select kind, message from alerts
    where state <> 'resolved' and subject_type = 'channel' and subject_id = ${id}
    order by kind`.execute(db)
  return {
    channelId: id,
    name,
    ...span,
    kinds: kinds.map((kind) => ({ ...kind, reasons: reasons.get(kind.kind) ?? [] })),
    open: { pausedReason, alerts: alerts.rows, ...open }
  }
}

async function sumsOf(
  db: Reader,
  channelId: string,
  since: Instant
): Promise<Omit<KindReport, 'reasons'>[]> {
  const { rows } = await sql<Record<keyof Omit<KindReport, 'reasons'>, unknown>>`select kind,
      count(*) as runs,
      sum(case when state = 'failed' then 1 else 0 end) as failed_runs,
      sum(case when state = 'postponed' then 1 else 0 end) as postponed_runs,
      sum(documents) as documents, sum(created) as created, sum(updated) as updated,
      sum(unchanged) as unchanged, sum(rejected) as rejected, sum(failed) as failed,
      sum(calls) as calls, sum(retried) as retried, sum(throttled) as throttled,
      sum(waited_ms) as waited_ms, sum(renewals) as renewals
    from channel_runs where channel_id = ${channelId} and started_at >= ${since}
    group by kind order by kind`.execute(db)
  return rows.map(
    ({ kind, ...sums }) =>
      ({
        kind: String(kind),
        ...Object.fromEntries(Object.entries(sums).map(([column, sum]) => [column, Number(sum)]))
      }) as Omit<KindReport, 'reasons'>
  )
}

async function reasonsOf(
  db: Reader,
  channelId: string,
  since: Instant
): Promise<Map<string, KindReport['reasons']>> {
  const { rows } = await sql<{ kind: string; reasons: string }>`select kind, reasons
    from channel_runs
    where channel_id = ${channelId} and started_at >= ${since} and reasons is not null
    order by id desc limit ${reasonedRunsMax}`.execute(db)
  const counts = new Map<string, Map<string, number>>()
  for (const { kind, reasons } of rows) {
    const ofKind = counts.get(kind) ?? new Map<string, number>()
    counts.set(kind, ofKind)
    for (const [reason, count] of Object.entries(JSON.parse(reasons) as Record<string, number>)) {
      ofKind.set(reason, (ofKind.get(reason) ?? 0) + count)
    }
  }
  return new Map(
    [...counts].map(([kind, ofKind]) => [
      kind,
      [...ofKind]
        .map(([reason, count]) => ({ reason, count }))
        .sort((a, b) => b.count - a.count)
        .slice(0, reasonsMax)
    ])
  )
}

async function openOf(
  db: Reader,
  channelId: string
): Promise<Omit<ChannelReport['open'], 'pausedReason' | 'alerts'>> {
  const { rows } = await sql<Record<string, unknown>>`select
    (select count(*) from channel_rejected
      where channel_id = ${channelId} and settled_at is null) as rejected_entries,
    (select count(*) from channel_writes
      where channel_id = ${channelId} and state = 'rejected') as rejected_writes,
    (select count(*) from channel_writes
      where channel_id = ${channelId} and state in ('pending', 'sent', 'accepted')) as waiting_writes,
    (select count(*) from channel_confirmations
      where channel_id = ${channelId} and state = 'failed') as failed_shipments`.execute(db)
  const [counts] = rows
  return {
    rejectedEntries: Number(counts!.rejectedEntries),
    rejectedWrites: Number(counts!.rejectedWrites),
    waitingWrites: Number(counts!.waitingWrites),
    failedShipments: Number(counts!.failedShipments)
  }
}
