import type { Brought } from '../entry/candidates.ts'
import type { AutomationRunRow, RunState } from '../tables.ts'

/** A run while it moves on. */
export interface Moving extends Omit<AutomationRunRow, 'brought'> {
  /** What the trigger and each step have brought. */
  brought: Record<string, Brought>
}

export function movingOf(row: AutomationRunRow): Moving {
  return { ...row, brought: JSON.parse(row.brought) as Moving['brought'] }
}

export function rowOf(run: Moving): AutomationRunRow {
  return { ...run, brought: JSON.stringify(run.brought) }
}

/** Ends a run. */
export function end(
  run: Moving,
  now: string,
  { state, reason }: { state: RunState; reason: string | null }
): void {
  Object.assign(run, { state, reason, step: null, dueAt: null, finishedAt: now })
}

/** Lets a run go on with a step; null: it has come to its end. */
export function goOn(
  run: Moving,
  step: string | null,
  { now, dueAt = now }: { now: string; dueAt?: string }
) {
  if (step === null) end(run, now, { state: 'finished', reason: null })
  else Object.assign(run, { step, dueAt, attempts: 0, reason: null })
}
