import type { Tx } from '#core/transaction'
import { isDay } from '../query/calendar.ts'
import { CostInvalid } from './errors.ts'
import {
  deleteEntries,
  entriesByKey,
  markStale,
  placesOfOrders,
  upsertEntries
} from './repository.ts'
import type { ReportCostEntryRow } from './tables.ts'

/** A cost as it is told. Of an order it is counted on the order's day and channel, whatever is said here. */
export type CostInput = Omit<ReportCostEntryRow, 'recordedBy' | 'recordedAt'>

/** What became of costs that were told. */
export interface CostOutcome {
  /** New, or other than before. */
  changed: number
  unchanged: number
}

/**
 * Records what selling has cost; each replaces what was told under its key before. Days are reckoned anew soon after, by a
 * job. A constant number of statements. Errors: REPORT_COST_INVALID for a day that does not exist, or a key named twice.
 */
export async function recordCosts(tx: Tx, inputs: readonly CostInput[]): Promise<CostOutcome> {
  assertSound(inputs)
  const ids = inputs.flatMap(({ orderId }) => (orderId === null ? [] : [orderId]))
  const places = await placesOfOrders(tx, [...new Set(ids)])
  const known = new Map(
    (
      await entriesByKey(
        tx,
        inputs.map(({ key }) => key)
      )
    ).map((row) => [row.key, row])
  )
  const rows = inputs
    .map(
      (input): ReportCostEntryRow => ({
        ...input,
        ...places.get(input.orderId ?? ''),
        ...{ recordedBy: tx.origin.actor, recordedAt: tx.now }
      })
    )
    .filter((row) => !isSame(row, known.get(row.key)))
  if (rows.length > 0) {
    await upsertEntries(tx, rows)
    const before = rows.flatMap(({ key }) => known.get(key)?.dayOn ?? [])
    await markStale(tx, [...rows.map(({ dayOn }) => dayOn), ...before])
    await tx.enqueue('reporting.keep-costs', [{ payload: {} }])
  }
  return { changed: rows.length, unchanged: inputs.length - rows.length }
}

/** Takes back what was told under keys. Returns how many there were. */
export async function removeCosts(tx: Tx, keys: readonly string[]): Promise<number> {
  const rows = await entriesByKey(tx, keys)
  if (rows.length === 0) return 0
  await deleteEntries(tx, keys)
  await markStale(
    tx,
    rows.map(({ dayOn }) => dayOn)
  )
  await tx.enqueue('reporting.keep-costs', [{ payload: {} }])
  return rows.length
}

function isSame(row: ReportCostEntryRow, known: ReportCostEntryRow | undefined): boolean {
  if (!known) return false
  const { recordedBy: _, recordedAt: __, ...plain } = row
  return Object.entries(plain).every(([name, value]) => known[name as keyof CostInput] === value)
}

function assertSound(inputs: readonly CostInput[]): void {
  const keys = new Set<string>()
  for (const [index, { key, dayOn }] of inputs.entries()) {
    if (!isDay(dayOn)) {
      const fix = `${dayOn} is no day of the calendar; write YYYY-MM-DD`
      throw new CostInvalid({ field: `costs[${index}].dayOn`, fix })
    }
    if (keys.has(key)) {
      throw new CostInvalid({ field: `costs[${index}].key`, fix: `${key} is there twice` })
    }
    keys.add(key)
  }
}
