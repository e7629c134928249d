import { newId } from '#core/ids'
import type { Tx } from '#core/transaction'
import { CouponCodeTaken } from '../errors.ts'
import { selectPromotions } from '../store/repository.ts'
import { deleteShared, insertShared, ownersOf } from './repository.ts'

/**
 * Gives a promotion its one code, or takes it away. The code of a promotion that has ended may lead to another one from
 * now on. Errors: COUPON_CODE_TAKEN.
 */
export async function setSharedCode(
  tx: Tx,
  promotionId: string,
  code: string | null
): Promise<void> {
  await deleteShared(tx, promotionId)
  if (code === null) return
  const row = {
    id: newId('cpn'),
    code,
    promotionId,
    isShared: 1,
    batch: '',
    expiresAt: null,
    claimedBy: null,
    claimedAt: null,
    orderId: null,
    usedAt: null,
    createdAt: tx.now
  }
  if ((await insertShared(tx, row)) === 1) return
  const ownerId = (await ownersOf(tx, [code])).get(code)
  const [owner] = ownerId === undefined ? [] : await selectPromotions(tx, 'id', [ownerId])
  const isFree = owner?.state === 'ended' && owner.coupon === 'code'
  if (!isFree) throw new CouponCodeTaken({ coupon: code })
  await deleteShared(tx, owner.id)
  if ((await insertShared(tx, row)) === 0) throw new CouponCodeTaken({ coupon: code })
}
