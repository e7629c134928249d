import { NotFound } from '#core/http/errors'
import type { Tx } from '#core/transaction'
import { PriceChangeClosed, PriceChangeOwn } from '../errors.ts'
import type { PriceChangeRow } from '../tables.ts'
import { clearOverLimit } from './alerts.ts'
import { applyChanges } from './apply.ts'
import type { ChangeParts } from './parts.ts'
import { lockChanges, updateChanges } from './repository.ts'

/** What somebody decides on changes: all of them, or none. */
export interface Decision {
  ids: readonly string[]
  note: string | null
}

/**
 * Approves changes of others; those whose time has come are applied. A change that was written in the catalog over a
 * limit is approved afterwards: that ends its alert.
 *
 * Errors: NOT_FOUND, PRICE_CHANGE_OWN, PRICE_CHANGE_CLOSED.
 */
export async function approveChanges(
  tx: Tx,
  parts: ChangeParts,
  decision: Decision
): Promise<PriceChangeRow[]> {
  const changes = await lockedChanges(tx, decision.ids)
  for (const change of changes) {
    const isUnapproved =
      change.state === 'applied' && change.overLimit !== '' && change.decidedBy === null
    if (change.state !== 'proposed' && !isUnapproved) throw closed(change)
    if (change.requestedBy === tx.origin.actor) throw new PriceChangeOwn({ id: change.id })
  }
  for (const change of changes) {
    if (change.state === 'proposed') change.state = 'approved'
    decide(tx, change, decision)
  }
  await settle(tx, parts, changes, 'price-change.approve')
  const due = changes.filter((row) => row.state === 'approved' && row.effectiveAt <= tx.now)
  await applyChanges(tx, parts, due)
  return changes
}

/** Refuses proposals. Errors: NOT_FOUND, PRICE_CHANGE_CLOSED. */
export async function rejectChanges(
  tx: Tx,
  parts: ChangeParts,
  decision: Decision
): Promise<PriceChangeRow[]> {
  const changes = await lockedChanges(tx, decision.ids)
  for (const change of changes) {
    if (change.state !== 'proposed') throw closed(change)
    change.state = 'rejected'
    decide(tx, change, decision)
  }
  await settle(tx, parts, changes, 'price-change.reject')
  return changes
}

/** Takes back changes that are not applied yet. Errors: NOT_FOUND, PRICE_CHANGE_CLOSED. */
export async function cancelChanges(
  tx: Tx,
  parts: ChangeParts,
  decision: Decision
): Promise<PriceChangeRow[]> {
  const changes = await lockedChanges(tx, decision.ids)
  for (const change of changes) {
    const isOpen = change.state === 'proposed' || change.state === 'approved'
    if (!isOpen) throw closed(change)
    change.state = 'canceled'
    change.note = decision.note
  }
  await settle(tx, parts, changes, 'price-change.cancel')
  return changes
}

function closed({ id, state }: PriceChangeRow): Error {
  return new PriceChangeClosed({ id, state })
}

async function lockedChanges(tx: Tx, ids: readonly string[]): Promise<PriceChangeRow[]> {
  const changes = await lockChanges(tx, ids)
  const found = new Set(changes.map(({ id }) => id))
  const missing = ids.find((id) => !found.has(id))
  if (missing !== undefined) throw new NotFound({ what: 'price change', id: missing })
  return changes
}

function decide(tx: Tx, change: PriceChangeRow, { note }: Decision): void {
  change.decidedBy = tx.origin.actor
  change.decidedAt = tx.now
  change.note = note
}

async function settle(
  tx: Tx,
  { alerts }: ChangeParts,
  changes: readonly PriceChangeRow[],
  action: string
): Promise<void> {
  await updateChanges(tx, changes)
  await clearOverLimit(tx, alerts, changes)
  tx.audit(
    changes.map(({ id, sku, currency, oldMinor, newMinor, note }) => ({
      action,
      subjectType: 'priceChange',
      subjectId: id,
      after: { sku, currency, oldMinor, newMinor, note }
    }))
  )
}
