import type { OrderState } from '#plugins/orders'
import type { ProgrammeBodyShape } from '../programme/schema.ts'

/** By which rules an order earns: those that held when it was placed, whatever becomes of them. */
export interface EarnTerms {
  currency: string
  points: number
  perMinor: number
  /** Of the tier before the order. */
  multiplierBps: number
  earnedWhen: ProgrammeBodyShape['points']['earnedWhen']
  excludedCategoryIds: readonly string[]
  expireAfterMonths: number | null
}

/** What is looked at of an order. */
export interface EarningOrder {
  netMinor: number
  isCounting: boolean
  state: OrderState
  isPaid: boolean
}

/** How much of the order's lines earns. */
export interface Share {
  eligibleMinor: number
  wholeMinor: number
}

const once = 10_000n

/**
 * Points that an order earns in all: its net amount by the rate and the multiplier, rounded down once. A refund lowers the
 * net amount, so that what is taken back is the difference.
 */
export function earnedPoints(
  { points, perMinor, multiplierBps }: Pick<EarnTerms, 'points' | 'perMinor' | 'multiplierBps'>,
  netMinor: number,
  { eligibleMinor, wholeMinor }: Share
): number {
  if (netMinor <= 0 || eligibleMinor <= 0 || wholeMinor <= 0) return 0
  const eligible = Math.min(eligibleMinor, wholeMinor)
  const dividend = BigInt(netMinor) * BigInt(eligible) * BigInt(points) * BigInt(multiplierBps)
  const earned = dividend / (BigInt(wholeMinor) * BigInt(perMinor) * once)
  // No order is worth more points than a number holds exactly.
  return Number(earned > BigInt(Number.MAX_SAFE_INTEGER) ? BigInt(Number.MAX_SAFE_INTEGER) : earned)
}

/** Points that pay for an amount: rounded up, so that nobody pays with less than it is worth. */
export function pointsFor(
  amountMinor: number,
  { points, perMinor }: Pick<EarnTerms, 'points' | 'perMinor'>
): number {
  if (amountMinor <= 0) return 0
  const dividend = BigInt(amountMinor) * BigInt(points)
  return Number((dividend + BigInt(perMinor) - 1n) / BigInt(perMinor))
}

/** Whether an order has come far enough for its points. */
export function isDue({ earnedWhen }: Pick<EarnTerms, 'earnedWhen'>, order: EarningOrder): boolean {
  if (earnedWhen === 'placed' || order.state === 'completed') return true
  return earnedWhen === 'paid' && order.isPaid
}
