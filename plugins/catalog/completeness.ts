/** What the score of a product is computed from. */
export interface CompletenessFacts {
  description: string
  categoryId: string | null
  taxClass: string | null
  variants: number
  /** Variants that have a price in the shop's currency. */
  priced: number
  /** Variants that have a GTIN. */
  identified: number
  /** Variants that have a weight. */
  weighed: number
  mainImages: number
}

interface Check {
  /** Points of a hundred. */
  weight: number
  isMet(facts: CompletenessFacts): boolean
}

/**
 * Fewest and most main images a listing should have: below, it sells worse; above, marketplaces
 * cut.
 */
const mainImagesMin = 4
const mainImagesMax = 6

const descriptionLengthMin = 20

/** What a complete product has. The weights sum to a hundred. */
const checks = {
  description: {
    weight: 15,
    isMet: ({ description }) => description.trim().length >= descriptionLengthMin
  },
  category: { weight: 10, isMet: ({ categoryId }) => categoryId !== null },
  taxClass: { weight: 5, isMet: ({ taxClass }) => taxClass !== null },
  variants: { weight: 15, isMet: ({ variants }) => variants > 0 },
  prices: { weight: 15, isMet: ({ variants, priced }) => variants > 0 && priced === variants },
  gtins: {
    weight: 10,
    isMet: ({ variants, identified }) => variants > 0 && identified === variants
  },
  weights: { weight: 10, isMet: ({ variants, weighed }) => variants > 0 && weighed === variants },
  mainImages: {
    weight: 20,
    isMet: ({ mainImages }) => mainImages >= mainImagesMin && mainImages <= mainImagesMax
  }
} satisfies Record<string, Check>

export type CompletenessCheck = keyof typeof checks
export const completenessChecks = Object.keys(checks) as CompletenessCheck[]

export interface Completeness {
  /** 0 to 100. */
  score: number
  /** Checks that are not met. */
  missing: CompletenessCheck[]
}

/** Scores how ready a product is to be listed, and says what it lacks. */
export function scoreOf(facts: CompletenessFacts): Completeness {
  const missing = completenessChecks.filter((name) => !checks[name].isMet(facts))
  const lost = missing.reduce((sum, name) => sum + checks[name].weight, 0)
  return { score: 100 - lost, missing }
}
