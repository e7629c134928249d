import type { Tx } from '#core/transaction'
import type { OrderDraft, OrderPricer } from '#plugins/orders'
import type { PromotionsScope } from '../scope.ts'
import { shareRules } from '../store/repository.ts'
import { commitUses } from '../uses/commit.ts'
import { type BuyerFacts, findBuyer, nobody } from './customer.ts'
import {
  concernsCustomer,
  type EvaluatedCart,
  evaluateCart,
  type NamedCart
} from './evaluate-cart.ts'
import { refuseCodes } from './refuse-codes.ts'

/**
 * Prices orders that are placed here. The rules stay as they are until the order is there: who changes them waits.
 *
 * Errors: COUPON_… for a code that cannot be used, and those of the extensions.
 */
export function pricerOf(scope: PromotionsScope): OrderPricer {
  return async (tx, draft) => {
    await shareRules(tx)
    const evaluated = await evaluateCart(scope, tx, cartOf(draft), {
      at: tx.now,
      mustKnowBuyer: true
    })
    const { evaluation, cart, compiled, unpriced } = evaluated
    refuseCodes(evaluation)
    for (const { beforeClaim } of scope.extensions) {
      if (beforeClaim) await beforeClaim(tx, { draft, evaluation, compiled })
    }
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
      commit: async (lineIds) => {
        const buyer = await buyerOfPlaced(scope, tx, evaluated, draft)
        const { customerId } = buyer
        const customerKeys = await buyer.keys()
        const { coupons } = cart
        const order = { draft, lineIds, evaluation, customerId, customerKeys, compiled, coupons }
        await commitUses(scope, tx, order)
      }
    }
  }
}

/** Who bought, where what applied counts by it: crm may have made the customer of this very order. */
async function buyerOfPlaced(
  scope: PromotionsScope,
  tx: Tx,
  { askBuyer, compiled, evaluation }: EvaluatedCart,
  { buyer: named, channelId, region }: OrderDraft
): Promise<BuyerFacts> {
  const applied = evaluation.applied.map(
    ({ promotionId }) => compiled.byId.get(promotionId)!.promotion
  )
  const isAsked = applied.some(
    (promotion) => promotion.campaign !== undefined || concernsCustomer(scope, promotion)
  )
  // Whoever enters a code of one's own was looked up for it; nobody can have claimed it by what this order makes known.
  if (!isAsked) return applied.some(({ coupon }) => coupon === 'unique') ? askBuyer() : nobody
  const buyer = await askBuyer()
  if (buyer.customerId !== null || !scope.parts.crm || named === null) return buyer
  return findBuyer(scope, tx, { ...named, channelId, region })
}

function cartOf(draft: OrderDraft): NamedCart {
  return {
    channelId: draft.channelId,
    currency: draft.currency,
    pricesIncludeTax: draft.pricesIncludeTax,
    lines: draft.lines.map(({ sku, variantId, quantity, listPriceMinor }) => ({
      variant: { id: variantId, sku },
      quantity,
      listPriceMinor,
      unitPriceMinor: undefined,
      taxRatesBps: []
    })),
    shippingMinor: draft.shippingMinor,
    shippingTaxRatesBps: [],
    buyer: draft.buyer,
    region: draft.region,
    payment: draft.payment,
    codes: draft.codes,
    giftChoices: draft.giftChoices,
    groupId: draft.groupId
  }
}
