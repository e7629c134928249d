import { isOneOf } from '#core/database/rows'
import type { AftersalesScope } from '../scope.ts'
import { goodsProofs } from './proofs.ts'
import { settleReplaced } from './replace.ts'
import { receiptRoutes } from './routes/receipts.ts'
import { replacementRoutes } from './routes/replacements.ts'

/** Goods: what came back, how good it is, and what is sent anew. */
export function setupGoods(scope: AftersalesScope): void {
  const { ctx, orders } = scope
  ctx.on('order.changed', (tx, batch) =>
    settleReplaced(
      tx,
      scope,
      batch
        .filter(
          ({ channelId, state }) => channelId === orders.directChannelId && state === 'shipped'
        )
        .map(({ orderId }) => orderId)
    )
  )
  scope.areas.push({
    name: 'goods',
    async erase(tx, caseIds) {
      const isTheirs = isOneOf(tx, 'caseId', caseIds)
      await tx.updateTable('returnReceipts').set({ note: null }).where(isTheirs).execute()
      await tx.updateTable('replacements').set({ note: null }).where(isTheirs).execute()
    }
  })
  for (const proof of goodsProofs) ctx.proof(proof)
  receiptRoutes(scope)
  replacementRoutes(scope)
}
