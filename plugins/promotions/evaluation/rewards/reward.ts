import { ratioOf } from '#core/money'
import type { Target } from '../basket.ts'
import type { CartSnapshot, CustomerFacts, GiftLine, Refusal, Remaining } from '../types.ts'

/** Units of gifts, by SKU. */
export type GivenUnits = ReadonlyMap<string, number>

/** The same with more gifts. */
export function withGifts(given: GivenUnits, gifts: readonly GiftLine[]): GivenUnits {
  if (gifts.length === 0) return given
  const sums = new Map(given)
  for (const { sku, quantity } of gifts) sums.set(sku, (sums.get(sku) ?? 0) + quantity)
  return sums
}

/** What a reward is reckoned from. */
export interface RewardInput {
  promotionId: string
  cart: CartSnapshot
  customer: CustomerFacts
  remaining: Remaining | undefined
  /** Units of gifts that promotions before it give, by SKU: there are so many fewer. */
  given: GivenUnits
  nowMs: number
  /** The lines it is about and that are open to it, in canonical order; in the class of that name: shipping. */
  targets: readonly Target[]
  /** The amount of a target that percentages and thresholds are reckoned on. */
  amountOf(target: Target): number
}

/** An amount that a reward wants to take off one target. */
export interface Take {
  target: Target
  amountMinor: number
  /** Units of the target it is about. */
  quantity: number
}

/** An amount that a reward wants to take off several targets together, by their weights. */
export interface Across {
  amountMinor: number
  over: readonly { target: Target; weightMinor: number; quantity: number }[]
}

/** What a reward wants. Whoever takes it sees to it that no price falls below zero or its floor. */
export interface Wanted {
  takes: readonly Take[]
  across?: Across
  /** How many times its rule is met. */
  times: number
  /** Lines that it uses without a discount, such as those that qualify: other promotions leave them alone too. */
  uses?: readonly Target[]
  /** Locked units or gifts it takes. */
  unitsBySku?: ReadonlyMap<string, number>
  gifts?: readonly GiftLine[]
  /** Presale: what is paid now for the lines, by line. */
  deposits?: ReadonlyMap<Target, number>
}

/** A reward made ready, once for all carts. */
export interface CompiledReward {
  /** Whether it is about this line. */
  isAbout(line: NonNullable<Target['line']>, nowMs: number): boolean
  /** Whether what a line gets depends on that line alone. */
  isPerLine: boolean
  /** Whether it counts units by SKU, over all lines of the SKU. */
  countsSkus: boolean
  /** Whether it is what the order is about: its lines are bought on its terms, whatever else would give more. */
  isBinding: boolean
  reckon(input: RewardInput): Wanted | Refusal
}

/** The usual: about some lines, each on its own. */
export const perLine = { isPerLine: true, countsSkus: false, isBinding: false } as const
/** About some lines together. */
export const together = { isPerLine: false, countsSkus: false, isBinding: false } as const

/** The amount of some units of a target, rounded half-up. */
export function amountOfUnits(input: RewardInput, target: Target, units: number): number {
  const amountMinor = input.amountOf(target)
  return units === target.quantity ? amountMinor : ratioOf(amountMinor, units, target.quantity)
}

/** Deals a number of units a SKU out to its lines in canonical order. Null: no limit. */
export function dealUnits(
  targets: readonly Target[],
  unitsOf: (sku: string) => number | null
): { target: Target; units: number }[] {
  const left = new Map<string, number>()
  return targets.map((target) => {
    const sku = target.line?.sku ?? ''
    const most = left.get(sku) ?? unitsOf(sku) ?? Number.MAX_SAFE_INTEGER
    const units = Math.min(most, target.quantity)
    left.set(sku, most - units)
    return { target, units }
  })
}
