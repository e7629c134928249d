import { sql } from 'kysely'
import type { Tx } from '#core/transaction'
import type { ReportStockRunRow } from './tables.ts'

/** Begins the snapshot of a day, or finds how far it has come. */
export async function beginRun(
  tx: Tx,
  dayOn: string,
  startsOn: string
): Promise<ReportStockRunRow> {
  await sql`
    insert into report_stock_runs (day_on, starts_on, stock_days, skus, after_variant_id, finished_at)
    values (${dayOn}, ${startsOn}, 1, 0, '', null) on conflict (day_on) do nothing`.execute(tx)
  const lock = tx.dialect === 'postgres' ? sql`for update` : sql``
  const { rows } = await sql<ReportStockRunRow>`
    select * from report_stock_runs where day_on = ${dayOn} ${lock}`.execute(tx)
  return rows[0]!
}

/** The last of the next variants; null: there are none left. */
export async function lastOfPage(tx: Tx, after: string, size: number): Promise<string | null> {
  const { rows } = await sql<{ last: string | null }>`
    select max(variant_id) as last from (select variant_id from stock_variants
      where variant_id > ${after} order by variant_id limit ${size}) as page`.execute(tx)
  return rows[0]!.last
}

/** Keeps what lies in stock of the variants of a page. Returns how many SKUs have any. */
export async function keepPage(
  tx: Tx,
  page: { after: string; last: string; dayOn: string; startsOn: string; currency: string }
): Promise<number> {
  const { numAffectedRows } = await sql`
    insert into report_stock_days (day_on, sku, currency, starts_on, stock_units, available_units,
      stock_minor, uncosted_stock_units)
    select ${page.dayOn}, owned.sku, coalesce(variants.cost_currency, ${page.currency}),
      ${page.startsOn}, sum(level.on_hand),
      sum(level.on_hand - level.allocated - level.reserved - level.safety_stock),
      sum(level.on_hand) * coalesce(max(variants.cost_minor), 0),
      case when max(variants.cost_minor) is null then sum(level.on_hand) else 0 end
    from stock_variants as owned
      join stock_levels as level on level.variant_id = owned.variant_id
      left join variants on variants.id = owned.variant_id
    where owned.variant_id > ${page.after} and owned.variant_id <= ${page.last}
      and owned.is_tracked = 1
    group by 2, 3
    having sum(level.on_hand) <> 0
      or sum(level.on_hand - level.allocated - level.reserved - level.safety_stock) <> 0
    on conflict (day_on, sku, currency) do nothing`.execute(tx)
  return Number(numAffectedRows ?? 0n)
}

/** Says how far a snapshot has come. */
export async function moveRun(tx: Tx, dayOn: string, after: string, skus: number): Promise<void> {
  await sql`
    update report_stock_runs set after_variant_id = ${after}, skus = skus + ${skus}
    where day_on = ${dayOn}`.execute(tx)
}

/** Adds a snapshot up and shows it. */
export async function finishRun(tx: Tx, dayOn: string): Promise<void> {
  await sql`
    insert into report_stock_totals (day_on, currency, starts_on, stock_units, available_units,
      stock_minor, uncosted_stock_units)
    select day_on, currency, max(starts_on), sum(stock_units), sum(available_units),
      sum(stock_minor), sum(uncosted_stock_units)
    from report_stock_days where day_on = ${dayOn} group by day_on, currency
    on conflict (day_on, currency) do nothing`.execute(tx)
  await sql`
    update report_stock_runs set finished_at = ${tx.now} where day_on = ${dayOn}`.execute(tx)
}
