import { type ExactSale, exactContribution, type ProfitRates } from './contribution.ts'

const whole = 10_000n

/** One unit as it is offered. */
export interface OfferedUnit {
  costMinor: number
  taxBps: number
  /** Whether the price that is looked for includes tax. */
  isTaxIncluded: boolean
}

/**
 * The least unit price at which CM3 is at least `floorBps` of net sales and `floorMinor` more. The unit bears its part
 * of an order's costs: one in `unitsPerOrder`.
 *
 * Exact: at one minor unit less the floor is broken. Null when no price reaches it: fees, ads and floor take all of it.
 */
export function priceFloor(rates: ProfitRates, unit: OfferedUnit): number | null {
  const atZero = leftAt(rates, unit, 0n)
  const slope = leftAt(rates, unit, 1n) - atZero
  if (atZero >= 0n) return 0
  if (slope <= 0n) return null
  const price = (-atZero + slope - 1n) / slope
  return price > BigInt(Number.MAX_SAFE_INTEGER) ? null : Number(price)
}

/** Whether any price can reach the floor, whatever a unit costs. */
export function isFloorReachable(rates: ProfitRates): boolean {
  const unit = { costMinor: 1, taxBps: rates.taxBps, isTaxIncluded: true }
  return leftAt(rates, unit, 1n) - leftAt(rates, unit, 0n) > 0n
}

/** What a price leaves above the floor, in parts too small to matter: linear in the price. */
function leftAt(rates: ProfitRates, unit: OfferedUnit, price: bigint): bigint {
  const taxed = whole + BigInt(unit.taxBps)
  const sale: ExactSale = {
    paid: price * taxed,
    net: price * whole,
    per: unit.isTaxIncluded ? taxed : whole,
    units: 1n,
    cost: BigInt(unit.costMinor),
    times: 1n,
    of: BigInt(rates.unitsPerOrder),
    promotions: 0n
  }
  const { cm3, sales, scale } = exactContribution(rates, sale)
  return cm3 * whole - sales * BigInt(rates.floorBps) - BigInt(rates.floorMinor) * scale * whole
}
