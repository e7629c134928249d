import { newId } from '#core/ids'
import type { Events } from '#core/registry'
import type { Tx } from '#core/transaction'
import { listFloors } from '../margin/floors.ts'
import { modeledCurrencies } from '../margin/models.ts'
import type { PriceChangeRow } from '../tables.ts'
import { type FlooredPrice, raiseOverLimit, watchFloors } from './alerts.ts'
import { assessChange } from './limits.ts'
import { type ChangeParts, priceKey } from './parts.ts'
import { insertChanges, lastSequences } from './repository.ts'

type PriceEvent = Events['price.changed']

/**
 * Logs list prices as they change, in the same transaction. Those that a change of ours applies are in the log already:
 * they only learn what the price was. What was written in the catalog directly is logged as applied, and raises an alert
 * when it is over a limit.
 */
export async function logPrices(
  tx: Tx,
  parts: ChangeParts,
  batch: readonly PriceEvent[]
): Promise<void> {
  const floors = await floorsOf(
    tx,
    parts,
    batch.map(({ variantId, currency }) => ({ variantId, currency }))
  )
  const ids = [...new Set(batch.map(({ variantId }) => variantId))]
  const sequences = await lastSequences(tx, ids)
  const ours = parts.applying.get(tx)
  const direct: PriceChangeRow[] = []
  for (const event of batch) {
    const key = priceKey(event)
    const appliedSequence = (sequences.get(key) ?? 0) + 1
    sequences.set(key, appliedSequence)
    const own = ours?.get(key)
    if (own) Object.assign(own, { oldMinor: event.previousMinor, appliedSequence })
    else direct.push(directChange(tx, parts, event, { floors, appliedSequence }))
  }
  await insertChanges(tx, direct)
  await raiseOverLimit(tx, parts.alerts, 'price.unapproved-change', direct)
  const prices = batch.map(
    ({ previousMinor, ...event }): FlooredPrice => ({
      ...event,
      oldMinor: previousMinor,
      floorMinor: floors.get(priceKey(event)) ?? null
    })
  )
  if (floors.size > 0) await watchFloors(tx, parts.alerts, prices)
}

/** Floors of list prices, by `priceKey`: a few queries for each currency that has a profit model. */
export async function floorsOf(
  tx: Tx,
  { catalog }: Pick<ChangeParts, 'catalog'>,
  prices: readonly { variantId: string; currency: string }[]
): Promise<Map<string, number>> {
  const floors = new Map<string, number>()
  const asked = new Set(prices.map(({ currency }) => currency))
  for (const currency of await modeledCurrencies(tx)) {
    if (!asked.has(currency)) continue
    const inIt = prices.filter((price) => price.currency === currency)
    const ids = [...new Set(inIt.map(({ variantId }) => variantId))]
    for (const [variantId, floor] of await listFloors(tx, catalog, ids, currency)) {
      floors.set(priceKey({ variantId, currency }), floor)
    }
  }
  return floors
}

function directChange(
  tx: Tx,
  { limits }: ChangeParts,
  event: PriceEvent,
  { floors, appliedSequence }: { floors: ReadonlyMap<string, number>; appliedSequence: number }
): PriceChangeRow {
  const { variantId, sku, currency, amountMinor, previousMinor } = event
  const change = { oldMinor: previousMinor, newMinor: amountMinor }
  const floorMinor = floors.get(priceKey(event)) ?? null
  const { changeBps, overLimit } = assessChange(change, floorMinor, limits)
  return {
    id: newId('pch'),
    variantId,
    sku,
    currency,
    ...change,
    state: 'applied',
    source: 'catalog',
    policyId: null,
    reason: 'written in the catalog',
    requestedBy: tx.origin.actor,
    requestedAt: tx.now,
    decidedBy: null,
    decidedAt: null,
    note: null,
    effectiveAt: tx.now,
    appliedAt: tx.now,
    appliedSequence,
    changeBps,
    overLimit: overLimit.join(',')
  }
}
