/*
 * The arithmetic of keeping stock, as inventory textbooks and Odoo have it; published worked numbers are the tests.
 * Nothing is rounded here: callers round up to whole units with `unitsUp`.
 */

/** Demand of one SKU, in units a calendar day, days without a sale included. */
export interface DailyDemand {
  mean: number
  /** Sample standard deviation (n − 1). */
  sd: number
}

/** How a SKU is ordered again. */
export interface SupplyTerms {
  /** Service factor: 1.6449 serves 95 % of the cycles. */
  serviceZ: number
  leadTimeDays: number
  /** Standard deviation of the lead time. */
  leadTimeSdDays?: number
  /** Days between two looks at the stock. Default 0: it is looked at all the time. */
  reviewDays?: number
}

/** Mean and sample standard deviation of units a day; 0 and 0 without days. */
export function dailyDemand(unitsByDay: readonly number[]): DailyDemand {
  const days = unitsByDay.length
  if (days === 0) return { mean: 0, sd: 0 }
  const mean = unitsByDay.reduce((sum, units) => sum + units, 0) / days
  const squares = unitsByDay.reduce((sum, units) => sum + (units - mean) ** 2, 0)
  return { mean, sd: days > 1 ? Math.sqrt(squares / (days - 1)) : 0 }
}

/** Safety stock: z × √((L + R) × sd² + d² × sL²). */
export function safetyStockUnits(demand: DailyDemand, terms: SupplyTerms): number {
  const { serviceZ, leadTimeDays, leadTimeSdDays = 0, reviewDays = 0 } = terms
  const variance =
    (leadTimeDays + reviewDays) * demand.sd ** 2 + demand.mean ** 2 * leadTimeSdDays ** 2
  return serviceZ * Math.sqrt(variance)
}

/** Reorder point: what is sold during the lead time, and the safety stock. */
export function reorderPointUnits(demand: DailyDemand, terms: SupplyTerms): number {
  return demand.mean * terms.leadTimeDays + safetyStockUnits(demand, terms)
}

/** Order-up-to level: what is sold until the order after the next one arrives, and the safety stock. */
export function orderUpToUnits(demand: DailyDemand, terms: SupplyTerms): number {
  const { leadTimeDays, reviewDays = 0 } = terms
  return demand.mean * (leadTimeDays + reviewDays) + safetyStockUnits(demand, terms)
}

/**
 * Economic order quantity: √(2 × demand × cost of an order / cost of holding a unit), over the same period.
 * Null when holding costs nothing.
 */
export function economicOrderUnits(
  demandUnits: number,
  costs: { perOrder: number; perUnitHeld: number }
): number | null {
  if (costs.perUnitHeld <= 0) return null
  return Math.sqrt((2 * demandUnits * costs.perOrder) / costs.perUnitHeld)
}

/** Whole units that are at least this much; what floating point adds at the twelfth digit does not count. */
export function unitsUp(units: number): number {
  return Math.ceil(Number(units.toPrecision(12)))
}

/**
 * What to order so that the forecast is not below the minimum: up to the maximum, in multiples. 0: nothing.
 *
 * Source: Odoo, stock_orderpoint.py, `_compute_qty_to_order`.
 */
export function quantityToOrder(rule: {
  /** On hand + incoming − promised. */
  forecast: number
  min: number
  max: number
  /** 0 or 1: any quantity. */
  multiple?: number
}): number {
  const { forecast, min, max, multiple = 1 } = rule
  if (forecast >= min) return 0
  const quantity = Math.max(min, max) - forecast
  const remainder = multiple > 0 ? quantity % multiple : 0
  return remainder > 0 ? quantity + multiple - remainder : quantity
}

/** Days that what is available lasts. Null without demand; 0 when nothing is available. */
export function daysOfCover(availableUnits: number, dailyMean: number): number | null {
  return dailyMean > 0 ? Math.max(0, availableUnits) / dailyMean : null
}
