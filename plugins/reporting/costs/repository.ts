import { type RawBuilder, sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { type Page, pageOf } from '#core/database/keyset'
import { insertAll, isOneOf } from '#core/database/rows'
import type { Tx } from '#core/transaction'
import type { CostEntry, CostedOrder } from './reckon.ts'
import type { ReportCostDayRow, ReportCostEntryRow } from './tables.ts'

const columns = [
  'fee_minor',
  'payment_fee_minor',
  'shipping_cost_minor',
  'packaging_minor',
  'promotion_spend_minor'
]
const listed = sql.raw(columns.join(', '))
const summed = sql.raw(columns.map((name) => `sum(${name})`).join(', '))

/** Entries by key. */
export async function entriesByKey(
  db: Reader,
  keys: readonly string[]
): Promise<ReportCostEntryRow[]> {
  return db
    .selectFrom('reportCostEntries')
    .selectAll()
    .where(isOneOf(db, 'key', keys))
    .execute()
}

/** Writes entries; those of a known key are replaced. */
export async function upsertEntries(tx: Tx, rows: readonly ReportCostEntryRow[]): Promise<void> {
  const { key: _, ...rest } = rows[0] ?? ({ key: '' } as ReportCostEntryRow)
  await insertAll(tx, 'reportCostEntries', rows, { on: ['key'], update: Object.keys(rest) })
}

export async function deleteEntries(tx: Tx, keys: readonly string[]): Promise<void> {
  await sql`delete from report_cost_entries where ${isOneOf(tx, 'key', keys)}`.execute(tx)
}

/** Day and channel of orders that count in reports, by id. */
export async function placesOfOrders(
  db: Reader,
  orderIds: readonly string[]
): Promise<Map<string, { dayOn: string; channelId: string }>> {
  const { rows } = await sql<{ orderId: string; dayOn: string; channelId: string }>`
    select order_id, day_on, channel_id from report_order_facts
    where ${isOneOf(db, 'orderId', orderIds)}`.execute(db)
  return new Map(rows.map(({ orderId, ...place }) => [orderId, place]))
}

/** Entries, the newest days first. */
export function listEntries(
  db: Reader,
  { from, to, ...paging }: { from?: string; to?: string; limit: number; after?: string }
): Promise<Page<ReportCostEntryRow>> {
  let query = db.selectFrom('reportCostEntries').selectAll()
  if (from) query = query.where('dayOn', '>=', from)
  if (to) query = query.where('dayOn', '<=', to)
  return pageOf(query, { list: 'report-costs', sort: ['-dayOn', '-key'], ...paging })
}

/** Says that the costs of days are no longer what they were. */
export async function markStale(tx: Tx, days: readonly string[]): Promise<void> {
  const rows = [...new Set(days)].sort().map((dayOn) => ({ dayOn }))
  await insertAll(tx, 'reportCostStaleDays', rows, { on: ['dayOn'] })
}

/** Says so of every day that anything was sold on, or that has costs. */
export async function markAllStale(tx: Tx): Promise<void> {
  await sql`
    insert into report_cost_stale_days (day_on)
    select day_on from (select day_on from report_order_days
      union select day_on from report_cost_entries) as days where true
    on conflict (day_on) do nothing`.execute(tx)
}

export async function staleDays(db: Reader, limit: number): Promise<string[]> {
  const rows = await db
    .selectFrom('reportCostStaleDays')
    .select('dayOn')
    .orderBy('dayOn')
    .limit(limit)
    .execute()
  return rows.map(({ dayOn }) => dayOn)
}

/** Takes a day to reckon it; false: another has done it. */
export async function takeStale(tx: Tx, dayOn: string): Promise<boolean> {
  const done = await sql`delete from report_cost_stale_days where day_on = ${dayOn}`.execute(tx)
  return Number(done.numAffectedRows ?? 0n) > 0
}

/** The next orders of a day that stand, by id. */
export function ordersOfDay(
  db: Reader,
  { dayOn, after, limit }: { dayOn: string; after: string; limit: number }
): Promise<CostedOrder[]> {
  return costedOrders(
    db,
    sql`day_on = ${dayOn} and order_id > ${after} and orders > 0 order by order_id limit ${limit}`
  )
}

/** Those of some orders that stand on a day. */
export function ordersById(
  db: Reader,
  dayOn: string,
  orderIds: readonly string[]
): Promise<CostedOrder[]> {
  return costedOrders(
    db,
    sql`${isOneOf(db, 'orderId', orderIds)} and day_on = ${dayOn} and orders > 0`
  )
}

async function costedOrders(db: Reader, which: RawBuilder<unknown>): Promise<CostedOrder[]> {
  const { rows } = await sql<Omit<CostedOrder, 'skus'> & { skus: string }>`
    select order_id, day_on, channel_id, currency, total_minor, skus from report_order_facts
    where ${which}`.execute(db)
  return rows.map(({ skus, totalMinor, ...row }) => ({
    ...row,
    totalMinor: Number(totalMinor),
    // See `SkuShare`: the SKU is the first, its net the eighth.
    skus: (JSON.parse(skus) as unknown[][])
      .map((share) => [String(share[0]), Number(share[7])] as const)
      .filter(([, netMinor]) => netMinor > 0)
  }))
}

export async function entriesOfDay(tx: Tx, dayOn: string): Promise<CostEntry[]> {
  return tx
    .selectFrom('reportCostEntries')
    .select(['kind', 'dayOn', 'channelId', 'orderId', 'currency', 'amountMinor'])
    .where('dayOn', '=', dayOn)
    .orderBy('key')
    .execute()
}

/** Puts the costs of a day in the place of what was there, in its month too. A constant number of statements. */
export async function replaceDay(
  tx: Tx,
  dayOn: string,
  rows: readonly ReportCostDayRow[]
): Promise<void> {
  await addToMonth(tx, dayOn, -1)
  await sql`delete from report_cost_days where day_on = ${dayOn}`.execute(tx)
  await sql`delete from report_channel_cost_days where day_on = ${dayOn}`.execute(tx)
  await insertAll(tx, 'reportCostDays', rows)
  await addToMonth(tx, dayOn, 1)
  await sql`
    insert into report_channel_cost_days (day_on, channel_id, currency, ${listed})
    select day_on, channel_id, currency, ${summed} from report_cost_days
    where day_on = ${dayOn} group by day_on, channel_id, currency`.execute(tx)
}

async function addToMonth(tx: Tx, dayOn: string, sign: 1 | -1): Promise<void> {
  const signed = sql.raw(columns.map((name) => `${sign} * ${name}`).join(', '))
  const sets = sql.raw(
    columns.map((name) => `${name} = report_cost_months.${name} + excluded.${name}`).join(', ')
  )
  await sql`
    insert into report_cost_months (month_on, channel_id, sku, currency, ${listed})
    select ${`${dayOn.slice(0, 7)}-01`}, channel_id, sku, currency, ${signed}
    from report_cost_days where day_on = ${dayOn}
    on conflict (month_on, channel_id, sku, currency) do update set ${sets}`.execute(tx)
}
