import { allocate, basisPointsOf, safeMinor } from '#core/money'
import type { CartLine, CartSnapshot } from './types.ts'

/** Something of a cart that has a price and may be discounted: a line, or shipping. */
export interface Target {
  /** Its place in the canonical order; shipping is on its own, at 0. */
  index: number
  /** Null: shipping. */
  line: CartLine | null
  quantity: number
  /** quantity × unit price. */
  listMinor: number
  /** Least it may be sold for, all units together. */
  floorMinor: number
  taxRatesBps: readonly number[]
}

/** What is left of each target's price, by its index. Changed as discounts are taken. */
export type Amounts = number[]

/** A cart made ready: its lines in canonical order, so that no result depends on the order they came in. */
export interface Basket {
  cart: CartSnapshot
  lines: readonly Target[]
  shipping: Target
  /** Whether two lines are of one SKU: then promotions that count units by SKU look at them together. */
  hasSkuTwice: boolean
  /** Whether lines are taxed differently on top of their prices: then weights are what a buyer pays. */
  hasMixedTaxes: boolean
}

/** Makes a cart ready to be reckoned. */
export function basketOf(cart: CartSnapshot): Basket {
  const sorted = cart.lines.toSorted(canonically)
  const lines = sorted.map((line, index): Target => {
    const { quantity, unitPriceMinor, unitFloorMinor, taxRatesBps } = line
    const listMinor = safeMinor(quantity * unitPriceMinor)
    const floorMinor = Math.min(listMinor, quantity * (unitFloorMinor ?? 0))
    return { index, line, quantity, listMinor, floorMinor, taxRatesBps }
  })
  return {
    cart,
    lines,
    shipping: {
      index: 0,
      line: null,
      quantity: 1,
      listMinor: cart.shippingMinor,
      floorMinor: 0,
      taxRatesBps: cart.shippingTaxRatesBps
    },
    hasSkuTwice: sorted.some((line, i) => line.sku === sorted[i - 1]?.sku),
    hasMixedTaxes:
      !cart.pricesIncludeTax && new Set(sorted.map((line) => sumOf(line.taxRatesBps))).size > 1
  }
}

/**
 * The canonical order of lines: by SKU, then dearer units, then more of them, then line id. "Ties to the first line"
 * means the first of these.
 */
function canonically(a: CartLine, b: CartLine): number {
  return (
    compareText(a.sku, b.sku) ||
    b.unitPriceMinor - a.unitPriceMinor ||
    b.quantity - a.quantity ||
    compareText(a.lineId, b.lineId)
  )
}

/** Orders text by its code units: the same on every machine, whatever its language. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** Sums whole numbers. */
export function sumOf(numbers: readonly number[]): number {
  let sum = 0
  for (const number of numbers) sum += number
  return sum
}

/**
 * Splits an amount over targets by largest remainder, none of them more than its room; what a full one cannot take is
 * spread again over the others.
 *
 * Shape: one part a target, same order. They sum to the amount, or to all the room there is.
 * Source: domain rule "splitting an amount over lines"; Sylius' minimum price distribution.
 */
export function spread(
  amountMinor: number,
  weights: readonly number[],
  rooms: readonly number[]
): number[] {
  const parts = rooms.map(() => 0)
  let open = rooms.map((_, i) => i).filter((i) => rooms[i]! > 0)
  let restMinor = Math.min(amountMinor, sumOf(rooms))
  while (restMinor > 0) {
    const shares = allocate(
      restMinor,
      open.map((i) => weights[i]!)
    )
    const isOver = (i: number, at: number) => shares[at]! > rooms[i]!
    const over = open.filter(isOver)
    if (over.length === 0) {
      open.forEach((i, at) => {
        parts[i] = shares[at]!
      })
      break
    }
    for (const i of over) {
      parts[i] = rooms[i]!
      restMinor -= rooms[i]!
    }
    open = open.filter((i) => !over.includes(i))
  }
  return parts
}

/** What a buyer pays for an amount of a target, roughly: with the tax on top. Only used as a weight. */
export function withTaxOnTop(amountMinor: number, taxRatesBps: readonly number[]): number {
  return amountMinor + basisPointsOf(amountMinor, sumOf(taxRatesBps))
}
