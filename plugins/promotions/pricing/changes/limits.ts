import type { LimitReason } from '../tables.ts'

/** What a change of a list price is held against. */
export interface ChangeLimits {
  /** How far it may go without approval, in basis points of the old price, either way. */
  changeMaxBps: number
}

/** How far a change goes, and which limits it is over. */
export interface ChangeAssessment {
  /** Rounded half-up; null without an old price to compare with. */
  changeBps: number | null
  overLimit: LimitReason[]
}

/**
 * Holds a change against the limits. A first price and the end of one are over no limit of change; a price that was
 * zero is over it with any other.
 */
export function assessChange(
  { oldMinor, newMinor }: { oldMinor: number | null; newMinor: number | null },
  floorMinor: number | null,
  { changeMaxBps }: ChangeLimits
): ChangeAssessment {
  const overLimit: LimitReason[] = []
  let changeBps: number | null = null
  if (oldMinor !== null && newMinor !== null && oldMinor !== newMinor) {
    const moved = BigInt(Math.abs(newMinor - oldMinor)) * 10_000n
    const old = BigInt(oldMinor)
    const sign = newMinor < oldMinor ? -1 : 1
    if (old > 0n) {
      const bps = Number((moved * 2n + old) / (old * 2n))
      changeBps = sign * Math.min(bps, Number.MAX_SAFE_INTEGER)
    }
    if (moved > old * BigInt(changeMaxBps)) overLimit.push('change')
  }
  if (newMinor !== null && floorMinor !== null && newMinor < floorMinor) overLimit.push('floor')
  return { changeBps, overLimit }
}
