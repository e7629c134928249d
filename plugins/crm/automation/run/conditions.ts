import type { Reader } from '#core/database/db'
import type { CrmScope } from '../../scope.ts'
import { contextOf, parseRule } from '../../segments/live.ts'
import { fitting } from '../../segments/repository/members.ts'
import { allSegments } from '../../segments/repository/segments.ts'
import { segmentsIn } from '../../segments/rule/check.ts'
import { compileSegment } from '../../segments/rule/compile.ts'
import type { CompiledSource, RuleContext } from '../../segments/rule/context.ts'
import type { DefinitionShape } from '../definition/schema.ts'
import { AutomationReferenceGone } from '../errors.ts'

/** Names what is asked as no handle of a segment can be called. */
const keyOf = (name: string) => `condition ${name}`

/** What conditions of a definition are read by: two queries. Errors: AUTOMATION_REFERENCE_GONE. */
export async function conditionContext(
  db: Reader,
  scope: CrmScope,
  { conditions = {} }: Pick<DefinitionShape, 'conditions'>,
  now: string
): Promise<RuleContext> {
  const rows = await allSegments(db)
  const segments = new Map<string, CompiledSource>(
    rows.map(({ id, handle, rule }) => [handle, { id, rule: parseRule(rule) }])
  )
  for (const [name, rule] of Object.entries(conditions)) {
    const gone = segmentsIn(rule).find(({ handle }) => !segments.has(handle))
    if (gone) throw new AutomationReferenceGone({ condition: name, segment: gone.handle })
    segments.set(keyOf(name), { id: '', rule })
  }
  return contextOf(db, scope, { now, segments })
}

/** A condition of a definition, on one customer. */
export function compiledCondition(name: string, context: RuleContext) {
  return compileSegment(context.segments.get(keyOf(name))!, context)
}

/**
 * Which of these customers meet conditions of a definition, by condition. Three queries, whatever their number; none
 * without conditions. Errors: AUTOMATION_REFERENCE_GONE.
 */
export async function whoMeets(
  db: Reader,
  scope: CrmScope,
  {
    definition,
    names,
    customerIds,
    now
  }: {
    definition: Pick<DefinitionShape, 'conditions'>
    names: readonly (string | undefined)[]
    customerIds: readonly string[]
    now: string
  }
): Promise<Map<string, Set<string>>> {
  const asked = [...new Set(names.filter((name) => name !== undefined))]
  const met = new Map(asked.map((name) => [name, new Set<string>()]))
  if (asked.length === 0 || customerIds.length === 0) return met
  const context = await conditionContext(db, scope, definition, now)
  const conditions = asked.map((name) => ({ id: name, fits: compiledCondition(name, context) }))
  for (const { segmentId, customerId } of await fitting(db, conditions, customerIds)) {
    met.get(segmentId)!.add(customerId)
  }
  return met
}
