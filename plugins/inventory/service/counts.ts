import type { Alerts } from '#core/alerts/types'
import { NotFound } from '#core/http/errors'
import { newId } from '#core/ids'
import type { Tx } from '#core/transaction'
import { CountClosed, CountIncomplete, CountNeedsApproval } from '../errors.ts'
import {
  type CountLine,
  countLinesOf,
  endCount,
  insertCount,
  lockCount,
  planWholeLocation,
  saveCountLines
} from '../repository/counts.ts'
import { requireLocations } from '../repository/locations.ts'
import type { StockCountRow } from '../tables.ts'
import type { Ledger } from './ledger.ts'

/** A stock count with its lines. */
export interface StockCount extends StockCountRow {
  lines: CountLine[]
}

/** How far a counted line may be off before somebody else has to look at it. */
export interface CountTolerance {
  units: number
  /** Share of the expected units, in basis points. */
  bps: number
}

/** Cycle counts: planned, counted, and booked as the variance to what was expected at the moment of counting. */
export interface Counts {
  /** Plans a count of some SKUs, or of everything at a location. Errors: LOCATION_UNKNOWN, STOCK_SKU_UNKNOWN. */
  plan(
    tx: Tx,
    input: { locationId: string; skus?: readonly string[] | undefined; note?: string | undefined }
  ): Promise<StockCount>
  /** Records what was counted; sales that come after the counting do not spoil it. Errors: COUNT_CLOSED. */
  record(
    tx: Tx,
    id: string,
    lines: readonly { sku: string; counted: number }[]
  ): Promise<StockCount>
  /**
   * Books the variance. Beyond the tolerance this takes somebody with `inventory:approve` who did not plan the count.
   * Errors: COUNT_CLOSED, COUNT_INCOMPLETE, COUNT_NEEDS_APPROVAL.
   */
  approve(tx: Tx, id: string, approver: { canApprove: boolean }): Promise<StockCount>
  /** Ends a count without booking anything. Errors: COUNT_CLOSED. */
  cancel(tx: Tx, id: string): Promise<StockCount>
}

/** Whether a line differs by more than the larger of both tolerances. */
export function isOverTolerance(line: CountLine, tolerance: CountTolerance): boolean {
  if (line.counted === null || line.expected === null) return false
  const allowed = Math.max(
    tolerance.units,
    Math.floor((Math.abs(line.expected) * tolerance.bps) / 10_000)
  )
  return Math.abs(line.counted - line.expected) > allowed
}

/** Makes the stock counts of one ledger. */
export function createCounts(parts: {
  ledger: Ledger
  alerts: Alerts
  tolerance: CountTolerance
}): Counts {
  const { ledger, alerts, tolerance } = parts

  async function open(tx: Tx, id: string): Promise<StockCountRow> {
    const count = await lockCount(tx, id)
    if (!count) throw new NotFound({ what: 'stock count', id })
    if (count.state !== 'open') throw new CountClosed({ id, state: count.state })
    return count
  }

  async function end(tx: Tx, count: StockCountRow, state: 'approved' | 'canceled') {
    const decision = { state, decidedBy: tx.origin.actor, decidedAt: tx.now }
    await endCount(tx, count.id, decision)
    await alerts.clear(tx, [subjectOf(count.id)])
    const action = state === 'approved' ? 'stock-count.approve' : 'stock-count.cancel'
    tx.audit([{ action, subjectType: 'stockCount', subjectId: count.id, after: decision }])
    return { ...count, ...decision }
  }

  return {
    async plan(tx, { locationId, skus, note }) {
      await requireLocations(tx, [locationId])
      const row: StockCountRow = {
        id: newId('cnt'),
        locationId,
        state: 'open',
        note: note ?? null,
        requestedBy: tx.origin.actor,
        decidedBy: null,
        version: 1,
        createdAt: tx.now,
        decidedAt: null
      }
      await insertCount(tx, row)
      if (skus === undefined) await planWholeLocation(tx, row.id, locationId)
      else {
        const variants = await ledger.bySku(tx, [...new Set(skus)])
        await saveCountLines(
          tx,
          [...variants.values()].map(({ variantId }) => emptyLine(row.id, variantId))
        )
      }
      tx.audit([
        { action: 'stock-count.plan', subjectType: 'stockCount', subjectId: row.id, after: row }
      ])
      return { ...row, lines: await countLinesOf(tx, [row.id]) }
    },

    async record(tx, id, counted) {
      const count = await open(tx, id)
      const newest = new Map(counted.map((line) => [line.sku, line.counted]))
      const variants = await ledger.bySku(tx, [...newest.keys()])
      const keys = [...variants.values()].map(({ variantId }) => ({
        variantId,
        locationId: count.locationId
      }))
      const stock = await ledger.open(
        tx,
        keys.map((key) => key.variantId),
        keys
      )
      await saveCountLines(
        tx,
        [...newest].map(([sku, units]) => {
          const { variantId } = variants.get(sku)!
          return {
            countId: id,
            variantId,
            expected: stock.levelAt(variantId, count.locationId).onHand,
            counted: units,
            countedBy: tx.origin.actor,
            countedAt: tx.now
          }
        })
      )
      const lines = await countLinesOf(tx, [id])
      const over = lines.filter((line) => isOverTolerance(line, tolerance))
      if (over.length === 0) await alerts.clear(tx, [subjectOf(id)])
      else await alerts.raise(tx, [toAlert(count, over)])
      return { ...count, lines }
    },

    async approve(tx, id, { canApprove }) {
      const count = await open(tx, id)
      const lines = await countLinesOf(tx, [id])
      const missing = lines.filter((line) => line.counted === null).length
      if (missing > 0) throw new CountIncomplete({ id, missing })
      const over = lines.filter((line) => isOverTolerance(line, tolerance)).length
      if (over > 0 && !canApprove) {
        const reason = `${over} lines are over the tolerance; that needs inventory:approve`
        throw new CountNeedsApproval({ id, reason })
      }
      if (over > 0 && count.requestedBy === tx.origin.actor) {
        const reason = `${over} lines are over the tolerance; whoever planned it may not approve it`
        throw new CountNeedsApproval({ id, reason })
      }
      const differing = lines.filter((line) => line.counted !== line.expected)
      const stock = await ledger.open(
        tx,
        differing.map((line) => line.variantId)
      )
      const movements = differing.map((line) => {
        const variance = line.counted! - line.expected!
        return {
          kind: 'count' as const,
          variantId: line.variantId,
          locationId: count.locationId,
          quantity: variance,
          onHand: variance,
          refType: 'stockCount',
          refId: id
        }
      })
      // What was counted was there: a fact, also when units sold since then take it below zero.
      await ledger.post(tx, stock, movements, 'none')
      return { ...(await end(tx, count, 'approved')), lines }
    },

    async cancel(tx, id) {
      const ended = await end(tx, await open(tx, id), 'canceled')
      return { ...ended, lines: await countLinesOf(tx, [id]) }
    }
  }
}

function emptyLine(countId: string, variantId: string) {
  return {
    countId,
    variantId,
    expected: null,
    counted: null,
    countedBy: null,
    countedAt: null
  }
}

function subjectOf(id: string) {
  return { kind: 'stock.count-variance', subjectType: 'stockCount', subjectId: id } as const
}

function toAlert(count: StockCountRow, over: readonly CountLine[]) {
  const worst = over.reduce((a, b) => (varianceOf(b) > varianceOf(a) ? b : a))
  return {
    ...subjectOf(count.id),
    message: `${over.length} lines of ${count.id} differ; ${worst.sku}: ${worst.counted} counted, ${worst.expected} expected`,
    fields: {
      sku: worst.sku,
      locationId: count.locationId,
      value: worst.counted!,
      threshold: worst.expected!
    }
  }
}

function varianceOf(line: CountLine): number {
  return Math.abs(line.counted! - line.expected!)
}
