/** Promotions: rules, codes, limits and prices; what a cart comes to, and why. */
export type * from './api.ts'
export type { PromotionInputShape, PromotionState } from './definition/promotion.ts'
export type { Evaluation } from './evaluation/types.ts'
export type * from './groups/api.ts'
export { promotions } from './plugin.ts'
export type * from './presale/api.ts'
export type * from './protection/api.ts'
export type * from './returns/api.ts'
