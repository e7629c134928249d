import type { OrderAdmission } from '#plugins/orders'
import type { PromotionsScope } from '../scope.ts'
import { change, openUnits } from './change.ts'
import { changed, stepped } from './lock.ts'
import { beforeClaim, giveBack, take } from './orders.ts'
import { flashProofs } from './proofs.ts'
import { selectBought, selectStock } from './repository.ts'
import { flashRoutes } from './routes.ts'
import { WaitingLines } from './waiting-lines.ts'

/** Sets flash prices up: locked stock, caps, and the waiting lines. Returns what lets orders into the lines. */
export function setupFlash(scope: PromotionsScope): OrderAdmission {
  const { ctx, parts, compiled } = scope
  const { inventory } = parts
  const lines = new WaitingLines({
    clock: ctx.clock,
    max: ctx.options.flashWaitingMax,
    rules: {
      get last() {
        return compiled.last
      },
      read: () => compiled.read(ctx.db)
    }
  })
  scope.extensions.push({
    kinds: ['flash'],
    async unitsLeft(db, promotions) {
      const left = new Map<string, Map<string, number>>()
      const ids = promotions.map(({ id }) => id)
      for (const { promotionId, sku, quantity, taken } of await selectStock(db, ids)) {
        const units = left.get(promotionId) ?? new Map<string, number>()
        left.set(promotionId, units.set(sku, quantity - taken))
      }
      return left
    },
    async unitsBought(db, promotions, customerKeys) {
      const bought = new Map<string, Map<string, number>>()
      const ids = promotions.map(({ id }) => id)
      for (const { promotionId, sku, units } of await selectBought(db, ids, customerKeys)) {
        bought.set(promotionId, (bought.get(promotionId) ?? new Map()).set(sku, units))
      }
      return bought
    },
    beforeClaim: (tx, order) => beforeClaim(tx, { inventory, lines }, order),
    take: (tx, order, applied) =>
      take(tx, order, applied, (promotionId, sku) => {
        const reward = order.compiled.byId.get(promotionId)!.promotion.reward
        const items = reward.kind === 'flash' ? reward.items : []
        return items.find((item) => item.sku === sku)!.perCustomer
      }),
    openUnits,
    change: (tx, changed) => change(tx, { inventory, lines }, changed),
    giveBack: (tx, uses) => giveBack(tx, { inventory, lines }, uses),
    async changed(tx, _before, after, state) {
      await changed(tx, inventory, after, state)
      tx.afterCommit(() => lines.reopen([after.id]))
    },
    async stepped(tx, promotion, step) {
      await stepped(tx, inventory, promotion, step)
      tx.afterCommit(() => lines.reopen([promotion.id]))
    }
  })
  flashRoutes(scope)
  for (const proof of flashProofs) ctx.proof(proof)
  return (order) => lines.enter(order)
}
