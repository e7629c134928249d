import { GoalInvalid } from './errors.ts'
import { targetsOf } from './split.ts'
import type { ReportGoalRow } from './tables.ts'

/**
 * Gives a goal of a tree another target. What is divided stays divided as it was: parts of it follow by their own targets,
 * and of a part the rest of its whole is spread over its siblings. Returns every goal that changes.
 *
 * Errors: GOAL_INVALID when the siblings would be left with less than nothing.
 */
export function retarget(
  tree: readonly ReportGoalRow[],
  goal: ReportGoalRow,
  targetUnits: number,
  isAdditive: boolean
): ReportGoalRow[] {
  const changed: ReportGoalRow[] = []
  const partsOf = (id: string) => tree.filter(({ parentId }) => parentId === id)
  const give = (row: ReportGoalRow, units: number): void => {
    if (row.targetUnits === units) return
    changed.push({ ...row, targetUnits: units })
    const parts = partsOf(row.id)
    if (parts.length === 0) return
    const weights = parts.map((part) => Math.max(0, part.targetUnits))
    const targets = targetsOf(units, weights, isAdditive)
    for (const [index, part] of parts.entries()) give(part, targets[index]!)
  }
  const parent = tree.find(({ id }) => id === goal.parentId)
  if (parent && isAdditive && targetUnits !== goal.targetUnits) {
    const siblings = partsOf(parent.id).filter(({ id }) => id !== goal.id)
    const rest = parent.targetUnits - targetUnits
    if (rest < 0 || (siblings.length === 0 && rest !== 0)) {
      const fix = `its whole, ${parent.id}, is ${parent.targetUnits}: change that one first`
      throw new GoalInvalid({ field: 'target', fix })
    }
    const weights = siblings.map((part) => Math.max(0, part.targetUnits))
    const targets = siblings.length === 0 ? [] : targetsOf(rest, weights, true)
    for (const [index, sibling] of siblings.entries()) give(sibling, targets[index]!)
  }
  give(goal, targetUnits)
  return changed
}
