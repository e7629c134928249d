import { type RawBuilder, sql } from 'kysely'
import { toSnake } from '#core/database/names'
import { type ColumnKind, tuplesFrom } from '#core/database/rows'
import type { Tx } from '#core/transaction'
import { insertChunks } from './bound-rows.ts'

/** A table of sums: what its rows are told apart by, and what is added up in them. */
export interface Rollup {
  table: string
  /** The day, the Monday of the week, or the first of the month. */
  on: 'dayOn' | 'weekOn' | 'monthOn'
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

const skuTotal = { keys: ['sku', 'currency'], sums: skuSums }

/** The sums that are kept, always written in this order. */
export const rollups = {
  orders: grains('order', orderKeys, orderSums),
  skus: grains('sku', skuKeys, skuSums),
  buyers: grains('buyer', buyerKeys, buyerSums),
  skuTotals: {
    weeks: { ...skuTotal, table: 'report_sku_week_totals', on: 'weekOn' },
    months: { ...skuTotal, table: 'report_sku_month_totals', on: 'monthOn' }
  }
} as const satisfies Record<string, Record<string, Rollup>>

const textColumns = new Set([
  'dayOn',
  'weekOn',
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

/** Something to be done in the database. */
export interface Statement {
  execute(tx: Tx): Promise<unknown>
}

/**
 * A statement that adds changes to rows, and makes those that are new. Sums that do not change in any of them are left out: it
 * is reading cells that takes the time.
 */
export function addStatement(
  tx: Tx,
  { table, on, keys, sums }: Rollup,
  rows: readonly SumCells[]
): Statement {
  const width = 1 + keys.length
  const changed = sums.map((_, at) => width + at).filter((at) => rows.some((row) => row[at] !== 0))
  const used = [...Array(width).keys(), ...changed]
  const all = [on, ...keys, ...sums]
  const columns = used.map((at) => all[at]!)
  const names = columns.map(toSnake)
  const sets = names.slice(width).map((name) => `${name} = ${table}.${name} + excluded.${name}`)
  const into = `${table} (${names.join(', ')})`
  const key = names.slice(0, width).join(', ')
  const then = `on conflict (${key}) do update set ${sets.join(', ')}`
  const statementOf = (some: readonly (readonly (string | number)[])[]) => {
    const cells = some.map((row) => used.map((at) => row[at]!))
    return sql`insert into ${sql.raw(into)} select ${sql.raw(names.join(', '))}
      from ${tuplesFrom(tx, 'delta', kindsOf(columns), cells)} where true ${sql.raw(then)}`
  }
  if (tx.dialect === 'postgres') return statementOf(rows)
  return {
    async execute(tx) {
      const rest = await insertChunks(tx, { into, then, columns: used }, rows)
      if (rest.length > 0) await statementOf(rest).execute(tx)
    }
  }
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
export async function executeTogether(tx: Tx, statements: readonly Statement[]): Promise<void> {
  const builders = statements.filter(isRawBuilder)
  if (tx.dialect === 'sqlite' || builders.length < 2) {
    for (const statement of statements) await statement.execute(tx)
    return
  }
  const parts = builders.map((builder, at) => sql`${sql.raw(`part${at}`)} as (${builder})`)
  await sql`with ${sql.join(parts)} select 1`.execute(tx)
}

function isRawBuilder(statement: Statement): statement is RawBuilder<unknown> {
  return 'isRawBuilder' in statement
}
