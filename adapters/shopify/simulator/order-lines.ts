import type { SimulatedOrder } from '#core/channel/simulator'
import { allocate, formatAmount, parseAmountMinor } from '#core/money'
import type { WireLine, WireMoneyBag } from '../wire.ts'
import type { Shelf } from './shelf.ts'

/** Prices hold 19 percent of tax. */
const taxPercent = 19
/** Every second order has a code that takes 5 percent off. */
const discountPercent = 5

/** Writes an amount as Shopify does. */
export function bagOf(amountMinor: number, currencyCode: string): WireMoneyBag {
  return { presentmentMoney: { amount: formatAmount(amountMinor, currencyCode), currencyCode } }
}

/** Minor units of an amount. */
export function minorOf({ presentmentMoney }: WireMoneyBag, quantity = 1): number {
  const { amount, currencyCode } = presentmentMoney
  return parseAmountMinor(amount, currencyCode, quantity)
}

/** Lines of a new order, and what they come to after the discount. */
export function linesOf(
  wishes: NonNullable<SimulatedOrder['lines']>,
  { shelf, currency, index }: { shelf: Shelf; currency: string; index: number },
  nextId: () => string
): { lines: WireLine[]; goodsMinor: number; taxMinor: number } {
  const prices = wishes.map(({ sku, unitPriceMinor }) => {
    const price = shelf.bySku(sku)?.price
    return unitPriceMinor ?? (price === undefined ? 1000 : parseAmountMinor(price, shelf.currency))
  })
  const gross = wishes.map(({ quantity }, place) => quantity * prices[place]!)
  const grossMinor = gross.reduce((sum, one) => sum + one, 0)
  const discountMinor = index % 2 ? Math.round((grossMinor * discountPercent) / 100) : 0
  const shares = allocate(discountMinor, gross)
  const taxes = gross.map((one, place) =>
    Math.round(((one - shares[place]!) * taxPercent) / (100 + taxPercent))
  )
  const lines = wishes.map(({ sku, quantity, title }, place): WireLine => {
    const variant = shelf.bySku(sku)
    return {
      id: nextId(),
      sku,
      name: title ?? variant?.product.title ?? sku,
      quantity,
      variant: variant && { id: variant.id },
      originalUnitPriceSet: bagOf(prices[place]!, currency),
      discountAllocations:
        discountMinor === 0
          ? []
          : [
              {
                allocatedAmountSet: bagOf(shares[place]!, currency),
                discountApplication: { allocationMethod: 'ACROSS', targetSelection: 'ALL' }
              }
            ],
      taxLines: [{ priceSet: bagOf(taxes[place]!, currency) }]
    }
  })
  const taxMinor = taxes.reduce((sum, one) => sum + one, 0)
  return { lines, goodsMinor: grossMinor - discountMinor, taxMinor }
}
