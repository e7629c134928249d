import type { Reader } from '#core/database/db'
import type { Instant } from '#core/time'
import { type ResolvedCoupon, selectCodes } from '../coupons/repository.ts'
import type { ConditionShape } from '../definition/condition.ts'
import type { PromotionInputShape } from '../definition/promotion.ts'
import type { CouponEntry, RefusalReason } from '../evaluation/types.ts'

/** Who enters codes, where and when. */
interface Entering {
  channelId: string
  customerKeys: readonly string[]
  at: Instant
}

/** Finds out what codes stand for, each once: one query. */
export async function resolveCodes(
  db: Reader,
  codes: readonly string[],
  entering: Entering
): Promise<CouponEntry[]> {
  const wanted = [...new Set(codes)].sort()
  const found = await selectCodes(db, wanted)
  return wanted.map((code) => {
    const coupon = found.get(code)
    if (!coupon || !mayUse(coupon, entering)) return refused(code, 'couponUnknown', 'no such code')
    const refusal = refusalOf(coupon, entering)
    if (refusal) return refused(code, ...refusal)
    const { promotionId, id: couponId, claimedAt } = coupon
    return { code, promotionId, couponId, claimedAt, refusal: null }
  })
}

/** What nobody may use yet, and what somebody else has claimed, is as good as unknown. */
function mayUse(coupon: ResolvedCoupon, { customerKeys }: Entering): boolean {
  const { promotionState, claimedBy } = coupon
  if (promotionState === 'draft' || promotionState === 'paused') return false
  return claimedBy === null || customerKeys.includes(claimedBy)
}

function refusalOf(
  coupon: ResolvedCoupon,
  { channelId, at }: Entering
): [RefusalReason, string] | null {
  const { promotionState, promotionEndsAt, expiresAt, orderId, rule } = coupon
  const ends = [promotionEndsAt, expiresAt].filter((end) => end !== null)
  if (promotionState === 'ended' || ends.some((end) => end <= at)) {
    return ['couponExpired', 'the code is no longer valid']
  }
  if (orderId !== null) return ['couponUsed', 'the code was used already']
  const { conditions } = JSON.parse(rule) as PromotionInputShape
  const isElsewhere = channelsAsked(conditions).some((names) => !names.includes(channelId))
  return isElsewhere ? ['couponOtherChannel', 'the code is for another channel'] : null
}

/** Channels that each have to be met, whatever else is. */
function channelsAsked(condition: ConditionShape | undefined): (readonly string[])[] {
  if (condition === undefined) return []
  if ('all' in condition) return condition.all.flatMap(channelsAsked)
  return 'channel' in condition ? [condition.channel] : []
}

function refused(code: string, reason: RefusalReason, detail: string): CouponEntry {
  return {
    code,
    promotionId: null,
    couponId: null,
    claimedAt: null,
    refusal: { reason, detail }
  }
}
