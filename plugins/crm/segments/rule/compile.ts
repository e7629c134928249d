import { type RawBuilder, sql } from 'kysely'
import type { CompiledSource, RuleContext } from './context.ts'
import { compileLeaf } from './leaves.ts'
import { nodeOf, type RuleShape } from './schema.ts'

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
