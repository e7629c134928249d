import type { Alerts } from '#core/alerts/types'
import { formatAmount } from '#core/money'
import type { Tx } from '#core/transaction'
import type { PriceChangeRow } from '../tables.ts'
import { priceKey } from './parts.ts'

/** A list price as it is now, with its floor. */
export interface FlooredPrice {
  variantId: string
  sku: string
  currency: string
  /** Null: there is none anymore. */
  amountMinor: number | null
  oldMinor: number | null
  /** Null: there is none. */
  floorMinor: number | null
}

/** Raises alerts for prices below their floor, and clears those of the others: two statements. */
export async function watchFloors(
  tx: Tx,
  alerts: Alerts,
  prices: readonly FlooredPrice[]
): Promise<void> {
  const subjectOf = (price: FlooredPrice) =>
    ({
      kind: 'price.under-floor',
      subjectType: 'listPrice',
      subjectId: priceKey(price)
    }) as const
  const raised = prices.flatMap((price) => {
    const { sku, currency, amountMinor, oldMinor, floorMinor } = price
    if (amountMinor === null || floorMinor === null || amountMinor >= floorMinor) return []
    const message = `${sku} at ${amountText(amountMinor, currency)} is below what its margin floor allows`
    const fields = { sku, currency, oldMinor, newMinor: amountMinor }
    return [{ ...subjectOf(price), message, fields }]
  })
  const isRaised = new Set(raised.map(({ subjectId }) => subjectId))
  const cleared = prices.map(subjectOf).filter(({ subjectId }) => !isRaised.has(subjectId))
  if (raised.length > 0) await alerts.raise(tx, raised)
  await alerts.clear(tx, cleared)
}

/** Raises an alert for each change that is over a limit and has nobody's approval. */
export async function raiseOverLimit(
  tx: Tx,
  alerts: Alerts,
  kind: 'price.approval-waiting' | 'price.unapproved-change',
  changes: readonly PriceChangeRow[]
): Promise<void> {
  const raised = changes.flatMap((change) => {
    const { id, sku, currency, oldMinor, newMinor } = change
    if (newMinor === null || change.overLimit === '') return []
    const from = oldMinor === null ? 'no price' : amountText(oldMinor, currency)
    const message = `${sku}: from ${from} to ${amountText(newMinor, currency)} is over ${limitsText(change)}`
    const fields = { sku, currency, oldMinor, newMinor }
    return [{ kind, subjectType: 'priceChange', subjectId: id, message, fields }]
  })
  if (raised.length > 0) await alerts.raise(tx, raised)
}

/** Clears what was raised for changes, now that somebody has decided. */
export function clearOverLimit(
  tx: Tx,
  alerts: Alerts,
  changes: readonly PriceChangeRow[]
): Promise<void> {
  const kinds = ['price.approval-waiting', 'price.unapproved-change'] as const
  return alerts.clear(
    tx,
    changes.flatMap(({ id }) =>
      kinds.map((kind) => ({ kind, subjectType: 'priceChange', subjectId: id }))
    )
  )
}

function limitsText({ overLimit }: PriceChangeRow): string {
  const words = { change: 'the limit of change', floor: 'the margin floor' }
  return (overLimit.split(',') as (keyof typeof words)[])
    .map((reason) => words[reason])
    .join(' and ')
}

function amountText(amountMinor: number, currency: string): string {
  return `${currency} ${formatAmount(amountMinor, currency)}`
}
