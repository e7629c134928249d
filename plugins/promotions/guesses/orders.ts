import type { OrderAdmission } from '#plugins/orders'
import { CouponUnknown } from '../errors.ts'
import type { CodeGuard } from './guard.ts'

/** Lets orders in that may enter codes, then as others say; a wrong code that refuses an order is counted after it. */
export function guarded(guard: CodeGuard, others: OrderAdmission): OrderAdmission {
  return async (order) => {
    const count = await guard.enter(order)
    const leave = await others(order)
    return async (refusal) => {
      await leave(refusal)
      if (refusal instanceof CouponUnknown) await count([String(refusal.fields.coupon)])
    }
  }
}
