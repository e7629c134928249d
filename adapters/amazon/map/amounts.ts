import { currencyExponent } from '#core/currency'
import { parseAmountMinor } from '#core/money'
import type { WireBreakdown, WireMoney, WireOrderItem } from '../wire.ts'

/** What an order item costs, in minor units of the order's currency. */
export interface ItemAmounts {
  unitPriceMinor: number | null
  /** Goods and their wrapping, after the item's discount. */
  totalMinor: number
  discountMinor: number
  taxMinor: number
  /** What is charged beside the goods: delivery after its discount, and fees. */
  shippingMinor: number
  /** Of `taxMinor`, what belongs to `shippingMinor`. */
  shippingTaxMinor: number
}

/**
 * Reads money in one currency. Errors: TypeError for another one; AMOUNT_INVALID,
 * CURRENCY_UNKNOWN.
 */
export class MoneyReader {
  readonly currency: string

  constructor(currency: string) {
    // Said first: an unknown currency is the reason for whatever follows from it.
    currencyExponent(currency)
    this.currency = currency
  }

  minor({ amount, currencyCode }: WireMoney): number {
    if (currencyCode !== this.currency) {
      throw new TypeError(`an amount in ${currencyCode} in an order in ${this.currency}`)
    }
    return parseAmountMinor(String(amount), currencyCode)
  }

  /** Sum of a category. Discounts count without their sign. */
  subtotal(breakdowns: readonly { type: string; subtotal: WireMoney }[], type: string): number {
    return breakdowns
      .filter((breakdown) => breakdown.type === type)
      .reduce((sum, { subtotal }) => sum + Math.abs(this.minor(subtotal)), 0)
  }

  /** Of a category, the part that belongs to another one, such as the tax of the delivery. */
  part(breakdowns: readonly WireBreakdown[], type: string, subtype: string): number {
    return breakdowns
      .filter((breakdown) => breakdown.type === type)
      .flatMap(({ detailedBreakdowns = [] }) => detailedBreakdowns)
      .filter((detail) => detail.subtype === subtype && detail.value !== undefined)
      .reduce((sum, { value }) => sum + Math.abs(this.minor(value!)), 0)
  }
}

/**
 * Currency of an order: that of its first amount; null when it has none, as while payment is
 * pending.
 */
export function currencyIn(
  grandTotal: WireMoney | undefined,
  items: readonly WireOrderItem[]
): string | null {
  const first = items.flatMap(({ proceeds, product }) => [
    proceeds?.proceedsTotal,
    product.price?.unitPrice
  ])
  return [grandTotal, ...first].find((money) => money !== undefined)?.currencyCode ?? null
}

/**
 * Amounts of an item by its breakdowns; an item without them costs its unit price, which Amazon
 * shows before taxes and discounts. Errors: as MoneyReader.
 */
export function amountsOf(item: WireOrderItem, money: MoneyReader): ItemAmounts {
  const unitPrice = item.product.price?.unitPrice
  const unitPriceMinor = unitPrice === undefined ? null : money.minor(unitPrice)
  const breakdowns = item.proceeds?.breakdowns ?? []
  const all = (type: string) => money.subtotal(breakdowns, type)
  const discountMinor = all('DISCOUNT')
  const shippingDiscountMinor = money.part(breakdowns, 'DISCOUNT', 'SHIPPING')
  const hasGoods = breakdowns.some(({ type }) => type === 'ITEM')
  const goodsMinor = hasGoods ? all('ITEM') : withoutBreakdown(item, money, unitPriceMinor)
  return {
    unitPriceMinor,
    totalMinor: goodsMinor + all('GIFT_WRAP') - (discountMinor - shippingDiscountMinor),
    discountMinor: discountMinor - shippingDiscountMinor,
    taxMinor: all('TAX'),
    shippingMinor: all('SHIPPING') + all('COD_FEE') + all('OTHER') - shippingDiscountMinor,
    shippingTaxMinor: money.part(breakdowns, 'TAX', 'SHIPPING')
  }
}

function withoutBreakdown(
  { quantityOrdered, proceeds }: WireOrderItem,
  money: MoneyReader,
  unitPriceMinor: number | null
): number {
  if (unitPriceMinor !== null) return unitPriceMinor * quantityOrdered
  return proceeds?.proceedsTotal === undefined ? 0 : money.minor(proceeds.proceedsTotal)
}
