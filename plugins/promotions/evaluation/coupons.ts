import { compareText } from './basket.ts'
import type { CompiledPromotions } from './compile.ts'
import type { CouponEntry, RefusedPromotion } from './types.ts'

/** Codes of a cart: those that lead to a promotion, and what is told of the others. */
export interface Codes {
  /** One a promotion, however often it was entered. */
  byPromotion: ReadonlyMap<string, CouponEntry>
  refused: readonly RefusedPromotion[]
}

/** Sorts the codes out, in an order of their own: never that in which they were entered. */
export function codesOf(entries: readonly CouponEntry[], { byId }: CompiledPromotions): Codes {
  const byPromotion = new Map<string, CouponEntry>()
  const refused = new Map<string, RefusedPromotion>()
  for (const entry of entries.toSorted((a, b) => compareText(a.code, b.code))) {
    const { code, promotionId, refusal } = entry
    const handle = (promotionId && byId.get(promotionId)?.promotion.handle) || null
    const refuse = (reason: RefusedPromotion['reason'], detail: string) =>
      refused.set(code, { promotionId, handle, code, reason, detail })
    if (refusal !== null) refuse(refusal.reason, refusal.detail)
    else if (promotionId === null) refuse('couponUnknown', 'there is no such code')
    else if (handle === null) refuse('ended', 'its promotion is not running')
    else if (!byPromotion.has(promotionId)) byPromotion.set(promotionId, entry)
    else if (byPromotion.get(promotionId)!.code !== code) {
      refuse('notStackable', 'one code of a promotion an order')
    }
  }
  return { byPromotion, refused: [...refused.values()] }
}
