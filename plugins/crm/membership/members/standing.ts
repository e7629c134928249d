import type { Tier } from '../programme/programme.ts'

/** The best tier that is earned by so much: reached by exactly its threshold, whatever lies between. */
export function earnedTier(tiers: readonly Tier[], qualifying: number): Tier | null {
  return best(tiers.filter(({ threshold }) => threshold !== null && qualifying >= threshold))
}

/** What a term must bring to be followed by another one of the tier; null: it is paid for. */
export function keepOf({ keep, threshold }: Tier): number | null {
  return keep ?? threshold
}

/** The best tier, from the present one downwards, that what a term has brought is enough to keep. */
export function keptTier(tiers: readonly Tier[], now: Tier, qualifying: number): Tier | null {
  return best(
    tiers.filter((tier) => {
      const keep = keepOf(tier)
      return tier.level <= now.level && keep !== null && qualifying >= keep
    })
  )
}

/** The one of the highest level; null: none. */
export function best(tiers: readonly Tier[]): Tier | null {
  return tiers.reduce<Tier | null>(
    (top, tier) => (top === null || tier.level > top.level ? tier : top),
    null
  )
}
