import type { PromotionClass } from '../definition/promotion.ts'
import type { Basket } from './basket.ts'
import { candidatesFor } from './candidates.ts'
import type { CompiledPromotion, CompiledPromotions } from './compile.ts'
import type { Codes } from './coupons.ts'

/** The promotions that may concern a cart, by class: found by its lines or by its codes, in order of their ids. */
export function classesOf(
  { lines }: Basket,
  { index, byId }: CompiledPromotions,
  codes: Codes
): Record<PromotionClass, CompiledPromotion[]> {
  const found = candidatesFor(index, lines)
  for (const promotionId of codes.byPromotion.keys()) found.add(byId.get(promotionId)!)
  const classes: Record<PromotionClass, CompiledPromotion[]> = {
    item: [],
    shop: [],
    platform: [],
    shipping: []
  }
  for (const one of [...found].sort((a, b) => a.rank - b.rank)) {
    classes[one.promotion.class].push(one)
  }
  return classes
}
