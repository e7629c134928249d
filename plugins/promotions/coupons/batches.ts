import { sql } from 'kysely'
import { insertAll } from '#core/database/rows'
import { NotFound } from '#core/http/errors'
import type { Tx } from '#core/transaction'
import { CouponsNotUnique } from '../errors.ts'
import { selectPromotions } from '../store/repository.ts'
import type { CouponBatchRow } from '../tables.ts'

/** Locks a lot of codes, making it if it is new. Errors: NOT_FOUND, COUPONS_NOT_UNIQUE. */
export async function lockBatch(
  tx: Tx,
  promotionId: string,
  name: string
): Promise<CouponBatchRow> {
  await assertUnique(tx, promotionId)
  const fresh = {
    promotionId,
    name,
    wanted: 0,
    made: 0,
    createdAt: tx.now,
    updatedAt: tx.now
  }
  await insertAll(tx, 'couponBatches', [fresh], { on: ['promotionId', 'name'] })
  const lock = sql.raw(tx.dialect === 'postgres' ? 'for update' : '')
  const { rows } = await sql<CouponBatchRow>`
    select * from coupon_batches where promotion_id = ${promotionId} and name = ${name}
    ${lock}`.execute(tx)
  return rows[0]!
}

/** Counts codes that a lot has got. */
export async function growBatch(
  tx: Tx,
  { promotionId, name }: CouponBatchRow,
  { wanted, made }: { wanted: number; made: number }
): Promise<void> {
  await tx
    .updateTable('couponBatches')
    .set({ wanted, made, updatedAt: tx.now })
    .where('promotionId', '=', promotionId)
    .where('name', '=', name)
    .execute()
}

/** Errors: NOT_FOUND, COUPONS_NOT_UNIQUE. */
async function assertUnique(tx: Tx, promotionId: string): Promise<void> {
  const [promotion] = await selectPromotions(tx, 'id', [promotionId])
  if (!promotion) throw new NotFound({ what: 'promotion', id: promotionId })
  const { coupon } = promotion
  if (coupon !== 'unique') throw new CouponsNotUnique({ promotionId, coupon })
}
