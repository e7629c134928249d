import type { Reader } from '#core/database/db'
import type { CrmScope } from '../scope.ts'
import { contextOf, type LiveSegments, parseRule } from './live.ts'
import { countFitting } from './repository/members.ts'
import { compileSegment } from './rule/compile.ts'
import type { CompiledSource } from './rule/context.ts'
import type { RuleShape } from './rule/schema.ts'

/** Counts whom a rule fits now, and names some of them, without keeping anything. */
export async function preview(
  db: Reader,
  scope: CrmScope,
  { rule, sample, live, now }: { rule: RuleShape; sample: number; live: LiveSegments; now: string }
): Promise<{ size: number; customerIds: string[] }> {
  const source: CompiledSource = { id: '', rule }
  // It has no handle yet; no handle is empty, so nothing can name it.
  const segments = new Map<string, CompiledSource>([
    ...live.rows.map(
      ({ id, handle, rule: own }) => [handle, { id, rule: parseRule(own) }] as const
    ),
    ['', source]
  ])
  const context = await contextOf(db, scope, { now, segments })
  return countFitting(db, compileSegment(source, context), sample)
}
