/** A day's figure; null: nobody has told it yet. */
export interface DayValue {
  day: string
  value: number | null
}

export interface HotRule {
  /** Falls one after the other that are a problem; 3. */
  fallsMax: number
  /** Days in which it has to be back; 7. */
  recoverDays: number
}

export const hotStates = ['steady', 'falling', 'retire_suggested'] as const
export type HotState = (typeof hotStates)[number]

export interface Verdict {
  state: HotState
  /** What it was before it began to fall: what it has to come back to; null: it is steady. */
  base: number | null
  /** The day of the last fall that made it a problem. */
  fellOn: string | null
  /** Falls one after the other, up to the last day. */
  falls: number
}

/**
 * Judges a product that sells well by its days: when a figure falls so many times one after the other it is falling; when it is
 * not back at its base within some days after that, it should be retired. Back at its base it is steady again, at any time.
 *
 * 100, 90, 80, 70: falling on the third fall, with 100 as its base. Days without a figure are passed over. A day as good as
 * the one before is no fall, and ends a row of them.
 */
export function judge(days: readonly DayValue[], { fallsMax, recoverDays }: HotRule): Verdict {
  let last: number | null = null
  let base: number | null = null
  let falls = 0
  let fellOn: string | null = null
  let state: HotState = 'steady'
  for (const { day, value } of days) {
    if (value === null) continue
    if (state !== 'steady' && base !== null && value >= base) {
      ;[state, base, fellOn, falls, last] = ['steady', null, null, 0, value]
      continue
    }
    if (last !== null && value < last) {
      if (falls === 0 && state === 'steady') base = last
      falls++
    } else {
      falls = 0
      if (state === 'steady') base = null
    }
    if (state === 'steady' && falls >= fallsMax) [state, fellOn] = ['falling', day]
    const isLate = fellOn !== null && daysFrom(fellOn, day) >= recoverDays
    if (state === 'falling' && isLate) state = 'retire_suggested'
    last = value
  }
  return { state, base: state === 'steady' ? null : base, fellOn, falls }
}

function daysFrom(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000)
}
