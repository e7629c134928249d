import { type RawBuilder, sql } from 'kysely'
import type { DialectName } from '#core/database/db'
import type { Shop } from '#core/plugin'
import type { KnownThresholds } from '../../metrics/thresholds.ts'
import { compileLeaf } from './leaves.ts'
import { nodeOf, type RuleShape } from './schema.ts'

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

/**
 * Compiles a segment to a condition on one customer: a row of `customers as customer`, joined as `customersFrom` says. The
 * one way from a rule to members: previews, live membership and the daily job all ask it. It is true or false, never null.
 */
export function compileSegment(source: CompiledSource, context: RuleContext): RawBuilder<boolean> {
  if (source.rule !== null) return compileRule(source.rule, context)
  return sql`exists (select 1 from crm_segment_entries as entry
    where entry.customer_id = customer.id and entry.segment_id = ${source.id})`
}

function compileRule(rule: RuleShape, context: RuleContext): RawBuilder<boolean> {
  const node = nodeOf(rule)
  if (!('joint' in node)) {
    if (node.field !== 'segment') return compileLeaf(node, context)
    // Segments name no circle, so this comes to an end.
    const parts = node.wanted.map((handle) =>
      compileSegment(context.segments.get(handle)!, context)
    )
    return sql`(${sql.join(parts, sql` or `)})`
  }
  const parts = node.inside.map((inner) => compileRule(inner, context))
  const joined = sql<boolean>`(${sql.join(parts, node.joint === 'all' ? sql` and ` : sql` or `)})`
  return node.joint === 'none' ? sql`(not ${joined})` : joined
}

/**
 * Customers with the sums of their totals: one row a customer. `among` narrows both, so that a few customers cost a few
 * rows.
 */
export function customersFrom(
  among?: (column: string) => RawBuilder<boolean>
): RawBuilder<unknown> {
  const narrowed = among ? sql`where ${among('customer_id')}` : sql``
  return sql`customers as customer left join (
    select customer_id, sum(orders) as orders, min(first_order_at) as first_order_at,
      max(last_order_at) as last_order_at
    from customer_totals ${narrowed} group by customer_id) as total
    on total.customer_id = customer.id`
}
