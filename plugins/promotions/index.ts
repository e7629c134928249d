/** Promotions: rules, codes, limits and prices; what a cart comes to, and why. */
export type * from './api.ts'
export type { PromotionInputShape, PromotionState } from './definition/promotion.ts'
export type { Evaluation } from './evaluation/types.ts'
export { promotions } from './plugin.ts'
