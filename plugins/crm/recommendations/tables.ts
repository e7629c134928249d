/** `building`: being counted; `current`: what is answered; `outdated`: its rows are being dropped. */
export type RunState = 'building' | 'current' | 'outdated'

/** One count of what is bought together. */
export interface RecommendationRunRow {
  id: string
  state: RunState
  /** Orders that count for pairs. */
  orders: number
  countedFrom: string
  startedAt: string
  finishedAt: string | null
}

/** A product that an order has bought. */
export interface RecommendationBasketRow {
  runId: string
  /** As it was placed: what was split from it is in it. */
  orderId: string
  productId: string
  /** Different products of the order. */
  products: number
}

/** Two products that are bought together more often than by chance. */
export interface RecommendationPairRow {
  runId: string
  productId: string
  /** 1 is the best of the product. */
  place: number
  otherId: string
  /** Orders with both. */
  orders: number
  liftBps: number
}

declare module 'shopkeeper' {
  interface Tables {
    recommendationRuns: RecommendationRunRow
    recommendationBaskets: RecommendationBasketRow
    recommendationProducts: { runId: string; productId: string; orders: number }
    recommendationPairs: RecommendationPairRow
  }
}
