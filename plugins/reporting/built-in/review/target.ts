import type { DaySpan } from '../../query/types.ts'
import type { Asker } from './ask.ts'

/** What net sales were to be in the days of a review. */
export interface Target {
  value: number
  /** Part of it that was reached; null: it was nothing. */
  share: number | null
}

export async function targetOf(_asker: Asker, _span: DaySpan): Promise<Target | null> {
  return null
}
