import { allocate } from '#core/money'

interface DiscountedLine {
  quantity: number
  unitPriceMinor: number | null
  totalMinor: number
  discountMinor: number
}

/**
 * What each line bears of a discount on the whole order, at most what there is to discount.
 *
 * Channels write the shares into the discounts of lines, some of them together with what a line has of its own: that is told
 * by the unit price. Where neither adds up, the discount is spread by what the lines cost, largest remainder.
 */
export function discountShares(lines: readonly DiscountedLine[], discountMinor: number): number[] {
  if (discountMinor === 0 || lines.length === 0) return lines.map(() => 0)
  const given = lines.map((line) => line.discountMinor)
  if (areShares(given, lines, discountMinor)) return given
  const beyondOwn = lines.map((line) => line.discountMinor - ownDiscount(line))
  if (areShares(beyondOwn, lines, discountMinor)) return beyondOwn
  const weights = lines.map(({ totalMinor }) => totalMinor)
  const subtotalMinor = weights.reduce((sum, weight) => sum + weight, 0)
  return allocate(Math.min(discountMinor, subtotalMinor), weights)
}

function ownDiscount({ unitPriceMinor, quantity, totalMinor }: DiscountedLine): number {
  return unitPriceMinor === null ? 0 : unitPriceMinor * quantity - totalMinor
}

function areShares(
  shares: readonly number[],
  lines: readonly DiscountedLine[],
  discountMinor: number
): boolean {
  const isInLine = shares.every((share, at) => share >= 0 && share <= lines[at]!.totalMinor)
  return isInLine && shares.reduce((sum, share) => sum + share, 0) === discountMinor
}

interface Amounts {
  discountMinor: number
  shippingMinor: number
  taxMinor: number
  totalMinor: number
}

/** Whether tax comes on top of what lines cost; else it is in it. */
export function hasTaxAdded(
  { discountMinor, shippingMinor, taxMinor, totalMinor }: Amounts,
  subtotalMinor: number
): boolean {
  return taxMinor !== 0 && totalMinor === subtotalMinor - discountMinor + shippingMinor + taxMinor
}

/**
 * Tax of each line, and what is left for shipping. Where the lines say nothing, the order's tax is spread over what they and
 * shipping cost.
 */
export function taxShares(
  lines: readonly { totalMinor: number; taxMinor: number }[],
  { taxMinor, shippingMinor }: Amounts,
  discounts: readonly number[]
): { lines: readonly number[]; restMinor: number } {
  const taxes = lines.map((line) => line.taxMinor)
  const ofLines = taxes.reduce((sum, tax) => sum + tax, 0)
  if (ofLines !== 0 || taxMinor === 0) {
    return { lines: taxes, restMinor: Math.max(0, taxMinor - ofLines) }
  }
  const values = lines.map(({ totalMinor }, at) => totalMinor - discounts[at]!)
  const parts = allocate(taxMinor, [...values, Math.max(0, shippingMinor)])
  return { lines: parts.slice(0, -1), restMinor: parts.at(-1)! }
}
