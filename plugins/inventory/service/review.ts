import type { Alerts } from '#core/alerts/types'
import type { JobContext } from '#core/jobs'
import type { Shop } from '#core/plugin'
import type { Tx } from '#core/transaction'
import { dayOn } from '#core/zone'
import {
  type DailyDemand,
  daysOfCover,
  orderUpToUnits,
  reorderPointUnits,
  unitsUp
} from '../formulas.ts'
import { activityOf } from '../repository/demand.ts'
import { type PlannedLevel, plannedLevels, saveComputed } from '../repository/policies.ts'
import type { StockPolicyRow } from '../tables.ts'
import { type Finding, settleFindings } from './alerts.ts'
import { daysBetween, demandOf, windowBefore } from './demand.ts'
import { availabilities, type Ledger } from './ledger.ts'

/** Policies looked at in one transaction. */
const reviewMax = 250
/** Days beyond the threshold before an alert on cover is cleared; part of the threshold for slow movers. */
const coverMarginDays = 1
const slowMarginShare = 0.1

export interface ReviewParts {
  ledger: Ledger
  alerts: Alerts
  shop: Readonly<Shop>
  demandWindowDays: number
}

/**
 * The nightly look at every policy: reorder points that follow from demand, days of cover, slow movers. Each page is one
 * transaction; doing a page again gives the same result.
 */
export async function reviewPolicies(parts: ReviewParts, job: JobContext<unknown>): Promise<void> {
  let after = { variantId: '', locationId: '' }
  for (let seen = reviewMax; seen === reviewMax && !job.signal.aborted; ) {
    await job.transaction(async (tx) => {
      const page = await plannedLevels(tx, { after, limit: reviewMax })
      await reviewPage(tx, parts, page)
      seen = page.length
      after = page.at(-1) ?? after
    })
  }
}

async function reviewPage(tx: Tx, parts: ReviewParts, page: readonly PlannedLevel[]) {
  if (page.length === 0) return
  const { ledger, alerts, shop } = parts
  const window = windowBefore(tx.now, shop, parts.demandWindowDays)
  const variantIds = [...new Set(page.map((level) => level.variantId))]
  const demand = await demandOf(tx, variantIds, window)
  await saveComputed(
    tx,
    page.map((level) => ({
      variantId: level.variantId,
      locationId: level.locationId,
      ...thresholdsFrom(demand(level.variantId, level.locationId), level)
    }))
  )
  const activity = new Map(
    (await activityOf(tx, variantIds)).map((row) => [`${row.variantId}@${row.locationId}`, row])
  )
  const findings = page.flatMap((level) => {
    const key = `${level.variantId}@${level.locationId}`
    const cover = daysOfCover(availableOf(level), demand(level.variantId, level.locationId).mean)
    const { lastSoldOn = null, stockedAt = null } = activity.get(key) ?? {}
    const idleSince = lastSoldOn ?? (stockedAt && dayOn(stockedAt, shop.zone, shop.dayStartsAtHour))
    const idleDays = idleSince ? daysBetween(idleSince, window.toOn) : 0
    return [findShortCover(level, cover), findSlowMover(level, cover, idleDays)]
  })
  await settleFindings(tx, alerts, findings)
  const stock = await ledger.open(tx, variantIds)
  ledger.announce(tx, stock, availabilities(stock, variantIds))
}

/** Reorder point and order-up-to level in whole units; null without demand. */
export function thresholdsFrom(
  demand: DailyDemand,
  policy: Pick<StockPolicyRow, 'serviceZE4' | 'leadTimeDays' | 'leadTimeSdDays' | 'reviewDays'>
): Pick<StockPolicyRow, 'computedMinUnits' | 'computedMaxUnits'> {
  if (demand.mean === 0) return { computedMinUnits: null, computedMaxUnits: null }
  const terms = { ...policy, serviceZ: policy.serviceZE4 / 10_000 }
  return {
    computedMinUnits: unitsUp(reorderPointUnits(demand, terms)),
    computedMaxUnits: unitsUp(orderUpToUnits(demand, terms))
  }
}

function availableOf(level: PlannedLevel): number {
  return level.onHand - level.allocated - level.reserved - level.safetyStock
}

function findShortCover(level: PlannedLevel, cover: number | null): Finding {
  const { variantId, locationId, sku, coverMinDays } = level
  const days = cover ?? 0
  const isWatched = coverMinDays !== null && cover !== null
  return {
    kind: 'stock.days-of-cover',
    variantId,
    locationId,
    isRaised: isWatched && days < coverMinDays,
    isCleared: !isWatched || days >= coverMinDays + coverMarginDays,
    fields: { sku, locationId, value: Math.floor(days), threshold: coverMinDays ?? 0 },
    message: `${sku} at ${locationId} lasts ${days.toFixed(1)} days, ${coverMinDays} are wanted`
  }
}

function findSlowMover(level: PlannedLevel, cover: number | null, idleDays: number): Finding {
  const { variantId, locationId, sku, onHand, slowAfterDays, slowCoverDays } = level
  const isWatched = slowAfterDays !== null && onHand > 0
  // Without demand it lasts for ever.
  const days = cover ?? Number.POSITIVE_INFINITY
  const isIdle = isWatched && idleDays > slowAfterDays
  const coverMax = slowCoverDays ?? 0
  return {
    kind: 'stock.slow-mover',
    variantId,
    locationId,
    isRaised: isIdle && days > coverMax,
    isCleared: !isIdle || days <= coverMax * (1 - slowMarginShare),
    fields: { sku, locationId, value: idleDays, threshold: slowAfterDays ?? 0 },
    message: `${sku} at ${locationId}: ${onHand} on hand, not sold for ${idleDays} days`
  }
}
