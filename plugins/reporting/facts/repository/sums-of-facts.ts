import { type RawBuilder, sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { toSnake } from '#core/database/names'
import { addDays, addMonths, mondayOf, monthEnd } from '../../query/calendar.ts'
import { type Rollup, rollups, type SumCells } from './rollups.ts'

/*
 * The sums that facts have, in SQL: beside the way they are kept, which is deltas in JavaScript, so that one proves the other.
 * Of one day, since a year of lines does not fit anywhere.
 */

const orderMeasures = `orders, canceled_orders, units, lines, gross_minor, line_discount_minor,
  discount_minor, shipping_minor, tax_minor, net_minor, total_minor, cost_minor, uncosted_units,
  uncosted_minor`

function ofOrders(dayOn: string): RawBuilder<unknown> {
  return sql`select day_on, channel_id, coalesce(country, '') as country, customer_type, currency,
      ${sql.raw(orderMeasures)}, 0 as refunds, 0 as refund_units, 0 as refund_minor
    from report_order_facts where day_on = ${dayOn}
    union all select day_on, channel_id, coalesce(country, ''), customer_type, currency,
      ${sql.raw(orderMeasures.replaceAll(/\w+/g, '0'))}, refunds, units, refund_minor
    from report_refund_facts where day_on = ${dayOn}`
}

function ofBuyers(dayOn: string): RawBuilder<unknown> {
  return sql`select day_on, channel_id, coalesce(country, '') as country, customer_type,
      coalesce(buyer_key, '') as buyer, currency, orders, units, gross_minor, net_minor,
      0 as refund_minor
    from report_order_facts where day_on = ${dayOn}
    union all select day_on, channel_id, coalesce(country, ''), customer_type,
      coalesce(buyer_key, ''), currency, 0, 0, 0, 0, refund_minor
    from report_refund_facts where day_on = ${dayOn}`
}

function ofSkus(db: Reader, dayOn: string): RawBuilder<unknown> {
  const each =
    db.dialect === 'sqlite'
      ? sql`json_each(fact.skus) as share`
      : sql`json_array_elements(fact.skus::json) as share(value)`
  const cell = (at: number) =>
    sql.raw(db.dialect === 'sqlite' ? `share.value ->> ${at}` : `(share.value ->> ${at})::bigint`)
  return sql`select day_on, channel_id, sku, customer_type, currency, lines, units, 1 as orders_with,
      gross_minor, line_discount_minor, discount_minor, tax_minor, net_minor,
      coalesce(unit_cost_minor * units, 0) as cost_minor,
      case when unit_cost_minor is null then units else 0 end as uncosted_units,
      case when unit_cost_minor is null then net_minor else 0 end as uncosted_minor,
      0 as refund_units, 0 as refund_minor
    from (select fact.day_on, fact.channel_id, share.value ->> 0 as sku, fact.customer_type,
        fact.currency, ${cell(1)} as lines, ${cell(2)} as units, ${cell(3)} as gross_minor,
        ${cell(4)} as line_discount_minor, ${cell(5)} as discount_minor, ${cell(6)} as tax_minor,
        ${cell(7)} as net_minor, ${cell(8)} as unit_cost_minor
      from report_order_facts as fact cross join ${each}
      where fact.day_on = ${dayOn}) as sold where lines > 0
    union all select fact.day_on, fact.channel_id, share.value ->> 0, fact.customer_type,
      fact.currency, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, ${cell(1)}, ${cell(2)}
    from report_refund_facts as fact cross join ${each} where fact.day_on = ${dayOn}`
}

function ofMonth(days: Rollup, monthOn: string): RawBuilder<unknown> {
  const columns = [...days.keys, ...days.sums].map(toSnake).join(', ')
  return sql`select ${monthOn} as month_on, ${sql.raw(columns)} from ${sql.raw(days.table)}
    where day_on between ${monthOn} and ${monthEnd(monthOn)}`
}

function ofWeek(days: Rollup, weekOn: string): RawBuilder<unknown> {
  const columns = [...days.keys, ...days.sums].map(toSnake).join(', ')
  return sql`select ${weekOn} as week_on, ${sql.raw(columns)} from ${sql.raw(days.table)}
    where day_on between ${weekOn} and ${addDays(weekOn, 6)}`
}

/** Tables that are kept by day, and what their rows of a day should be. */
export const dayTables: readonly {
  rollup: Rollup
  from(db: Reader, dayOn: string): RawBuilder<unknown>
}[] = [
  { rollup: rollups.orders.days, from: (_, dayOn) => ofOrders(dayOn) },
  { rollup: rollups.skus.days, from: ofSkus },
  { rollup: rollups.buyers.days, from: (_, dayOn) => ofBuyers(dayOn) }
]

/** Tables that are kept by month, and what their rows of a month should be. */
export const monthTables: typeof dayTables = [
  { rollup: rollups.orders.months, from: (_, on) => ofMonth(rollups.orders.days, on) },
  { rollup: rollups.skus.months, from: (_, on) => ofMonth(rollups.skus.days, on) },
  { rollup: rollups.skuTotals.months, from: (_, on) => ofMonth(rollups.skus.days, on) },
  { rollup: rollups.buyers.months, from: (_, on) => ofMonth(rollups.buyers.days, on) }
]

/** Tables that are kept by week, and what their rows of a week should be. */
export const weekTables: typeof dayTables = [
  { rollup: rollups.skuTotals.weeks, from: (_, on) => ofWeek(rollups.skus.days, on) }
]

/** All that are kept. */
export const sumTables = [...dayTables, ...weekTables, ...monthTables]

/**
 * Rows whose sums are not what they should be, with what each sum lacks: nothing to write where all is well. One statement.
 *
 * Shape: as `addStatement` takes them. A row that should not be there lacks the negative of what it has.
 */
export async function readDifferences(
  db: Reader,
  { rollup, from }: (typeof dayTables)[number],
  on: string
): Promise<SumCells[]> {
  const { table, keys, sums } = rollup
  const names = [rollup.on, ...keys]
  const columns = sql.raw(names.map(toSnake).join(', '))
  const snake = sums.map(toSnake)
  const should = sql.raw(snake.map((name) => `${name} as ${name}`).join(', '))
  const is = sql.raw(snake.map((name) => `-${name}`).join(', '))
  const lacks = sql.raw(snake.map((name) => `sum(${name}) as ${name}`).join(', '))
  const isWrong = sql.raw(snake.map((name) => `sum(${name}) <> 0`).join(' or '))
  const day = sql.raw(toSnake(rollup.on))
  const { rows } = await sql<Record<string, string | number>>`
    select ${columns}, ${lacks} from (
      select ${columns}, ${should} from (${from(db, on)}) as facts
      union all select ${columns}, ${is} from ${sql.raw(table)} where ${day} = ${on}) as both_ways
    group by ${columns} having ${isWrong} order by ${columns}`.execute(db)
  return rows.map((row) => [
    ...names.map((name) => row[name]!),
    ...sums.map((name) => Number(row[name]))
  ])
}

/** The next business day after one on which anything is kept or should be; null: there is none. */
export async function nextDay(db: Reader, afterOn: string): Promise<string | null> {
  return nextOf(db, afterOn, 'day_on', [
    'report_order_facts',
    'report_refund_facts',
    ...tablesOf(dayTables)
  ])
}

/** The next week after one in which anything is kept or should be, by its Monday. */
export async function nextWeek(db: Reader, afterOn: string): Promise<string | null> {
  const next = await nextOf(db, afterOn, 'week_on', tablesOf(weekTables))
  const last = afterOn === '' ? '' : addDays(afterOn, 6)
  const day = await nextOf(db, last, 'day_on', tablesOf(dayTables))
  return earlier(next, day === null ? null : mondayOf(day))
}

/** The next month after one in which anything is kept or should be, by its first day. */
export async function nextMonth(db: Reader, afterOn: string): Promise<string | null> {
  const next = await nextOf(db, afterOn, 'month_on', tablesOf(monthTables))
  const last = afterOn === '' ? '' : monthEnd(afterOn)
  const day = await nextOf(db, last, 'day_on', tablesOf(dayTables))
  return earlier(next, day === null ? null : addMonths(day, 0))
}

function tablesOf(tables: typeof dayTables): string[] {
  return tables.map(({ rollup }) => rollup.table)
}

function earlier(one: string | null, other: string | null): string | null {
  return [one, other].filter((on) => on !== null).sort()[0] ?? null
}

async function nextOf(
  db: Reader,
  after: string,
  column: string,
  tables: readonly string[]
): Promise<string | null> {
  const on = sql.raw(column)
  const each = tables.map(
    (table) => sql`select min(${on}) as next_on from ${sql.raw(table)} where ${on} > ${after}`
  )
  const { rows } = await sql<{ nextOn: string | null }>`
    select min(next_on) as next_on from (${sql.join(each, sql` union all `)}) as nexts`.execute(db)
  return rows[0]!.nextOn
}
