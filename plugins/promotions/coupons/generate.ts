import type { Tx } from '#core/transaction'
import { CouponBatchSmaller } from '../errors.ts'
import type { GenerateInputShape } from '../schema/coupons.ts'
import { growBatch, lockBatch } from './batches.ts'
import { randomCodes } from './new-codes.ts'
import { insertUnique } from './repository.ts'

/** Codes of one transaction: short enough for others to get their turn in between. */
const pageCodes = 5000

/**
 * Makes the codes that a batch still lacks, a page a transaction. Doing it again after it was cut off makes the rest;
 * doing it twice at once makes no code too many.
 *
 * Errors: NOT_FOUND, COUPONS_NOT_UNIQUE; COUPON_BATCH_SMALLER when there are more already.
 */
export async function generateCodes(
  transaction: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>,
  promotionId: string,
  input: GenerateInputShape
): Promise<{ promotionId: string; batch: string; count: number; made: number }> {
  for (;;) {
    const made = await transaction((tx) => makePage(tx, promotionId, input))
    if (made >= input.count) return { promotionId, batch: input.batch, count: input.count, made }
  }
}

async function makePage(tx: Tx, promotionId: string, input: GenerateInputShape): Promise<number> {
  const { count, batch: name, prefix, length, expiresAt = null } = input
  const batch = await lockBatch(tx, promotionId, name)
  const { made } = batch
  if (made > count) throw new CouponBatchSmaller({ batch: name, made, count })
  const lacking = Math.min(pageCodes, count - made)
  if (lacking === 0) return made
  const codes = randomCodes(lacking, { prefix, length })
  // Codes that are taken already, by chance, are made up for by the next page.
  const inserted = await insertUnique(
    tx,
    { promotionId, batch: name },
    codes.map((code) => ({ code, expiresAt }))
  )
  await growBatch(tx, batch, { wanted: count, made: made + inserted })
  if (made === 0) {
    tx.audit([
      {
        action: 'coupons.generate',
        subjectType: 'promotion',
        subjectId: promotionId,
        after: { batch: name, count, prefix, expiresAt }
      }
    ])
  }
  return made + inserted
}
