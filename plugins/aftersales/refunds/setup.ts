import { isOneOf } from '#core/database/rows'
import type { AftersalesScope } from '../scope.ts'
import { refundJob } from './declared.ts'
import { closeClaims, payDifferences } from './price-protection.ts'
import { refundProofs } from './proofs.ts'
import { partRoutes } from './routes/parts.ts'
import { refundRoutes } from './routes/refunds.ts'
import { makeBridge } from './send/bridge.ts'
import { takeSettledWrites } from './send/channel.ts'
import { refundJobOf } from './send/job.ts'

/** Refunds: what goes back for an order, by which payments, and what became of it. */
export function setupRefunds(scope: AftersalesScope): void {
  const { ctx, channels, promotions } = scope
  const { bridge: options, unsafeAllowPrivateNetworks: allowPrivate } = ctx.options.refunds
  const bridge = options && makeBridge(options, { clock: ctx.clock, allowPrivate })
  if (bridge) ctx.onStop(() => bridge.close())
  if (channels) ctx.on('channelWrite.settled', (tx, batch) => takeSettledWrites(tx, scope, batch))
  if (promotions && ctx.options.refunds.payPriceProtection) {
    ctx.on('price-protection.approved', (tx, batch) => payDifferences(tx, scope, batch))
    ctx.on('refund.done', (tx, batch) => closeClaims(tx, scope, batch))
  }
  ctx.handle(refundJob, refundJobOf(scope, bridge))
  scope.areas.push({
    name: 'refunds',
    async erase(tx, caseIds) {
      const isTheirs = isOneOf(tx, 'caseId', caseIds)
      await tx.updateTable('refunds').set({ note: null }).where(isTheirs).execute()
    }
  })
  for (const proof of refundProofs) ctx.proof(proof)
  refundRoutes(scope)
  partRoutes(scope)
}
