import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { isOneOf } from '#core/database/rows'
import { turn } from '#core/pages'
import { addDays, businessDay } from '../query/calendar.ts'
import { runQuery } from '../query/run.ts'
import type { ReportingScope } from '../scope.ts'

export interface SlowInput {
  /** No sale for this many days; 30. */
  days: number
  /** And more than this many days of cover; 90. */
  coverDays: number
  /** Days that demand is told from; 90. */
  demandDays: number
}

export interface SlowMover {
  sku: string
  title: string
  onHand: number
  available: number
  /** Null: it never left. */
  lastSoldOn: string | null
  /** Available / units sold a day; null: there was no demand at all. */
  coverDays: number | null
  /** Null: the cost is not known. */
  valueMinor: number | null
  currency: string | null
}

interface Stocked {
  variantId: string
  sku: string
  title: string | null
  onHand: number
  available: number
  costMinor: number | null
  costCurrency: string | null
  lastSoldOn: string | null
}

/**
 * What lies in stock without having been sold for some days, and would last for long at the rate it sold before; what ties
 * up most money first. Whatever is younger in stock than that is not slow yet.
 */
export async function slowMovers(
  db: Reader,
  scope: ReportingScope,
  { days, coverDays, demandDays }: SlowInput
): Promise<SlowMover[]> {
  const today = businessDay(scope.ctx.shop, scope.ctx.clock.now())
  const soldIn = async (length: number) => {
    const period = { from: addDays(today, -length), to: today }
    const asked = { metrics: ['units'], dimensions: ['sku'], period, limit: 200_000 } as const
    const { rows } = await runQuery(db, scope, asked)
    return new Map(rows.map(({ keys, values }) => [keys.sku!, values.units!.value ?? 0]))
  }
  const lately = await soldIn(days)
  const demand = await soldIn(demandDays)
  const stocked = await stockedSince(
    db,
    addDays(today, -days),
    (sku) => (lately.get(sku) ?? 0) <= 0
  )
  return stocked
    .map(({ variantId: _, costMinor, costCurrency, title, ...row }): SlowMover => {
      const aDay = Math.max(0, demand.get(row.sku) ?? 0) / demandDays
      return {
        ...row,
        title: title ?? row.sku,
        coverDays: aDay === 0 ? null : Math.max(0, row.available) / aDay,
        valueMinor: costMinor === null ? null : costMinor * row.onHand,
        currency: costCurrency
      }
    })
    .filter((row) => row.coverDays === null || row.coverDays > coverDays)
    .sort(
      (a, b) =>
        (b.valueMinor ?? 0) - (a.valueMinor ?? 0) || b.onHand - a.onHand || (a.sku < b.sku ? -1 : 1)
    )
}

/** Variants of a page. */
const pageSize = 1000

/** Variants with units on hand that were there before a day. Two statements a page. */
async function stockedSince(
  db: Reader,
  day: string,
  isMeant: (sku: string) => boolean
): Promise<Stocked[]> {
  const found: Stocked[] = []
  for (let after = ''; ; ) {
    const page = await stockedAfter(db, after)
    const meant = page.filter(({ sku }) => isMeant(sku))
    const ages = await agesOf(
      db,
      meant.map(({ variantId }) => variantId)
    )
    for (const row of meant) {
      const age = ages.get(row.variantId)
      if (age?.stockedAt && age.stockedAt.slice(0, 10) <= day) {
        found.push({ ...row, lastSoldOn: age.lastSoldOn })
      }
    }
    const last = page.at(-1)
    if (!last || page.length < pageSize) return found
    after = last.variantId
    await turn()
  }
}

async function stockedAfter(db: Reader, after: string): Promise<Omit<Stocked, 'lastSoldOn'>[]> {
  const { rows } = await sql<Stocked>`
    select owned.variant_id, owned.sku, max(report_skus.title) as title,
      sum(level.on_hand) as on_hand,
      sum(level.on_hand - level.allocated - level.reserved - level.safety_stock) as available,
      max(variants.cost_minor) as cost_minor, max(variants.cost_currency) as cost_currency
    from stock_variants as owned
      join stock_levels as level on level.variant_id = owned.variant_id
      left join variants on variants.id = owned.variant_id
      left join report_skus on report_skus.sku = owned.sku
    where owned.variant_id > ${after} and owned.is_tracked = 1
    group by owned.variant_id, owned.sku having sum(level.on_hand) > 0
    order by owned.variant_id limit ${pageSize}`.execute(db)
  return rows.map((row) => ({
    ...{ ...row, onHand: Number(row.onHand), available: Number(row.available) },
    costMinor: row.costMinor === null ? null : Number(row.costMinor)
  }))
}

async function agesOf(db: Reader, ids: readonly string[]) {
  const { rows } = await sql<{ id: string; lastSoldOn: string | null; stockedAt: string | null }>`
    select owned.variant_id as id,
      (select max(day_on) from stock_demand as sold where sold.variant_id = owned.variant_id)
        as last_sold_on,
      (select at from stock_movements as first where first.variant_id = owned.variant_id
        and first.on_hand > 0 order by first.id limit 1) as stocked_at
    from stock_variants as owned where ${isOneOf(db, 'owned.variantId', ids)}`.execute(db)
  return new Map(rows.map((row) => [row.id, row]))
}
