import { DateTime } from 'luxon'
import type { Shop } from '#core/plugin'
import { type Instant, instantAt, instantMs } from '#core/time'
import { dayOn, dayStart } from '#core/zone'

/** Instants between which cases are counted and units are sold; `to` is exclusive. */
export interface Window {
  from: Instant
  to: Instant
}

/** So many business days of the shop, today among them, up to now. */
export function windowOf(now: Instant, days: number, shop: Readonly<Shop>): Window {
  const today = dayOn(now, shop.zone, shop.dayStartsAtHour)
  const first = DateTime.fromISO(today, { zone: 'utc' }).minus({ days: days - 1 })
  const from = dayStart(first.toISODate() as string, shop.zone, shop.dayStartsAtHour)
  // What happens at this very instant counts.
  return { from, to: instantAt(instantMs(now) + 1) }
}
