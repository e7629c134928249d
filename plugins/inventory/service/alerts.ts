import type { AlertInput, AlertSubject, Alerts } from '#core/alerts/types'
import type { Tx } from '#core/transaction'
import type { Level } from '../repository/levels.ts'
import {
  addStandingAlerts,
  dropStandingAlerts,
  standingAlerts,
  type Thresholds,
  thresholdsOf
} from '../repository/policies.ts'
import type { StockAlertKind, StockAlertRow } from '../tables.ts'
import { availableAt, isOversold, onHandLimit, type Stock } from './stock.ts'

/** What every stock alert carries. */
export interface StockAlertFields {
  sku: string
  /** Null: all locations together. */
  locationId: string | null
  /** What was measured, in units, or in days for cover and slow movers. */
  value: number
  /** What it is held against. */
  threshold: number
}

declare module 'shopkeeper' {
  interface AlertKinds {
    'stock.low': StockAlertFields
    'stock.out': StockAlertFields
    'stock.over': StockAlertFields
    'stock.negative': StockAlertFields
    'stock.slow-mover': StockAlertFields
    'stock.days-of-cover': StockAlertFields
    'stock.count-variance': StockAlertFields
  }
}

/**
 * One look at a threshold. Between `isRaised` and `isCleared` lies the margin in which nothing changes, so that stock
 * that hovers around a threshold does not raise the same alert again and again.
 */
export interface Finding {
  kind: StockAlertKind
  variantId: string
  locationId: string
  isRaised: boolean
  isCleared: boolean
  fields: StockAlertFields
  message: string
}

/** Holds changed stock against its thresholds: two queries for any number of variants, and writes only on a turn. */
export async function watchStock(
  tx: Tx,
  watched: {
    alerts: Alerts
    changed: ReadonlyMap<string, { stock: Stock }>
    alertMarginUnits: number
  }
): Promise<void> {
  const { alerts, changed, alertMarginUnits } = watched
  const rows = await thresholdsOf(tx, [...changed.keys()])
  const thresholds = new Map(rows.map((row) => [`${row.variantId}\n${row.locationId}`, row]))
  const findings = [...changed].flatMap(([variantId, { stock }]) => {
    const levels = stock.levelsOf(variantId)
    const { sku } = stock.variant(variantId)
    const found = levels.flatMap((level) => {
      const policy = thresholds.get(`${variantId}\n${level.locationId}`)
      return [
        findOversold(level, sku, alertMarginUnits),
        ...(policy ? findOutsideOfPolicy(level, sku, policy) : [])
      ]
    })
    return [...found, findSoldOut(stock, variantId, alertMarginUnits)]
  })
  await settleFindings(tx, alerts, findings)
}

/** Raises and clears what has turned since the last look. */
export async function settleFindings(
  tx: Tx,
  alerts: Alerts,
  findings: readonly Finding[]
): Promise<void> {
  const variantIds = [...new Set(findings.map((finding) => finding.variantId))]
  if (variantIds.length === 0) return
  const standing = new Set((await standingAlerts(tx, variantIds)).map(keyOf))
  const raised = findings.filter((one) => one.isRaised && !standing.has(keyOf(one)))
  const cleared = findings.filter((one) => one.isCleared && standing.has(keyOf(one)))
  if (raised.length > 0) {
    await addStandingAlerts(
      tx,
      raised.map(({ kind, variantId, locationId }) => ({
        kind,
        variantId,
        locationId,
        raisedAt: tx.now
      }))
    )
    await alerts.raise(tx, raised.map(toAlert))
  }
  if (cleared.length > 0) {
    await dropStandingAlerts(tx, cleared)
    await alerts.clear(tx, cleared.map(subjectOf))
  }
}

/** Clears whatever stands for some variants. */
export async function clearAlerts(
  tx: Tx,
  alerts: Alerts,
  variantIds: readonly string[]
): Promise<void> {
  const standing = await standingAlerts(tx, variantIds)
  if (standing.length === 0) return
  await dropStandingAlerts(tx, standing)
  await alerts.clear(tx, standing.map(subjectOf))
}

function findOversold(level: Level, sku: string, marginUnits: number): Finding {
  const left = level.onHand - level.allocated - level.reserved
  return {
    kind: 'stock.negative',
    variantId: level.variantId,
    locationId: level.locationId,
    isRaised: isOversold(level),
    isCleared: !isOversold(level, marginUnits),
    fields: { sku, locationId: level.locationId, value: left, threshold: onHandLimit(level) },
    message: `${sku} at ${level.locationId}: ${-left} more promised than there are on hand`
  }
}

function findSoldOut(stock: Stock, variantId: string, marginUnits: number): Finding {
  const available = stock.available(variantId)
  const { sku } = stock.variant(variantId)
  return {
    kind: 'stock.out',
    variantId,
    locationId: '',
    isRaised: available <= 0,
    isCleared: available > marginUnits,
    fields: { sku, locationId: null, value: available, threshold: 0 },
    message: `${sku} is sold out: ${available} available`
  }
}

function findOutsideOfPolicy(level: Level, sku: string, policy: Thresholds): Finding[] {
  const { variantId, locationId } = level
  const min = policy.minUnits ?? policy.computedMinUnits
  const max = policy.maxUnits ?? policy.computedMaxUnits
  const available = availableAt(level)
  return [
    {
      kind: 'stock.low',
      variantId,
      locationId,
      isRaised: min !== null && available < min,
      isCleared: min === null || available >= min + policy.marginUnits,
      fields: { sku, locationId, value: available, threshold: min ?? 0 },
      message: `${sku} at ${locationId}: ${available} available, the minimum is ${min}`
    },
    {
      kind: 'stock.over',
      variantId,
      locationId,
      isRaised: max !== null && level.onHand > max,
      isCleared: max === null || level.onHand <= max - policy.marginUnits,
      fields: { sku, locationId, value: level.onHand, threshold: max ?? 0 },
      message: `${sku} at ${locationId}: ${level.onHand} on hand, the maximum is ${max}`
    }
  ]
}

function keyOf(one: Pick<StockAlertRow, 'kind' | 'variantId' | 'locationId'>): string {
  return `${one.kind}\n${one.variantId}\n${one.locationId}`
}

function subjectOf({
  kind,
  variantId,
  locationId
}: Pick<StockAlertRow, 'kind' | 'variantId' | 'locationId'>): AlertSubject {
  return locationId === ''
    ? { kind, subjectType: 'variant', subjectId: variantId }
    : { kind, subjectType: 'stockLevel', subjectId: `${variantId}@${locationId}` }
}

function toAlert(finding: Finding): AlertInput<StockAlertKind> {
  const { subjectType, subjectId } = subjectOf(finding)
  const { kind, message, fields } = finding
  return { kind, subjectType, subjectId, message, fields }
}
