import { addDays } from '../../query/calendar.ts'
import { median } from '../anomalies/limits.ts'

/** Figures of days in a row; null: not known. */
export interface History {
  fromOn: string
  values: readonly (number | null)[]
}

export interface ForecastDay {
  dayOn: string
  value: number
  /** Four of five days are expected between these. */
  lower: number
  upper: number
}

export interface Forecast {
  /** How much a day adds, without the weekdays. */
  slopePerDay: number
  /** `steady`: a week changes it by less than its days differ anyway. */
  outlook: 'rising' | 'falling' | 'steady'
  /** Weekday, Monday first → its share of a mean day; 1 is usual. */
  weekdays: number[]
  days: ForecastDay[]
}

/** Of a normal distribution: four of five values lie within. */
const withinEighty = 1.2816
/** Days without which neither weekdays nor a trend can be told. */
export const historyMinDays = 21

/**
 * Carries figures on: a trend (the median of all slopes, Theil and Sen), times what is usual of each weekday, with limits
 * that widen with the distance. Robust: a single odd day moves neither. Null with fewer than three weeks.
 *
 * Source: Sen, P. K. (1968), Estimates of the regression coefficient based on Kendall's tau, JASA 63, 1379–1389.
 */
export function forecastDays({ fromOn, values }: History, horizonDays: number): Forecast | null {
  const known = values.flatMap((value, at) => (value === null ? [] : [{ at, value }]))
  if (known.length < historyMinDays) return null
  const weekdays = weekdayShares(fromOn, known)
  const shareAt = (at: number) => weekdays[weekdayOf(addDays(fromOn, at))]!
  const level = known.flatMap(({ at, value }) =>
    shareAt(at) === 0 ? [] : [{ at, value: value / shareAt(at) }]
  )
  if (level.length < historyMinDays / 2) return null
  const slope = median(slopesOf(level))
  const start = median(level.map(({ at, value }) => value - slope * at))
  const errors = level.map(({ at, value }) => Math.abs(value - (start + slope * at)))
  const sigma = median(errors) * 1.4826
  const isMoving = Math.abs(slope) * 7 > sigma
  return {
    slopePerDay: slope,
    outlook: !isMoving ? 'steady' : slope > 0 ? 'rising' : 'falling',
    weekdays,
    days: Array.from({ length: horizonDays }, (_, index) => {
      const at = values.length + index
      const share = shareAt(at)
      const value = Math.max(0, start + slope * at) * share
      const width = withinEighty * sigma * share * Math.sqrt(1 + (index + 1) / known.length)
      return {
        dayOn: addDays(fromOn, at),
        value: Math.round(value),
        lower: Math.max(0, Math.round(value - width)),
        upper: Math.round(value + width)
      }
    })
  }
}

interface Point {
  at: number
  value: number
}

function slopesOf(points: readonly Point[]): number[] {
  const slopes: number[] = []
  for (let a = 0; a < points.length; a++) {
    for (let b = a + 1; b < points.length; b++) {
      slopes.push((points[b]!.value - points[a]!.value) / (points[b]!.at - points[a]!.at))
    }
  }
  return slopes
}

/** What each weekday is of the week around it, by the median. */
function weekdayShares(fromOn: string, points: readonly Point[]): number[] {
  const byDay = new Map(points.map(({ at, value }) => [at, value]))
  const shares: number[][] = Array.from({ length: 7 }, () => [])
  for (const { at, value } of points) {
    const week = Array.from({ length: 7 }, (_, index) => byDay.get(at - 3 + index))
    if (week.some((one) => one === undefined)) continue
    const mean = week.reduce<number>((sum, one) => sum + one!, 0) / 7
    if (mean > 0) shares[weekdayOf(addDays(fromOn, at))]!.push(value / mean)
  }
  const raw = shares.map((of) => (of.length === 0 ? 1 : median(of)))
  const mean = raw.reduce((sum, share) => sum + share, 0) / 7
  return raw.map((share) => (mean === 0 ? 1 : share / mean))
}

/** 0 is Monday. */
function weekdayOf(day: string): number {
  return (new Date(`${day}T00:00:00.000Z`).getUTCDay() + 6) % 7
}
