import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { isOneOf } from '#core/database/rows'
import { turn } from '#core/pages'
import { businessDay, daysBetween } from '../query/calendar.ts'
import type { ReportingScope } from '../scope.ts'

/** How old stock is: the last is open. */
export const ageBuckets = ['0-30', '31-60', '61-90', '91-180', '180+'] as const
export type AgeBucket = (typeof ageBuckets)[number]

/** A delivery, or what else came into a location. */
export interface Layer {
  ageDays: number
  quantity: number
}

export function bucketOf(ageDays: number): AgeBucket {
  if (ageDays <= 30) return '0-30'
  if (ageDays <= 60) return '31-60'
  if (ageDays <= 90) return '61-90'
  return ageDays <= 180 ? '91-180' : '180+'
}

/**
 * Units on hand by age. What came first goes first, so what is left is what came last. Units that no layer explains are as
 * old as can be.
 *
 * Shape: `layers` in any order.
 */
export function ageOf(onHand: number, layers: readonly Layer[]): Record<AgeBucket, number> {
  const units = Object.fromEntries(ageBuckets.map((name) => [name, 0])) as Record<AgeBucket, number>
  let left = Math.max(0, onHand)
  for (const { ageDays, quantity } of [...layers].sort((a, b) => a.ageDays - b.ageDays)) {
    const taken = Math.min(left, quantity)
    units[bucketOf(ageDays)] += taken
    left -= taken
  }
  units['180+'] += left
  return units
}

export interface AgeingRow {
  sku: string
  onHand: number
  units: Record<AgeBucket, number>
  /** Units × cost of today; null: the cost is not known. */
  valueMinor: number | null
  currency: string | null
}

export interface Ageing {
  rows: AgeingRow[]
  totals: Record<AgeBucket, { units: number; valueMinor: number }>
  /** Of the values in `totals`: goods whose cost is in another currency are left out of those. */
  currency: string
}

interface Stocked {
  variantId: string
  sku: string
  onHand: number
  costMinor: number | null
  costCurrency: string | null
}

/** Variants of a page. */
const pageSize = 500
/** What brings units in from outside, or back. Moves between locations make nothing younger. */
const incoming = ['receipt', 'adjustment', 'count', 'restock']

/** How old what lies in stock now is, by SKU, the oldest first. Two statements a page of SKUs. */
export async function inventoryAgeing(db: Reader, scope: ReportingScope): Promise<Ageing> {
  const { shop, clock } = scope.ctx
  const today = businessDay(shop, clock.now())
  const rows: AgeingRow[] = []
  for (let after = ''; ; ) {
    const page = await stockedAfter(db, after)
    const layers = await layersOf(db, page, (at) => daysBetween(businessDay(shop, at), today))
    for (const { variantId, sku, onHand, costMinor, costCurrency } of page) {
      const units = ageOf(onHand, layers.get(variantId) ?? [])
      const valueMinor = costMinor === null ? null : costMinor * onHand
      rows.push({ sku, onHand, units, valueMinor, currency: costCurrency })
    }
    const last = page.at(-1)
    if (!last || page.length < pageSize) break
    after = last.variantId
    await turn()
  }
  rows.sort(
    (a, b) => b.units['180+'] - a.units['180+'] || b.onHand - a.onHand || (a.sku < b.sku ? -1 : 1)
  )
  return { rows, totals: totalsOf(rows, shop.currency), currency: shop.currency }
}

async function stockedAfter(db: Reader, after: string): Promise<Stocked[]> {
  const { rows } = await sql<Stocked>`
    select owned.variant_id, owned.sku, sum(level.on_hand) as on_hand,
      max(variants.cost_minor) as cost_minor, max(variants.cost_currency) as cost_currency
    from stock_variants as owned
      join stock_levels as level on level.variant_id = owned.variant_id
      left join variants on variants.id = owned.variant_id
    where owned.variant_id > ${after} and owned.is_tracked = 1
    group by owned.variant_id, owned.sku having sum(level.on_hand) > 0
    order by owned.variant_id limit ${pageSize}`.execute(db)
  return rows.map((row) => ({
    ...{ ...row, onHand: Number(row.onHand) },
    costMinor: row.costMinor === null ? null : Number(row.costMinor)
  }))
}

/** What came in by variant and day, the newest first, as far as it may still lie there. */
async function layersOf(
  db: Reader,
  page: readonly Stocked[],
  ageOn: (at: string) => number
): Promise<Map<string, Layer[]>> {
  const ids = page.map(({ variantId }) => variantId)
  const { rows } = await sql<{ variantId: string; hour: string; quantity: number }>`
    select variant_id, substr(at, 1, 13) as hour, sum(on_hand) as quantity from stock_movements
    where ${isOneOf(db, 'variantId', ids)} and on_hand > 0 and ${isOneOf(db, 'kind', incoming)}
    group by 1, 2`.execute(db)
  const layers = new Map<string, Layer[]>()
  for (const { variantId, hour, quantity } of rows) {
    const layer = { ageDays: ageOn(`${hour}:00:00.000Z`), quantity: Number(quantity) }
    const known = layers.get(variantId)
    if (known) known.push(layer)
    else layers.set(variantId, [layer])
  }
  return layers
}

function totalsOf(rows: readonly AgeingRow[], currency: string): Ageing['totals'] {
  const totals = Object.fromEntries(
    ageBuckets.map((name) => [name, { units: 0, valueMinor: 0 }])
  ) as Ageing['totals']
  for (const row of rows) {
    for (const name of ageBuckets) {
      totals[name].units += row.units[name]
      const isKnown = row.valueMinor !== null && (row.currency ?? currency) === currency
      if (isKnown) totals[name].valueMinor += (row.valueMinor! / row.onHand) * row.units[name]
    }
  }
  return totals
}
