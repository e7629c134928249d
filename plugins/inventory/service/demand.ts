import type { Reader } from '#core/database/db'
import type { Shop } from '#core/plugin'
import { type Instant, instantAt, instantMs } from '#core/time'
import { dayOn } from '#core/zone'
import { type DailyDemand, dailyDemand } from '../formulas.ts'
import { demandBetween } from '../repository/demand.ts'

const dayMs = 24 * 60 * 60 * 1000

/** Whole business days that demand is averaged over: today does not count, it is not over. */
export interface DemandWindow {
  fromOn: string
  /** The first day that is not in it. */
  toOn: string
  days: number
}

/** The window of `days` whole days before the business day of an instant. */
export function windowBefore(now: Instant, shop: Readonly<Shop>, days: number): DemandWindow {
  const toOn = dayOn(now, shop.zone, shop.dayStartsAtHour)
  return { fromOn: daysBefore(toOn, days), toOn, days }
}

/** The date a number of days before another. */
export function daysBefore(dateOn: string, days: number): string {
  return instantAt(instantMs(`${dateOn}T00:00:00.000Z`) - days * dayMs).slice(0, 10)
}

/** Whole days from one date to a later one. */
export function daysBetween(fromOn: string, toOn: string): number {
  const [from, to] = [fromOn, toOn].map((on) => instantMs(`${on}T00:00:00.000Z`))
  return Math.round((to! - from!) / dayMs)
}

/** Daily demand by `variantId@locationId`, days without a sale included. One query for any number of variants. */
export async function demandOf(
  db: Reader,
  variantIds: readonly string[],
  window: DemandWindow
): Promise<(variantId: string, locationId: string) => DailyDemand> {
  const unitsByLevel = new Map<string, number[]>()
  for (const row of await demandBetween(db, variantIds, window)) {
    const key = `${row.variantId}@${row.locationId}`
    let units = unitsByLevel.get(key)
    if (!units) {
      units = Array.from({ length: window.days }, () => 0)
      unitsByLevel.set(key, units)
    }
    units[daysBetween(window.fromOn, row.dayOn)] = row.quantity
  }
  const byLevel = new Map([...unitsByLevel].map(([key, units]) => [key, dailyDemand(units)]))
  return (variantId, locationId) => byLevel.get(`${variantId}@${locationId}`) ?? { mean: 0, sd: 0 }
}
