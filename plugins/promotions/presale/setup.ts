import type { PaymentTerms } from '#plugins/orders'
import type { PromotionsScope } from '../scope.ts'
import { closePresales, closePresalesJob } from './close.ts'
import { keepTerms, payableNow } from './orders.ts'
import { cancelPresales } from './repository.ts'
import { presaleRoutes } from './routes.ts'

/** Sets presales up. Returns the terms by which their orders are paid. */
export function setupPresale(scope: PromotionsScope): PaymentTerms {
  const { ctx, parts } = scope
  scope.extensions.push({
    kinds: ['presale'],
    take: keepTerms,
    giveBack: (tx, uses) =>
      cancelPresales(
        tx,
        uses.map(({ orderId }) => orderId)
      )
  })
  presaleRoutes(scope)
  const closing = { orders: parts.orders, deposit: ctx.options.presaleDeposit }
  ctx.handle(closePresalesJob, (job) => closePresales(closing, job))
  return payableNow
}
