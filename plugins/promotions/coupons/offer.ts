import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { rowsFrom } from '#core/database/rows'
import type { Tx } from '#core/transaction'
import type { CouponOffers } from '#plugins/crm'
import { customerKey } from '../carts/customer.ts'
import { CouponClaimsExhausted, CouponsAllClaimed } from '../errors.ts'
import { selectPromotions } from '../store/repository.ts'
import { takeCustomerUses } from '../uses/repository.ts'
import { claimableOf } from './claim.ts'

/** What crm gives customers: codes of promotions, many at once. */
export const couponOffers: CouponOffers = { claim: claimForAll, check: checkOffers }

/** All get a code or nobody does. Five statements, whatever their number. */
async function claimForAll(
  tx: Tx,
  promotionId: string,
  customerIds: readonly string[]
): ReturnType<CouponOffers['claim']> {
  const { limit } = await claimableOf(tx, promotionId)
  const uses = customerIds
    .map((customerId) => ({ promotionId, customerKey: customerKey(customerId), usesMax: limit }))
    .sort((a, b) => (a.customerKey < b.customerKey ? -1 : 1))
  if ((await takeCustomerUses(tx, 'claim', uses)) !== undefined) {
    throw new CouponClaimsExhausted({ promotionId, limit })
  }
  const lock = sql.raw(tx.dialect === 'postgres' ? 'for update skip locked' : '')
  const { rows: free } = await sql<Claimed>`
    select id as coupon_id, code, expires_at from coupons
    where promotion_id = ${promotionId} and is_shared = 0 and claimed_by is null
      and order_id is null and (expires_at is null or expires_at > ${tx.now})
    order by id limit ${customerIds.length} ${lock}`.execute(tx)
  if (free.length < customerIds.length) throw new CouponsAllClaimed({ promotionId })
  const claims = customerIds.map((customerId, at) => ({
    ...{ id: free[at]!.couponId, claimedBy: customerKey(customerId) }
  }))
  await sql`update coupons set claimed_by = claim.claimed_by, claimed_at = ${tx.now}
    from ${rowsFrom(tx, 'claim', { id: 'text', claimedBy: 'text' }, claims)}
    where coupons.id = claim.id`.execute(tx)
  tx.audit(
    claims.map(({ id: couponId }) => ({
      action: 'coupon.claim',
      subjectType: 'promotion',
      subjectId: promotionId,
      after: { couponId }
    }))
  )
  return free
}

interface Claimed {
  couponId: string
  code: string
  expiresAt: string | null
}

async function checkOffers(
  db: Reader,
  promotionIds: readonly string[]
): Promise<(string | null)[]> {
  if (promotionIds.length === 0) return []
  const known = await selectPromotions(db, 'id', [...new Set(promotionIds)])
  return promotionIds.map((id) => {
    const promotion = known.find((one) => one.id === id)
    if (!promotion) return `${id} is no promotion: create it first`
    const { coupon, state } = promotion
    if (coupon !== 'unique') return `coupon of ${id} is ${coupon}: give it unique codes`
    return state === 'ended' ? `${id} has ended: name one that has not` : null
  })
}
