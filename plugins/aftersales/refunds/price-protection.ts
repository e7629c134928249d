import { ShopkeeperError } from '#core/errors'
import type { Tx } from '#core/transaction'
import type { PriceProtectionEvent } from '#plugins/promotions'
import type { AftersalesScope } from '../scope.ts'
import type { RefundEvent } from './api.ts'
import { confirmRefund } from './confirm.ts'

const prefix = 'protection:'

/**
 * Pays claims for prices that fell, once they are approved. One that cannot be paid, such as of an order that was refunded
 * meanwhile, stays approved, and an alert says why.
 */
export async function payDifferences(
  tx: Tx,
  scope: AftersalesScope,
  claims: readonly PriceProtectionEvent[]
): Promise<void> {
  for (const { claimId, orderId, amountMinor, currency } of claims) {
    try {
      await confirmRefund(tx, scope, {
        ...{ orderId, extraMinor: amountMinor, currency, kind: 'price_difference' },
        ...{ reason: 'price_dropped', sourceId: `${prefix}${claimId}` }
      })
    } catch (error) {
      // These refuse before anything is written.
      if (!(error instanceof ShopkeeperError) || !error.code.startsWith('REFUND_')) throw error
      await scope.ctx.alerts.raise(tx, [
        {
          ...{ kind: 'refund.failed', subjectType: 'priceProtectionClaim', subjectId: claimId },
          message: `${amountMinor} ${currency} (minor units) of ${orderId} for a fallen price could not be given back: ${error.message}`,
          fields: { orderId, amountMinor, currency, reason: error.message }
        }
      ])
    }
  }
}

/** Tells promotions of the claims that are paid by now. */
export async function closeClaims(
  tx: Tx,
  { promotions }: AftersalesScope,
  done: readonly RefundEvent[]
): Promise<void> {
  for (const { refundId, amountMinor, doneMinor } of done) {
    if (doneMinor < amountMinor) continue
    const row = await tx
      .selectFrom('refunds')
      .select('sourceId')
      .where('id', '=', refundId)
      .executeTakeFirst()
    if (!row?.sourceId?.startsWith(prefix)) continue
    await promotions!.markProtectionPaid(tx, row.sourceId.slice(prefix.length), refundId)
  }
}
