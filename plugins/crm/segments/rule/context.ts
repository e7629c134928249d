import { type RawBuilder, sql } from 'kysely'
import type { DialectName } from '#core/database/db'
import type { Shop } from '#core/plugin'
import type { KnownThresholds } from '../../metrics/thresholds.ts'
import type { RuleShape } from './schema.ts'

/** What rules are read by. */
export interface RuleContext {
  dialect: DialectName
  shop: Readonly<Shop>
  /** The business day it is. */
  today: string
  /** Where the quintiles of RFM lie, by currency. */
  thresholds: ReadonlyMap<string, KnownThresholds>
  /** Segments by handle, for those that name others. */
  segments: ReadonlyMap<string, CompiledSource>
}

/** A segment as it is compiled: who was put on its list when it has no rule. */
export interface CompiledSource {
  id: string
  rule: RuleShape | null
}

/** What is summed over the currencies of a customer's totals. */
const sums = {
  orders: 'sum(orders)',
  firstOrderAt: 'min(first_order_at)',
  lastOrderAt: 'max(last_order_at)'
} as const

/**
 * A sum over a customer's totals; null: it has none. SQLite looks each customer's up, in two thirds of the time that it takes
 * to join them; Postgres joins all of them at once.
 */
export function totalOf(
  column: keyof typeof sums,
  { dialect }: Pick<RuleContext, 'dialect'>
): RawBuilder<unknown> {
  if (dialect === 'postgres') return sql.ref(`total.${column}`)
  return sql`(select ${sql.raw(sums[column])} from customer_totals as own
    where own.customer_id = customer.id)`
}

/** Customers as conditions ask for them: one row a customer. `among` narrows their totals as well. */
export function customersFrom(
  { dialect }: { dialect: DialectName },
  among?: (column: string) => RawBuilder<boolean>
): RawBuilder<unknown> {
  if (dialect === 'sqlite') return sql`customers as customer`
  const narrowed = among ? sql`where ${among('customer_id')}` : sql``
  return sql`customers as customer left join (
    select customer_id, ${sql.raw(sums.orders)} as orders,
      ${sql.raw(sums.firstOrderAt)} as first_order_at,
      ${sql.raw(sums.lastOrderAt)} as last_order_at
    from customer_totals ${narrowed} group by customer_id) as total
    on total.customer_id = customer.id`
}
