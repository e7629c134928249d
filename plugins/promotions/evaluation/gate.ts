import type { CompiledPromotion } from './compile.ts'
import type { Situation } from './conditions.ts'
import type { Refusal, Remaining } from './types.ts'

/** Why a promotion is not for this cart, this customer or this moment, whatever it would give; null: it is. */
export function refusalAtGate(
  compiled: CompiledPromotion,
  situation: Situation,
  remaining: Remaining | undefined
): Refusal | null {
  return (
    currencyRefusal(compiled, situation) ??
    timeRefusal(compiled, situation) ??
    usesRefusal(compiled, situation, remaining) ??
    compiled.condition?.(situation) ??
    null
  )
}

function currencyRefusal({ promotion }: CompiledPromotion, { basket }: Situation): Refusal | null {
  if (promotion.currency === basket.cart.currency) return null
  return { reason: 'otherCurrency', detail: `it is in ${promotion.currency}` }
}

/** [start, end); those with early access are let in before. */
function timeRefusal(compiled: CompiledPromotion, { nowMs, customer }: Situation): Refusal | null {
  const { promotion, startsMs, endsMs, endsAt, earlyAccess } = compiled
  if (nowMs >= endsMs) return { reason: 'ended', detail: `it ended at ${endsAt}` }
  if (nowMs >= startsMs) return null
  const isEarly =
    earlyAccess !== null &&
    nowMs >= earlyAccess.fromMs &&
    earlyAccess.segments.some((segment) => customer.segments.has(segment))
  return isEarly ? null : { reason: 'notStarted', detail: `it starts at ${promotion.startsAt}` }
}

function usesRefusal(
  { promotion }: CompiledPromotion,
  { customer }: Situation,
  remaining: Remaining | undefined
): Refusal | null {
  if (remaining?.uses != null && remaining.uses <= 0) {
    return { reason: 'usesExhausted', detail: 'it has been used as often as it may be' }
  }
  const most = promotion.limits?.usesPerCustomer
  if (most !== undefined && (customer.uses.get(promotion.id) ?? 0) >= most) {
    return { reason: 'customerLimit', detail: `at most ${most} times a customer` }
  }
  return null
}
