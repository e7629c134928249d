import { allocate } from '#core/money'
import { addDays, daysIn, type TimeDimension, timeKeys } from '../query/calendar.ts'
import { lengthOf } from '../query/period.ts'
import type { DaySpan } from '../query/types.ts'

/** A part of a goal before it has a target. */
export interface Part {
  key: string
  span: DaySpan
  /** Zero or more; parts of a goal that adds up are as large as these. */
  weight: number
}

/** The spans of time that a goal is divided into, each as heavy as it has days. */
export function timeParts(by: TimeDimension, span: DaySpan): Part[] {
  return timeKeys(by, span).map((key) => {
    const own = daysIn(by, key, span)
    return { key, span: own, weight: lengthOf(own) }
  })
}

/**
 * Targets of parts: of a metric that adds up they are as the weights, by largest remainder, and sum to the whole; of any
 * other each is the whole's.
 */
export function targetsOf(
  units: number,
  weights: readonly number[],
  isAdditive: boolean
): number[] {
  return isAdditive ? allocate(units, toWhole(weights)) : weights.map(() => units)
}

/** Weights as whole numbers, none below zero. */
function toWhole(weights: readonly number[]): number[] {
  const largest = Math.max(1, ...weights)
  // As fine as whole numbers that multiply exactly allow.
  const scale = weights.every(Number.isSafeInteger) ? 1 : 1_000_000 / largest
  return weights.map((weight) => Math.max(0, Math.round(weight * scale)))
}

/**
 * The span of days that last year's shape is read of. Days and weeks follow weekdays, 52 weeks before; months, quarters and
 * years follow the calendar.
 */
export function yearBefore(by: TimeDimension, { from, to }: DaySpan): DaySpan {
  if (by === 'day' || by === 'week') return { from: addDays(from, -364), to: addDays(to, -364) }
  const earlier = (day: string) => {
    const text = `${String(Number(day.slice(0, 4)) - 1).padStart(4, '0')}${day.slice(4)}`
    return text.endsWith('-02-29') ? `${text.slice(0, 8)}28` : text
  }
  return { from: earlier(from), to: earlier(to) }
}
