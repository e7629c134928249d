import type { OrderDraft, OrderPricer } from '#plugins/orders'
import type { PromotionsScope } from '../scope.ts'
import { shareRules } from '../store/repository.ts'
import { commitUses } from '../uses/commit.ts'
import { type EvaluatedCart, evaluateCart } from './evaluate-cart.ts'
import { refuseCodes } from './refuse-codes.ts'

/**
 * Prices orders that are placed here. The rules stay as they are until the order is there: who changes them waits.
 *
 * Errors: COUPON_… for a code that cannot be used.
 */
export function pricerOf(scope: PromotionsScope): OrderPricer {
  return async (tx, draft) => {
    await shareRules(tx)
    const evaluated = await evaluateCart(scope, tx, cartOf(draft), {
      at: tx.now,
      mustKnowBuyer: true
    })
    const { evaluation, cart, unpriced } = evaluated
    refuseCodes(evaluation)
    const variants = await scope.parts.catalog.variantsBySku(
      tx,
      evaluation.gifts.map(({ sku }) => sku)
    )
    return {
      unitPricesMinor: cart.lines.map(({ unitPriceMinor }, index) =>
        unpriced.includes(index) ? null : unitPriceMinor
      ),
      discountsMinor: evaluation.lines.map(({ discountMinor }) => discountMinor),
      shippingDiscountMinor: evaluation.shipping.discountMinor,
      gifts: evaluation.gifts.map(({ sku, quantity }) => {
        const { id: variantId, title } = variants.get(sku)!
        return { sku, variantId, title, quantity }
      }),
      commit: (lineIds) => commitUses(scope, tx, { draft, lineIds, ...evaluatedOf(evaluated) })
    }
  }
}

function evaluatedOf({ evaluation, buyer, compiled, cart }: EvaluatedCart) {
  const { customerId, keys: customerKeys } = buyer
  return { evaluation, customerId, customerKeys, compiled, coupons: cart.coupons }
}

function cartOf(draft: OrderDraft) {
  const { lines, buyer, ...rest } = draft
  return {
    ...rest,
    lines: lines.map(({ sku, variantId, quantity }) => ({
      variant: { id: variantId, sku },
      quantity,
      unitPriceMinor: undefined,
      taxRatesBps: []
    })),
    shippingTaxRatesBps: [],
    buyer
  }
}
