import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { selectMany } from '#core/database/many-rows'
import { insertAll, rowsFrom } from '#core/database/rows'
import type { Tx } from '#core/transaction'
import { figureNames, type TrafficKey } from './figures.ts'
import type { TrafficDayRow, TrafficRow, TrafficVersionRow } from './tables.ts'

const columns = [
  ...(['id', 'channelId', 'dayOn', 'source', 'campaign', 'sku'] as const),
  ...figureNames,
  ...(['currency', 'origin', 'version', 'statedAt'] as const)
] as const satisfies readonly (keyof TrafficRow)[]

/** A channel and a day: what is derived together. */
export type ChannelDay = Pick<TrafficKey, 'channelId' | 'dayOn'>

const dayColumns = { channelId: 'text', dayOn: 'text' } as const

/** Serializes those who tell figures of the same channels, so that what is derived has seen them all. */
export async function lockTraffic(tx: Tx): Promise<void> {
  if (tx.dialect === 'postgres') await sql`select pg_advisory_xact_lock(7160271)`.execute(tx)
}

/** All rows of these channels and days: one query. */
export function rowsOfDays(db: Reader, days: readonly ChannelDay[]): Promise<TrafficRow[]> {
  return selectMany<TrafficRow>(db, {
    columns,
    orderBy: ['channelId', 'dayOn', 'source', 'campaign', 'sku'],
    from: sql`select t.* from report_traffic as t join ${rowsFrom(db, 'asked', dayColumns, days)}
      on t.channel_id = asked.channel_id and t.day_on = asked.day_on`
  })
}

/** Writes rows that are new or changed. */
export async function saveRows(tx: Tx, rows: readonly TrafficRow[]): Promise<void> {
  await insertAll(tx, 'reportTraffic', rows, {
    on: ['channelId', 'dayOn', 'source', 'campaign', 'sku'],
    update: [...figureNames, 'currency', 'origin', 'version', 'statedAt']
  })
}

export async function saveVersions(tx: Tx, rows: readonly TrafficVersionRow[]): Promise<void> {
  await insertAll(tx, 'reportTrafficVersions', rows)
}

/** Puts what is derived in place of what was. */
export async function replaceDays(
  tx: Tx,
  days: readonly ChannelDay[],
  rows: readonly TrafficDayRow[]
): Promise<void> {
  await sql`delete from report_traffic_days where exists (
    select 1 from ${rowsFrom(tx, 'asked', dayColumns, days)}
    where asked.channel_id = report_traffic_days.channel_id
      and asked.day_on = report_traffic_days.day_on)`.execute(tx)
  await insertAll(tx, 'reportTrafficDays', rows)
}

/** What rows were before, newest first. */
export async function versionsOf(db: Reader, trafficId: string): Promise<TrafficVersionRow[]> {
  return db
    .selectFrom('reportTrafficVersions')
    .selectAll()
    .where('trafficId', '=', trafficId)
    .orderBy('version', 'desc')
    .execute()
}
