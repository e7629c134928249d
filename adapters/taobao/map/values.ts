import { instantInZone, localTimeOf } from '#core/channel/reading'
import { formatAmount, parseAmountMinor } from '#core/money'
import type { Instant } from '#core/time'

/** All times of the platform are Beijing's and say no zone. */
const zone = 'UTC+8'

/** Everything on the platform costs yuan. */
export const currency = 'CNY'

/** Reads one of their times. Errors: TypeError. */
export function toInstant(time: string): Instant {
  return instantInZone(time, zone)
}

/** Writes a time as they do; parts of a second are dropped. */
export function toTime(instant: Instant): string {
  return localTimeOf(instant, zone)
}

/** Reads yuan as fen; nothing is zero. Errors: AMOUNT_INVALID. */
export function toFen(yuan: string | number | undefined): number {
  return yuan === undefined || yuan === '' ? 0 : parseAmountMinor(String(yuan), currency)
}

/** Writes fen as yuan with two places. */
export function toYuan(fen: number): string {
  return formatAmount(fen, currency)
}

/** What we call a listing: the item, and its SKU where it has several. */
export function listingIdOf(item: string | number, sku?: string | number): string {
  return sku === undefined || sku === '' || String(sku) === '0' ? String(item) : `${item}:${sku}`
}

/** Item and SKU of a listing. */
export function listingPartsOf(externalListingId: string): { item: string; sku: string | null } {
  const [item = '', sku = null] = externalListingId.split(':')
  return { item, sku }
}
