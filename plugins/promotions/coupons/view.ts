import type { Instant } from '#core/time'
import type { couponStates } from '../schema/coupons.ts'
import type { CouponRow } from '../tables.ts'

/** A code as the API shows it. Who claimed it is not told: the keys say nothing to people. */
export function presentCoupon(row: CouponRow, now: Instant) {
  const { claimedBy: _, isShared, batch, ...shown } = row
  return { ...shown, isShared: isShared === 1, batch: batch || null, state: stateOf(row, now) }
}

function stateOf(
  { orderId, expiresAt, claimedBy }: CouponRow,
  now: Instant
): (typeof couponStates)[number] {
  if (orderId !== null) return 'used'
  if (expiresAt !== null && expiresAt <= now) return 'expired'
  return claimedBy === null ? 'free' : 'claimed'
}
