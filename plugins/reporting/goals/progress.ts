import type { Reader } from '#core/database/db'
import type { Shop } from '#core/plugin'
import { type Instant, instantMs } from '#core/time'
import { dayStart } from '#core/zone'
import type { Dimension } from '../cubes/cube.ts'
import type { Metric } from '../metrics/metric.ts'
import { addDays, businessDay, daysBetween, isTime, timeKey } from '../query/calendar.ts'
import { runQuery } from '../query/run.ts'
import type { ReportFilter } from '../query/types.ts'
import type { ReportingScope } from '../scope.ts'
import { metricOf } from './keep.ts'
import { treeOf } from './repository.ts'
import type { ReportGoalRow } from './tables.ts'
import { fromUnits, isWhole } from './target.ts'

export const goalStates = ['not_begun', 'on_track', 'behind', 'reached', 'missed'] as const

/** How far a goal has come. Units: those of the metric; money in minor units. */
export interface GoalProgress {
  actual: number | null
  /** What should be there by now, by its parts over time; evenly where it is not divided by time. */
  expected: number
  /** actual / target; null: there is no figure, or no target. */
  attained: number | null
  /** What it comes to if the rest goes as it went so far; null: too early to tell. */
  forecast: number | null
  state: (typeof goalStates)[number]
}

export type GoalWithProgress = ReportGoalRow & { progress: GoalProgress }

/** When a goal is looked at. */
interface Look {
  today: string
  /** Part of today that is over, 0 to 1. */
  part: number
}

/**
 * A goal and its parts, with how far each has come, today until now included. Two questions to the figures, whatever the
 * number of parts. Errors: those of a question for its metric.
 */
export async function goalProgress(
  db: Reader,
  scope: ReportingScope,
  goal: ReportGoalRow
): Promise<{ goal: GoalWithProgress; parts: GoalWithProgress[] }> {
  const metric = metricOf(scope, goal.metric)
  const tree = await treeOf(db, goal.rootId)
  const parts = tree.filter(({ parentId }) => parentId === goal.id)
  const look = lookAt(scope.ctx.shop, scope.ctx.clock.now())
  const [whole, byKey] = await actualsOf(
    db,
    scope,
    goal,
    parts[0]?.splitBy as Dimension | undefined
  )
  const told = (row: ReportGoalRow, actual: number | null): GoalWithProgress => ({
    ...row,
    progress: progressOf({ row, metric, tree, look }, actual)
  })
  return {
    goal: told(goal, whole),
    parts: parts.map((part) => told(part, byKey.get(keyOfPart(part)) ?? emptyOf(metric)))
  }
}

function emptyOf(metric: Metric): number | null {
  return metric.isAdditive ? 0 : null
}

/** Figures of a goal, and of what it was divided by. */
async function actualsOf(
  db: Reader,
  scope: ReportingScope,
  goal: ReportGoalRow,
  by: Dimension | undefined
): Promise<[number | null, Map<string, number | null>]> {
  const answer = await runQuery(db, scope, {
    ...{ metrics: [goal.metric], dimensions: by ? [by] : [], limit: 10_000 },
    period: { from: goal.fromOn, to: goal.toOn },
    filters: JSON.parse(goal.filters) as ReportFilter[],
    ...(goal.currency !== null && { currency: goal.currency })
  })
  const byKey = new Map(
    answer.rows.map(({ keys, values }) => [keys[by ?? ''] ?? '', values[goal.metric]!.value])
  )
  return [answer.totals[goal.metric]!.value, byKey]
}

/** What its figures are found under, among those of its whole. */
function keyOfPart({ splitBy, fromOn, filters }: ReportGoalRow): string {
  const by = splitBy as Dimension
  if (isTime(by)) return timeKey(by, fromOn)
  return (JSON.parse(filters) as ReportFilter[]).at(-1)?.in[0] ?? ''
}

interface Judged {
  row: ReportGoalRow
  metric: Metric
  tree: readonly ReportGoalRow[]
  look: Look
}

function progressOf(judged: Judged, actual: number | null): GoalProgress {
  const { row, metric, look } = judged
  const target = fromUnits(metric, row.targetUnits)
  const rounded = (value: number) => (isWhole(metric) ? Math.round(value) : value)
  const expected = rounded(fromUnits(metric, expectedUnits(judged)))
  const isOver = look.today > row.toOn
  const attained = actual === null || target === 0 ? null : actual / target
  return {
    ...{ actual, expected, attained, state: stateOf(judged, actual, target, expected) },
    forecast: isOver || !metric.isAdditive ? actual : paced(actual, target, expected, rounded)
  }
}

function paced(
  actual: number | null,
  target: number,
  expected: number,
  rounded: (value: number) => number
): number | null {
  return actual === null || expected <= 0 ? null : rounded((actual * target) / expected)
}

function stateOf(
  { row, metric, look }: Judged,
  actual: number | null,
  target: number,
  expected: number
): GoalProgress['state'] {
  const isLess = metric.isMoreBetter === false
  const has = (wanted: number) => actual !== null && (isLess ? actual <= wanted : actual >= wanted)
  if (look.today < row.fromOn) return 'not_begun'
  if (look.today > row.toOn) return has(target) ? 'reached' : 'missed'
  if (!isLess && metric.isAdditive && has(target)) return 'reached'
  return has(expected) ? 'on_track' : 'behind'
}

/** What of a target should be there by now: what its parts over time say, or as much as of its days is over. */
function expectedUnits({ row, metric, tree, look }: Judged): number {
  const passed = passedPart(row, look)
  if (!metric.isAdditive) return passed > 0 ? row.targetUnits : 0
  const parts = tree.filter(({ parentId }) => parentId === row.id)
  if (parts.length === 0) return row.targetUnits * passed
  return parts.reduce((sum, part) => sum + expectedUnits({ row: part, metric, tree, look }), 0)
}

/** Part of a goal's days that is over, 0 to 1. */
function passedPart({ fromOn, toOn }: ReportGoalRow, { today, part }: Look): number {
  if (today < fromOn) return 0
  if (today > toOn) return 1
  return (daysBetween(fromOn, today) + part) / (daysBetween(fromOn, toOn) + 1)
}

function lookAt(shop: Readonly<Shop>, now: Instant): Look {
  const today = businessDay(shop, now)
  const startMs = instantMs(dayStart(today, shop.zone, shop.dayStartsAtHour))
  const endMs = instantMs(dayStart(addDays(today, 1), shop.zone, shop.dayStartsAtHour))
  return { today, part: (instantMs(now) - startMs) / (endMs - startMs) }
}
