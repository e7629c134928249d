import { newId } from '#core/ids'
import type { Instant } from '#core/time'
import type { Tx } from '#core/transaction'
import type { PriceChangeRow, PriceChangeSource } from '../tables.ts'
import { raiseOverLimit } from './alerts.ts'
import { applyChanges } from './apply.ts'
import { assessChange } from './limits.ts'
import { floorsOf } from './log.ts'
import { type ChangeParts, priceKey } from './parts.ts'
import { insertChanges } from './repository.ts'

/** List prices that somebody, or a policy, wants. */
export interface WantedPrices {
  currency: string
  items: readonly {
    variantId: string
    sku: string
    newMinor: number
    policyId: string | null
    reason: string
  }[]
  effectiveAt: Instant
  source: Exclude<PriceChangeSource, 'catalog'>
  /** Whether they wait for approval even within the limits. */
  isApprovalAsked: boolean
}

/**
 * Puts wanted prices into the log: what is over a limit waits for approval, what is not is applied when its time comes,
 * which may be now. A constant number of queries. A variant may be there once only.
 */
export async function requestChanges(
  tx: Tx,
  parts: ChangeParts,
  wanted: WantedPrices
): Promise<PriceChangeRow[]> {
  const { currency, items } = wanted
  const ids = items.map(({ variantId }) => variantId)
  const current = await parts.catalog.pricesOf(tx, ids, currency)
  const floors = await floorsOf(
    tx,
    parts,
    ids.map((variantId) => ({ variantId, currency }))
  )
  const rows = items.map(({ variantId, sku, newMinor, policyId, reason }): PriceChangeRow => {
    const change = { oldMinor: current.get(variantId) ?? null, newMinor }
    const floor = floors.get(priceKey({ variantId, currency })) ?? null
    const { changeBps, overLimit } = assessChange(change, floor, parts.limits)
    const isWaiting = overLimit.length > 0 || wanted.isApprovalAsked
    return {
      id: newId('pch'),
      variantId,
      sku,
      currency,
      ...change,
      state: isWaiting ? 'proposed' : 'approved',
      source: wanted.source,
      policyId,
      reason,
      requestedBy: tx.origin.actor,
      requestedAt: tx.now,
      decidedBy: null,
      decidedAt: null,
      note: null,
      effectiveAt: wanted.effectiveAt,
      appliedAt: null,
      appliedSequence: null,
      changeBps,
      overLimit: overLimit.join(',')
    }
  })
  await insertChanges(tx, rows)
  tx.audit(
    rows.map(({ id, sku, oldMinor, newMinor, state, reason, effectiveAt }) => ({
      action: 'price-change.request',
      subjectType: 'priceChange',
      subjectId: id,
      before: { sku, currency, amountMinor: oldMinor },
      after: { sku, currency, amountMinor: newMinor, state, reason, effectiveAt }
    }))
  )
  const waiting = rows.filter(({ state }) => state === 'proposed')
  await raiseOverLimit(tx, parts.alerts, 'price.approval-waiting', waiting)
  const due = rows.filter((row) => row.state === 'approved' && row.effectiveAt <= tx.now)
  await applyChanges(tx, parts, due)
  return rows
}
