import { randomFillSync } from 'node:crypto'
import { newId } from '#core/ids'
import type { Instant } from '#core/time'
import type { CouponRow } from '../tables.ts'

/** No I, L, O and U: what is read aloud or typed is not mistaken. 32 of them, so that each byte gives one evenly. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** Random codes, each 5 bits a character. */
export function randomCodes(count: number, { prefix, length }: { prefix: string; length: number }) {
  const bytes = randomFillSync(Buffer.allocUnsafe(count * length))
  return Array.from({ length: count }, (_, index) => {
    let code = prefix
    for (let at = index * length; at < (index + 1) * length; at++) code += alphabet[bytes[at]! & 31]
    return code
  })
}

/** The row of a code that counts once. */
export function uniqueCoupon(
  code: string,
  {
    promotionId,
    batch,
    expiresAt,
    now
  }: {
    promotionId: string
    batch: string
    expiresAt: Instant | null
    now: Instant
  }
): CouponRow {
  return {
    id: newId('cpn'),
    code,
    promotionId,
    isShared: 0,
    batch,
    expiresAt,
    claimedBy: null,
    claimedAt: null,
    orderId: null,
    usedAt: null,
    createdAt: now
  }
}
