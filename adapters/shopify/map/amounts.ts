import { currencyExponent } from '#core/currency'
import { parseAmountMinor } from '#core/money'
import type { WireLine, WireMoneyBag } from '../wire.ts'

/** Reads money of one order. Errors: TypeError for another currency; AMOUNT_INVALID, CURRENCY_UNKNOWN. */
export class MoneyReader {
  readonly currency: string

  constructor(currency: string) {
    // Said first: an unknown currency is the reason for whatever follows from it.
    currencyExponent(currency)
    this.currency = currency
  }

  /** Minor units of an amount, times a quantity. */
  minor({ presentmentMoney }: WireMoneyBag, quantity = 1): number {
    const { amount, currencyCode } = presentmentMoney
    if (currencyCode !== this.currency) {
      throw new TypeError(`an amount in ${currencyCode} in an order in ${this.currency}`)
    }
    return parseAmountMinor(String(amount), currencyCode, quantity)
  }

  sum(bags: readonly WireMoneyBag[]): number {
    return bags.reduce((sum, bag) => sum + this.minor(bag), 0)
  }
}

/** What a line costs, in minor units. */
export interface LineAmounts {
  unitPriceMinor: number
  /** After the line's own discounts, before its share of those on the whole order. */
  totalMinor: number
  discountMinor: number
  /** Of `discountMinor`, the shares of discounts on the whole order. */
  sharedMinor: number
  taxMinor: number
}

/** Amounts of a line. A discount on all lines that is spread across them belongs to the order. */
export function amountsOf(line: WireLine, money: MoneyReader): LineAmounts {
  const { quantity, originalUnitPriceSet, discountAllocations, taxLines } = line
  const isShare = ({ discountApplication }: WireLine['discountAllocations'][number]) =>
    discountApplication.allocationMethod === 'ACROSS' &&
    discountApplication.targetSelection === 'ALL'
  const amounts = (allocations: WireLine['discountAllocations']) =>
    money.sum(allocations.map(({ allocatedAmountSet }) => allocatedAmountSet))
  const sharedMinor = amounts(discountAllocations.filter(isShare))
  const discountMinor = amounts(discountAllocations)
  return {
    unitPriceMinor: money.minor(originalUnitPriceSet),
    totalMinor: money.minor(originalUnitPriceSet, quantity) - (discountMinor - sharedMinor),
    discountMinor,
    sharedMinor,
    taxMinor: money.sum(taxLines.map(({ priceSet }) => priceSet))
  }
}
