import { NotFound, VersionOutdated } from '#core/http/errors'
import { newId } from '#core/ids'
import type { Tx } from '#core/transaction'
import type { Dimension } from '../cubes/cube.ts'
import type { Metric } from '../metrics/metric.ts'
import { isOffered, nearestNames } from '../query/catalog.ts'
import { MetricUnknown } from '../query/errors.ts'
import { resolvePeriod } from '../query/period.ts'
import { planQuery } from '../query/plan.ts'
import type { DaySpan, ReportFilter } from '../query/types.ts'
import type { ReportingScope } from '../scope.ts'
import { GoalInvalid, GoalIsPart } from './errors.ts'
import { deleteGoals, findGoal, insertGoals, lockTree, saveGoals } from './repository.ts'
import { retarget } from './retarget.ts'
import { type Part, targetsOf } from './split.ts'
import type { ReportGoalRow } from './tables.ts'
import { toUnits } from './target.ts'

export interface GoalInput {
  title: string
  metric: string
  period: DaySpan
  target: number
  currency?: string | undefined
  filters?: readonly ReportFilter[] | undefined
  owner?: string | null | undefined
}

/** The metric of a goal. Errors: REPORT_METRIC_UNKNOWN. */
export function metricOf(scope: Pick<ReportingScope, 'cubes' | 'metrics'>, name: string): Metric {
  const offered = scope.metrics.filter((metric) => isOffered(scope, metric))
  const metric = offered.find((one) => one.name === name)
  if (metric) return metric
  const names = offered.map((one) => one.name)
  throw new MetricUnknown({ field: 'metric', metric: name, didYouMean: nearestNames(name, names) })
}

/** Sets a goal. Errors: GOAL_INVALID; those of a question for its metric, by its filters. */
export async function createGoal(
  tx: Tx,
  scope: ReportingScope,
  input: GoalInput
): Promise<ReportGoalRow> {
  const { from, to } = resolvePeriod(input.period, input.period.to)
  const metric = metricOf(scope, input.metric)
  const filters = input.filters ?? []
  const { currency = null } = input
  const query = { metrics: [metric.name], filters, period: { from, to } }
  const plan = planQuery(
    scope,
    { ...query, ...(currency && { currency }) },
    scope.ctx.shop.currency
  )
  const id = newId('gol')
  const row: ReportGoalRow = {
    ...{ id, rootId: id, parentId: null, level: 0, position: 0, title: input.title },
    ...{ metric: metric.name, currency: plan.currency, fromOn: from, toOn: to, splitBy: null },
    ...{ filters: JSON.stringify(filters), owner: input.owner ?? null },
    ...{ targetUnits: checkedUnits(metric, input.target), version: 1 },
    ...{ createdBy: tx.origin.actor, createdAt: tx.now, updatedAt: tx.now }
  }
  await insertGoals(tx, [row])
  audit(tx, 'create', id, { metric: row.metric, from, to, target: input.target })
  return row
}

function checkedUnits(metric: Metric, target: number): number {
  const units = toUnits(metric, target)
  if (Number.isSafeInteger(units) && units >= 0) return units
  throw new GoalInvalid({ field: 'target', fix: 'a number of zero or more that can be counted' })
}

/** What a goal's change is held against. */
export interface GoalRef {
  id: string
  version?: number | undefined
}

/** A goal with its whole tree, locked. Errors: NOT_FOUND, VERSION_OUTDATED. */
async function openGoal(
  tx: Tx,
  { id, version }: GoalRef
): Promise<{ goal: ReportGoalRow; tree: ReportGoalRow[] }> {
  const found = await findGoal(tx, id)
  const tree = found ? await lockTree(tx, found.rootId) : []
  const goal = tree.find((row) => row.id === id)
  if (!goal) throw new NotFound({ what: 'goal', id })
  if (version !== undefined && version !== goal.version) {
    throw new VersionOutdated({ expected: version, current: goal.version })
  }
  return { goal, tree }
}

/** Changes a goal; its parts, or those beside it, follow. Errors: NOT_FOUND, VERSION_OUTDATED, GOAL_INVALID. */
export async function changeGoal(
  tx: Tx,
  scope: ReportingScope,
  ref: GoalRef,
  change: { title?: string; owner?: string | null; target?: number }
): Promise<void> {
  const { goal, tree } = await openGoal(tx, ref)
  const metric = metricOf(scope, goal.metric)
  const { target, ...plain } = change
  const named = { ...goal, ...plain }
  const units = target === undefined ? goal.targetUnits : checkedUnits(metric, target)
  const rows = retarget(tree, named, units, metric.isAdditive === true)
  const isThere = rows.some(({ id }) => id === goal.id)
  await saveGoals(tx, isThere ? rows : [...rows, named])
  audit(tx, 'change', goal.id, change)
}

/** How a goal is divided, once the weights of its parts are known. */
export interface Division {
  by: string
  /** Of a dimension: each part is only what has this key. */
  dimension: Dimension | null
  parts: readonly (Part & { title: string; owner?: string | null })[]
}

/** Divides goals into parts, in the place of those they had. Returns the parts. */
export async function divideGoals(
  tx: Tx,
  scope: ReportingScope,
  divisions: readonly { goal: ReportGoalRow; division: Division }[]
): Promise<ReportGoalRow[]> {
  const rows: ReportGoalRow[] = []
  for (const { goal, division } of divisions) {
    const metric = metricOf(scope, goal.metric)
    const weights = division.parts.map(({ weight }) => weight)
    const targets = targetsOf(goal.targetUnits, weights, metric.isAdditive === true)
    for (const [position, part] of division.parts.entries()) {
      const own = division.dimension ? [{ dimension: division.dimension, in: [part.key] }] : []
      const filters = [...(JSON.parse(goal.filters) as ReportFilter[]), ...own]
      rows.push({
        ...{ id: newId('gol'), rootId: goal.rootId, parentId: goal.id, level: goal.level + 1 },
        ...{ position, title: part.title, metric: goal.metric, currency: goal.currency },
        ...{ fromOn: part.span.from, toOn: part.span.to, splitBy: division.by },
        ...{ filters: JSON.stringify(filters), owner: part.owner ?? goal.owner },
        ...{ targetUnits: targets[position]!, version: 1, createdBy: tx.origin.actor },
        ...{ createdAt: tx.now, updatedAt: tx.now }
      })
    }
  }
  await insertGoals(tx, rows)
  return rows
}

/** Takes the parts of a goal away, and theirs. Returns the goal. Errors: NOT_FOUND, VERSION_OUTDATED. */
export async function clearParts(tx: Tx, ref: GoalRef): Promise<ReportGoalRow> {
  const { goal, tree } = await openGoal(tx, ref)
  await deleteGoals(tx, below(tree, goal.id))
  return goal
}

/** Deletes a goal that is part of none, with all its parts. Errors: NOT_FOUND, VERSION_OUTDATED, GOAL_IS_PART. */
export async function deleteGoal(tx: Tx, ref: GoalRef): Promise<void> {
  const { goal, tree } = await openGoal(tx, ref)
  if (goal.parentId !== null) throw new GoalIsPart({ id: goal.id, parentId: goal.parentId })
  await deleteGoals(
    tx,
    tree.map(({ id }) => id)
  )
  audit(tx, 'delete', goal.id, null)
}

/** Ids of all goals below one. */
export function below(tree: readonly ReportGoalRow[], id: string): string[] {
  const found = new Set([id])
  // A parent stands before its parts.
  for (const row of tree) if (row.parentId !== null && found.has(row.parentId)) found.add(row.id)
  found.delete(id)
  return [...found]
}

function audit(tx: Tx, act: string, subjectId: string, after: unknown): void {
  tx.audit([
    { action: `goal.${act}`, subjectType: 'goal', subjectId, ...(after !== null && { after }) }
  ])
}
