import { type RawBuilder, sql } from 'kysely'
import { toSnake } from '#core/database/names'
import { type ColumnKind, tuplesFrom } from '#core/database/rows'
import type { Tx } from '#core/transaction'

/** A table of sums: what its rows are told apart by, and what is added up in them. */
export interface Rollup {
  table: string
  /** The day, or the first of the month. */
  on: 'dayOn' | 'monthOn'
  /** Without the day. */
  keys: readonly string[]
  sums: readonly string[]
}

/** A change of a row: the day, its keys, and what each sum grows by, in that order. */
export type SumCells = (string | number)[]

const orderSums = [
  ...['orders', 'canceledOrders', 'units', 'lines', 'grossMinor', 'lineDiscountMinor'],
  ...['discountMinor', 'shippingMinor', 'taxMinor', 'netMinor', 'totalMinor', 'costMinor'],
  ...['uncostedUnits', 'uncostedMinor', 'refunds', 'refundUnits', 'refundMinor']
]
const skuSums = [
  ...['lines', 'units', 'ordersWith', 'grossMinor', 'lineDiscountMinor', 'discountMinor'],
  ...['taxMinor', 'netMinor', 'costMinor', 'uncostedUnits', 'uncostedMinor'],
  ...['refundUnits', 'refundMinor']
]
const buyerSums = ['orders', 'units', 'grossMinor', 'netMinor', 'refundMinor']

const orderKeys = ['channelId', 'country', 'customerType', 'currency']
const skuKeys = ['channelId', 'sku', 'customerType', 'currency']
const buyerKeys = ['channelId', 'country', 'customerType', 'buyer', 'currency']

function grains(name: string, keys: readonly string[], sums: readonly string[]) {
  return {
    days: { table: `report_${name}_days`, on: 'dayOn', keys, sums },
    months: { table: `report_${name}_months`, on: 'monthOn', keys, sums }
  } as const satisfies Record<string, Rollup>
}

/** The sums that are kept, always written in this order. */
export const rollups = {
  orders: grains('order', orderKeys, orderSums),
  skus: grains('sku', skuKeys, skuSums),
  buyers: grains('buyer', buyerKeys, buyerSums),
  skuTotals: {
    table: 'report_sku_month_totals',
    on: 'monthOn',
    keys: ['sku', 'currency'],
    sums: skuSums
  } satisfies Rollup
}

const textColumns = new Set([
  'dayOn',
  'monthOn',
  'changedAt',
  ...orderKeys,
  ...skuKeys,
  ...buyerKeys
])

/** Kinds of columns by name. */
export function kindsOf(columns: readonly string[], texts: ReadonlySet<string> = textColumns) {
  return Object.fromEntries(
    columns.map((column): [string, ColumnKind] => [column, texts.has(column) ? 'text' : 'integer'])
  )
}

/**
 * A statement that adds changes to rows, and makes those that are new. Sums that do not change in any of them are left out: it
 * is reading cells that takes the time.
 */
export function addStatement(
  tx: Tx,
  { table, on, keys, sums }: Rollup,
  rows: readonly SumCells[]
): RawBuilder<unknown> {
  const width = 1 + keys.length
  const used = sums.map((_, at) => width + at).filter((at) => rows.some((row) => row[at] !== 0))
  const changed = used.map((at) => sums[at - width]!)
  const columns = [on, ...keys, ...changed]
  const cells = rows.map((row) => {
    const kept = row.slice(0, width)
    for (const at of used) kept.push(row[at]!)
    return kept
  })
  const names = sql.raw(columns.map(toSnake).join(', '))
  const sets = changed.map(toSnake).map((name) => `${name} = ${table}.${name} + excluded.${name}`)
  return sql`insert into ${sql.raw(table)} (${names})
    select ${names} from ${tuplesFrom(tx, 'delta', kindsOf(columns), cells)} where true
    on conflict (${sql.raw([on, ...keys].map(toSnake).join(', '))})
    do update set ${sql.raw(sets.join(', '))}`
}

/** A statement that takes away rows of these keys in which nothing is left. */
export function dropEmptyStatement(
  tx: Tx,
  { table, on, keys, sums }: Rollup,
  rows: readonly SumCells[]
): RawBuilder<unknown> {
  const columns = [on, ...keys]
  const names = sql.raw(columns.map(toSnake).join(', '))
  const isEmpty = sql.raw(sums.map((name) => `${toSnake(name)} = 0`).join(' and '))
  const cells = rows.map((row) => row.slice(0, columns.length))
  return sql`delete from ${sql.raw(table)} where (${names}) in (
    select ${names} from ${tuplesFrom(tx, 'shrunk', kindsOf(columns), cells)}) and ${isEmpty}`
}

/** Whether a change takes something away, so that nothing may be left. */
export function isShrinking({ keys }: Rollup, row: SumCells): boolean {
  for (let at = 1 + keys.length; at < row.length; at++) if ((row[at] as number) < 0) return true
  return false
}

/** Does statements that do not touch each other's tables: on Postgres in one round trip. */
export async function executeTogether(
  tx: Tx,
  statements: readonly RawBuilder<unknown>[]
): Promise<void> {
  if (tx.dialect === 'sqlite' || statements.length < 2) {
    for (const statement of statements) await statement.execute(tx)
    return
  }
  const parts = statements.map((statement, at) => sql`${sql.raw(`part${at}`)} as (${statement})`)
  await sql`with ${sql.join(parts)} select 1`.execute(tx)
}
