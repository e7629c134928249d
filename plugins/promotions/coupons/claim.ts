import { NotFound } from '#core/http/errors'
import type { Tx } from '#core/transaction'
import type { ClaimedCoupon } from '../api.ts'
import { isAnnounced } from '../campaigns/repository.ts'
import { customerKey, lockCustomers } from '../carts/customer.ts'
import type { PromotionInputShape } from '../definition/promotion.ts'
import {
  BuyerMissing,
  CouponClaimsExhausted,
  CouponNotClaimable,
  CouponsAllClaimed
} from '../errors.ts'
import type { PromotionsScope } from '../scope.ts'
import { selectPromotions } from '../store/repository.ts'
import { takeCustomerUses } from '../uses/repository.ts'
import { claimFree } from './repository.ts'

/**
 * Gives a customer one of the free codes of a promotion; nobody else can use it then. A customer has as many as the
 * limit per customer says, one without a limit.
 *
 * Errors: NOT_FOUND, BUYER_MISSING, COUPON_NOT_CLAIMABLE, COUPON_CLAIMS_EXHAUSTED, COUPONS_ALL_CLAIMED.
 */
export async function claimCoupon(
  tx: Tx,
  promotionId: string,
  customerKeys: readonly string[]
): Promise<ClaimedCoupon> {
  const { limit } = await claimableOf(tx, promotionId)
  const [claimedBy] = orderOfTrust(customerKeys)
  if (claimedBy === undefined) throw new BuyerMissing({})
  const uses = [...customerKeys]
    .sort()
    .map((key) => ({ promotionId, customerKey: key, usesMax: limit }))
  if ((await takeCustomerUses(tx, 'claim', uses)) !== undefined) {
    throw new CouponClaimsExhausted({ promotionId, limit })
  }
  const claimed = await claimFree(tx, promotionId, claimedBy)
  if (!claimed) throw new CouponsAllClaimed({ promotionId })
  const { id: couponId, code, expiresAt } = claimed
  tx.audit([
    {
      action: 'coupon.claim',
      subjectType: 'promotion',
      subjectId: promotionId,
      after: { couponId }
    }
  ])
  return { couponId, code, promotionId, expiresAt }
}

/**
 * Gives a free code to a customer of crm, who stays one until it is given. With crm off nobody knows who is one. Errors: as
 * `claimCoupon`; NOT_FOUND for whom crm does not know, or has merged into another.
 */
export async function claimForCustomer(
  { parts: { crm } }: Pick<PromotionsScope, 'parts'>,
  tx: Tx,
  promotionId: string,
  { customerId, keys = [] }: { customerId: string; keys?: readonly string[] }
): Promise<ClaimedCoupon> {
  await lockCustomers(tx, [customerId])
  if (crm && !(await crm.summaries(tx, [customerId])).has(customerId)) {
    throw new NotFound({ what: 'customer', id: customerId })
  }
  return claimCoupon(tx, promotionId, [...new Set([...keys, ...keysOfCustomer(customerId)])])
}

/** How many codes of a promotion a customer may claim now. Errors: NOT_FOUND, COUPON_NOT_CLAIMABLE. */
export async function claimableOf(tx: Tx, promotionId: string): Promise<{ limit: number }> {
  const [promotion] = await selectPromotions(tx, 'id', [promotionId])
  if (!promotion) throw new NotFound({ what: 'promotion', id: promotionId })
  const { coupon, state, endsAt, rule } = promotion
  const refuse = (reason: string): never => {
    throw new CouponNotClaimable({ promotionId, reason })
  }
  if (coupon !== 'unique') refuse(`its coupon is ${coupon}: only codes that count once are claimed`)
  // Before it starts they may: codes are given out while a campaign is announced, which starts its promotions later.
  const isEarly = state === 'draft' && (await isAnnounced(tx, promotionId))
  if (state !== 'live' && !isEarly) refuse(`it is ${state}`)
  if (endsAt !== null && endsAt <= tx.now) refuse('it is over')
  return { limit: (JSON.parse(rule) as PromotionInputShape).limits?.usesPerCustomer ?? 1 }
}

/** A code is bound to the surest way of knowing a customer. */
function orderOfTrust(keys: readonly string[]): string[] {
  const kinds = ['customer', 'buyer', 'email', 'phone']
  const rank = (key: string) => kinds.indexOf(key.slice(0, key.indexOf(':')))
  return [...keys].sort((a, b) => rank(a) - rank(b))
}

/** The keys of a customer of crm. */
export function keysOfCustomer(customerId: string): string[] {
  return [customerKey(customerId)]
}
