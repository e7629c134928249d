import type { Reader } from '#core/database/db'
import { addDays, addMonths, monthsBetween } from './calendar.ts'
import {
  activeByMonth,
  cohortCells,
  type DaySpan,
  lostBetween,
  repeatBuyers,
  retainedByMonth,
  soldIn
} from './repository/days-read.ts'

/** A span of calendar months in the shop's zone, both included. */
export interface MonthSpan {
  fromMonth: string
  toMonth: string
}

/** Part of a whole in basis points, rounded half-up; null when there is no whole. */
export function rateBps(part: number, whole: number): number | null {
  return whole === 0 ? null : Math.floor((part * 20_000 + whole) / (whole * 2))
}

/**
 * Cohorts by the month of the first order: how many of each have an order in each month since. Month 0 is the cohort's
 * size. Months without anybody are there too.
 */
export async function readCohorts(db: Reader, span: MonthSpan) {
  const byCohort = new Map<string, Map<string, number>>()
  for (const { cohortMonth, month, customers } of await cohortCells(db, span)) {
    const months = byCohort.get(cohortMonth) ?? new Map<string, number>()
    byCohort.set(cohortMonth, months.set(month, customers))
  }
  return [...byCohort].map(([cohortMonth, months]) => {
    const size = months.get(cohortMonth) ?? 0
    return {
      cohortMonth,
      size,
      months: monthsBetween(cohortMonth, span.toMonth).map((month, index) => {
        const customers = months.get(month) ?? 0
        return { month, index, customers, rateBps: rateBps(customers, size) }
      })
    }
  })
}

/**
 * Month by month: customers with an order, those whose first it is, and those who had one in the month before as well.
 * `rateBps` is the latter as part of those of the month before.
 */
export async function readRetention(db: Reader, span: MonthSpan) {
  const before = addMonths(span.fromMonth, -1)
  const months = monthsBetween(span.fromMonth, span.toMonth)
  const pairs = months.map((month) => ({ month, previous: addMonths(month, -1) }))
  const [active, retained] = await Promise.all([
    activeByMonth(db, { fromMonth: before, toMonth: span.toMonth }),
    retainedByMonth(db, pairs)
  ])
  const activeIn = new Map(active.map((row) => [row.month, row]))
  const retainedIn = new Map(retained.map((row) => [row.month, row.retained]))
  return pairs.map(({ month, previous }) => {
    const kept = retainedIn.get(month) ?? 0
    return {
      month,
      active: activeIn.get(month)?.active ?? 0,
      new: activeIn.get(month)?.fresh ?? 0,
      retained: kept,
      rateBps: rateBps(kept, activeIn.get(previous)?.active ?? 0)
    }
  })
}

/** Buyers with two orders or more, as part of all buyers, in a span of days. */
export async function readRepurchase(db: Reader, span: DaySpan) {
  const counts = await repeatBuyers(db, span)
  return { ...span, ...counts, rateBps: rateBps(counts.repeatBuyers, counts.buyers) }
}

/**
 * Customers lost in a span of days. At the beginning of a day a customer is active who has an order in the `afterDays` days
 * before it. Churned are those active at `fromOn` and no longer at `toOn`.
 */
export async function readChurn(
  db: Reader,
  { fromOn, toOn, afterDays }: DaySpan & { afterDays: number }
) {
  const earlier = { fromOn: addDays(fromOn, -afterDays), toOn: fromOn }
  const later = { fromOn: addDays(toOn, -afterDays), toOn }
  const { active, churned } = await lostBetween(db, earlier, later)
  return { fromOn, toOn, afterDays, active, churned, rateBps: rateBps(churned, active) }
}

/** What simple CLV is reckoned with. */
export interface SimpleClvOptions extends DaySpan {
  currency: string
  /** Months that the span of days has. */
  windowMonths: number
  /** What remains of net sales. */
  marginBps: number
  /** How long a customer stays. */
  lifetimeMonths: number
}

/**
 * Simple customer lifetime value: average order × orders of a buyer × margin × lifetime, where orders are those of the
 * window, and the lifetime is counted in windows.
 *
 * Units: `averageOrderMinor` and `valueMinor` rounded half-up, the latter once at the end; null: nobody has bought.
 */
export async function readSimpleClv(db: Reader, options: SimpleClvOptions) {
  const { currency, fromOn, toOn, windowMonths, marginBps, lifetimeMonths } = options
  const { netMinor, orders, buyers } = await soldIn(db, currency, { fromOn, toOn })
  const value = () =>
    halfUp(
      BigInt(netMinor) * BigInt(marginBps) * BigInt(lifetimeMonths),
      BigInt(buyers) * BigInt(windowMonths) * 10_000n
    )
  return {
    fromOn,
    toOn,
    buyers,
    orders,
    netMinor,
    averageOrderMinor: orders === 0 ? null : halfUp(BigInt(netMinor), BigInt(orders)),
    ordersPerBuyer: buyers === 0 ? null : Math.round((orders / buyers) * 10_000) / 10_000,
    marginBps,
    lifetimeMonths,
    valueMinor: buyers === 0 ? null : value()
  }
}

function halfUp(part: bigint, whole: bigint): number {
  return Number((part * 2n + whole) / (whole * 2n))
}
