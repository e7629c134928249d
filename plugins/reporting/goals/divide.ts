import type { Reader } from '#core/database/db'
import { NotFound } from '#core/http/errors'
import type { Tx } from '#core/transaction'
import type { Dimension } from '../cubes/cube.ts'
import { isTime, type TimeDimension, weekLabel } from '../query/calendar.ts'
import { runQuery } from '../query/run.ts'
import type { DaySpan, ReportFilter } from '../query/types.ts'
import type { ReportingScope } from '../scope.ts'
import { GoalInvalid } from './errors.ts'
import { clearParts, type Division, divideGoals, type GoalRef } from './keep.ts'
import { findGoal } from './repository.ts'
import { timeParts, yearBefore } from './split.ts'
import type { ReportGoalRow } from './tables.ts'

/** Parts that a goal may be divided into in all. */
const partsMax = 2000

/** How a goal is to be divided: into what, level by level, and by what weights. */
export interface DivisionInput {
  into: readonly Dimension[]
  /** `lastYear`: as the metric was then; `weights`: as is said, for one level. */
  by: 'evenly' | 'lastYear' | 'weights'
  weights?: readonly { key: string; weight: number; owner?: string | null | undefined }[]
}

/** What one level of parts weighs: read before the transaction, since last year may be long. */
export interface LevelWeights {
  into: Dimension
  /** By key; of time by the key of the span it is beside. Undefined: evenly. */
  weights: Map<string, number> | undefined
  keys: readonly { key: string; label: string; weight: number; owner?: string | null }[]
}

/** Reads what the parts of a goal weigh. Errors: NOT_FOUND, GOAL_INVALID; those of a question for its metric. */
export async function weighDivision(
  db: Reader,
  scope: ReportingScope,
  id: string,
  input: DivisionInput
): Promise<LevelWeights[]> {
  const goal = await findGoal(db, id)
  if (!goal) throw new NotFound({ what: 'goal', id })
  assertSound(input)
  const levels: LevelWeights[] = []
  for (const into of input.into) {
    if (input.by === 'weights') levels.push(givenWeights(into, input.weights ?? []))
    else levels.push(await readWeights(db, scope, goal, into, input.by === 'lastYear'))
  }
  return levels
}

function assertSound({ into, by, weights = [] }: DivisionInput): void {
  if (by !== 'weights') return
  if (into.length !== 1) {
    throw new GoalInvalid({ field: 'into', fix: 'weights are of one level: name one' })
  }
  if (weights.length === 0) {
    throw new GoalInvalid({ field: 'weights', fix: 'say the key and the weight of each part' })
  }
  const keys = new Set(weights.map(({ key }) => key))
  if (keys.size < weights.length) {
    throw new GoalInvalid({ field: 'weights', fix: 'each key once' })
  }
}

function givenWeights(into: Dimension, given: NonNullable<DivisionInput['weights']>): LevelWeights {
  const keys = given.map(({ key, weight, owner }) => ({
    key,
    label: key,
    weight,
    owner: owner ?? null
  }))
  return { into, keys, weights: new Map(keys.map(({ key, weight }) => [key, weight])) }
}

async function readWeights(
  db: Reader,
  scope: ReportingScope,
  goal: ReportGoalRow,
  into: Dimension,
  isLastYear: boolean
): Promise<LevelWeights> {
  if (isTime(into) && !isLastYear) return { into, weights: undefined, keys: [] }
  const span = { from: goal.fromOn, to: goal.toOn }
  const earlier = isTime(into) ? yearBefore(into, span) : yearBefore('year', span)
  const { rows } = await runQuery(db, scope, {
    ...{ metrics: [goal.metric], dimensions: [into], period: earlier, limit: 10_000 },
    filters: JSON.parse(goal.filters) as ReportFilter[],
    ...(goal.currency !== null && { currency: goal.currency })
  })
  const found = rows
    .map(({ keys, labels, values }) => ({
      ...{ key: keys[into]!, label: labels[into]! },
      weight: Math.max(0, values[goal.metric]!.value ?? 0)
    }))
    .filter(({ key, weight }) => isTime(into) || (key !== '' && weight > 0))
  if (!isTime(into)) {
    if (found.length > 0) {
      return {
        into,
        keys: found.map((one) => ({ ...one, weight: isLastYear ? one.weight : 1 })),
        weights: undefined
      }
    }
    const fix = `there was nothing by ${into} a year before; say the keys and their weights`
    throw new GoalInvalid({ field: 'by', fix })
  }
  const then = timeParts(into, earlier)
  const now = timeParts(into, span)
  const weights = new Map(found.map(({ key, weight }) => [key, weight]))
  // The first span beside the first, and so on.
  return {
    ...{ into, keys: [] },
    weights: new Map(now.map(({ key }, index) => [key, weights.get(then[index]?.key ?? '') ?? 0]))
  }
}

/** Divides a goal level by level, in the place of the parts it had. Errors: NOT_FOUND, VERSION_OUTDATED, GOAL_INVALID. */
export async function divideGoal(
  tx: Tx,
  scope: ReportingScope,
  ref: GoalRef,
  levels: readonly LevelWeights[]
): Promise<number> {
  const goal = await clearParts(tx, ref)
  let leaves: ReportGoalRow[] = [goal]
  let count = 0
  for (const level of levels) {
    const divisions = leaves.map((leaf) => ({ goal: leaf, division: divisionOf(level, leaf) }))
    count += divisions.reduce((sum, { division }) => sum + division.parts.length, 0)
    if (count > partsMax) {
      const fix = `more than ${partsMax} parts; divide fewer levels at once`
      throw new GoalInvalid({ field: 'into', fix })
    }
    leaves = await divideGoals(tx, scope, divisions)
  }
  const after = { into: levels.map(({ into }) => into), parts: count }
  tx.audit([{ action: 'goal.divide', subjectType: 'goal', subjectId: goal.id, after }])
  return count
}

function divisionOf({ into, weights, keys }: LevelWeights, leaf: ReportGoalRow): Division {
  const span: DaySpan = { from: leaf.fromOn, to: leaf.toOn }
  if (!isTime(into)) {
    const parts = keys.map(({ label, ...part }) => ({ ...part, span, title: label }))
    return { by: into, dimension: into, parts }
  }
  const own = timeParts(into, span)
  const unknown = weights && [...weights.keys()].find((key) => !isKey(into, key))
  if (unknown !== undefined) {
    throw new GoalInvalid({ field: 'weights', fix: `${JSON.stringify(unknown)} is no ${into}` })
  }
  const owners = new Map(keys.map(({ key, owner }) => [key, owner]))
  const parts = own.map((part) => ({
    ...part,
    title: into === 'week' ? weekLabel(part.key) : part.key,
    owner: owners.get(part.key) ?? null,
    weight: weights ? (weights.get(part.key) ?? 0) : part.weight
  }))
  return { by: into, dimension: null, parts }
}

const patterns: Record<TimeDimension, RegExp> = {
  day: /^\d{4}-\d{2}-\d{2}$/,
  week: /^\d{4}-\d{2}-\d{2}$/,
  month: /^\d{4}-\d{2}$/,
  quarter: /^\d{4}-Q[1-4]$/,
  year: /^\d{4}$/
}

function isKey(into: TimeDimension, key: string): boolean {
  return patterns[into].test(key)
}
