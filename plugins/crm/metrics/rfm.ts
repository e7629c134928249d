import type { Reader } from '#core/database/db'
import { type Page, pageOf } from '#core/database/keyset'
import type { Shop } from '#core/plugin'
import type { Instant } from '#core/time'
import { addDays, businessDay, daysBetween } from './calendar.ts'
import { type ScoredRow, type Spent, scoredQuery } from './repository/rfm.ts'

/** What RFM is reckoned from. */
export interface RfmOptions {
  currency: string
  /** The day it is looked at: orders placed before it count. Default: tomorrow, so that all orders do. */
  snapshotOn: string
  /** What monetary sums: order lines at sale, or less discounts of the order and refunds. */
  monetary: Spent
}

/** How recently, how often and for how much a customer has bought, each scored from 1 to 5. */
export interface Rfm {
  customerId: string
  lastOrderOn: string
  /** Whole calendar days from the last order to the snapshot. */
  recencyDays: number
  /** Orders. */
  frequency: number
  monetaryMinor: number
  recencyScore: number
  frequencyScore: number
  monetaryScore: number
}

/** The day after an instant's business day: all orders until then count, and today's are one day ago. */
export function snapshotAt(shop: Readonly<Shop>, now: Instant): string {
  return addDays(businessDay(shop, now), 1)
}

/**
 * One page of RFM by customer: whoever has an order in the currency. Guests and orders that do not count are left out.
 *
 * Scores are quintiles by rank: of n customers, one whom k have a worse value than scores 1 + floor(5k ÷ n). Equal values
 * have equal scores, those of the worst of them; so where many tie, a score may have nobody.
 */
export async function readRfm(
  db: Reader,
  options: RfmOptions,
  paging: { limit: number; after?: string | undefined }
): Promise<Page<Rfm>> {
  const query = scoredQuery(db, options)
  const { data, next } = await pageOf(query, { list: 'rfm', sort: ['customerId'], ...paging })
  return { data: data.map((row) => toRfm(row, options.snapshotOn)), next }
}

/** RFM of one customer, scored among all; undefined: no order counts. */
export async function customerRfm(
  db: Reader,
  options: RfmOptions,
  customerId: string
): Promise<Rfm | undefined> {
  const row = await scoredQuery(db, options).where('customerId', '=', customerId).executeTakeFirst()
  return row && toRfm(row, options.snapshotOn)
}

function toRfm({ lastOn, monetary, ...row }: ScoredRow, snapshotOn: string): Rfm {
  return {
    ...row,
    lastOrderOn: lastOn,
    recencyDays: daysBetween(lastOn, snapshotOn),
    monetaryMinor: monetary
  }
}
