import { basisPointsOf, formatAmount } from '#core/money'
import type { WireBreakdown, WireMoney, WireOrderItem } from '../wire.ts'

/** Tax on top of every price. */
const taxBps = 1000
/** Off from this many units of one item on. */
const discountFrom = 3
const discountBps = 1000
const shippingMinor = 499
/** Orders of one unit below this pay for delivery. */
const freeFromMinor = 5000

/** Writes an amount as Amazon does. */
export function moneyOf(amountMinor: number, currencyCode: string): WireMoney {
  return { amount: formatAmount(amountMinor, currencyCode), currencyCode }
}

/** What an item of an order brings in, by categories, with its total in minor units. */
export function proceedsOf(
  { unitMinor, quantity }: { unitMinor: number; quantity: number },
  currency: string
): { proceeds: NonNullable<WireOrderItem['proceeds']>; totalMinor: number } {
  const money = (amountMinor: number) => moneyOf(amountMinor, currency)
  const goodsMinor = unitMinor * quantity
  const discountMinor = quantity >= discountFrom ? basisPointsOf(goodsMinor, discountBps) : 0
  const deliveryMinor = quantity === 1 && goodsMinor < freeFromMinor ? shippingMinor : 0
  const taxMinor = basisPointsOf(goodsMinor - discountMinor, taxBps)
  const deliveryTaxMinor = basisPointsOf(deliveryMinor, taxBps)
  const part = (subtype: string, amountMinor: number) => ({ subtype, value: money(amountMinor) })
  const breakdowns: WireBreakdown[] = [
    { type: 'ITEM', subtotal: money(goodsMinor) },
    {
      type: 'TAX',
      subtotal: money(taxMinor + deliveryTaxMinor),
      detailedBreakdowns: [
        part('ITEM', taxMinor),
        ...(deliveryTaxMinor > 0 ? [part('SHIPPING', deliveryTaxMinor)] : [])
      ]
    }
  ]
  if (deliveryMinor > 0) breakdowns.push({ type: 'SHIPPING', subtotal: money(deliveryMinor) })
  if (discountMinor > 0) {
    const detailedBreakdowns = [part('ITEM', discountMinor)]
    breakdowns.push({ type: 'DISCOUNT', subtotal: money(discountMinor), detailedBreakdowns })
  }
  const totalMinor = goodsMinor - discountMinor + taxMinor + deliveryMinor + deliveryTaxMinor
  return { proceeds: { proceedsTotal: money(totalMinor), breakdowns }, totalMinor }
}
