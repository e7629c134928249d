import { type Instant, instantAt, instantMs } from '#core/time'
import type { Tx } from '#core/transaction'
import type { VariantPricing } from '#plugins/catalog'
import { type ChangeParts, priceKey } from '../changes/parts.ts'
import { modelFor, modelsIn } from '../margin/models.ts'
import { noCosts } from '../margin/no-costs.ts'
import type { MarginMarkRow } from '../tables.ts'
import { hasDropped } from './margin.ts'
import { deleteMarks, earlierMarks, insertMarks, newestMarks } from './marks.ts'

const dayMs = 86_400_000

/** When a margin is told to have dropped. */
export interface MarginDrop {
  /** By more than this, in basis points; 0: never. */
  bps: number
  /** Against what it was so many days ago; 0: when the price last changed. */
  days: number
}

/**
 * Marks what variants cost and are offered for, where that has changed, and holds their margins against what they were. A
 * constant number of queries for each currency that costs are in.
 */
export async function markMargins(
  tx: Tx,
  parts: ChangeParts,
  variantIds: readonly string[]
): Promise<void> {
  const ids = [...new Set(variantIds)]
  if (parts.marginDrop.bps === 0 || ids.length === 0) return
  const current = await currentMargins(tx, parts, ids)
  const newest = await newestMarks(tx, ids)
  await forgetOthers(tx, parts, { newest, current })
  const changed = current.flatMap((margin) => {
    const known = newest.get(priceKey(margin))
    const isPriceSame = known?.priceMinor === margin.priceMinor
    if (isPriceSame && known.costMinor === margin.costMinor) return []
    // One that is replaced in the same instant leaves what it was.
    const wasPrice = known?.markedAt === tx.now && known.isPriceChange === 1
    return [{ ...margin, isPriceChange: Number(!isPriceSame || wasPrice) }]
  })
  if (changed.length === 0) return
  await insertMarks(tx, changed)
  await watchMargins(tx, parts, ids)
}

/** What has no cost or no price any more has no margin that could drop. */
async function forgetOthers(
  tx: Tx,
  { alerts }: ChangeParts,
  {
    newest,
    current
  }: {
    newest: ReadonlyMap<string, MarginMarkRow>
    current: readonly Omit<MarginMarkRow, 'isPriceChange'>[]
  }
): Promise<void> {
  const known = new Set(current.map(priceKey))
  const gone = [...newest].filter(([key]) => !known.has(key))
  if (gone.length === 0) return
  await deleteMarks(
    tx,
    gone.map(([, mark]) => mark)
  )
  await alerts.clear(
    tx,
    gone.map(([key]) => subjectOf(key))
  )
}

/**
 * Raises an alert for each list price whose margin has dropped, and clears those of the others. The alert tells neither
 * cost nor margin.
 */
export async function watchMargins(
  tx: Tx,
  parts: ChangeParts,
  variantIds: readonly string[]
): Promise<void> {
  const { alerts, catalog, marginDrop } = parts
  if (marginDrop.bps === 0 || variantIds.length === 0) return
  const now = await newestMarks(tx, variantIds)
  if (now.size === 0) return
  const before = await earlierMarks(tx, variantIds, sinceOf(marginDrop, tx.now))
  const models = new Map<string, Awaited<ReturnType<typeof modelsIn>>>()
  for (const currency of new Set([...now.values()].map((mark) => mark.currency))) {
    models.set(currency, await modelsIn(tx, currency))
  }
  const dropped = [...now].flatMap(([key, mark]) => {
    const rates = modelFor(models.get(mark.currency)!, null) ?? noCosts
    const reference = before.get(key)!
    return hasDropped(rates, { before: reference, now: mark }, marginDrop.bps)
      ? [{ key, mark, reference }]
      : []
  })
  const refs = await catalog.variantsById(
    tx,
    dropped.map(({ mark }) => mark.variantId)
  )
  const raised = dropped.flatMap(({ key, mark, reference }) => {
    const sku = refs.get(mark.variantId)?.sku
    if (sku === undefined) return []
    const { currency, priceMinor: newMinor } = mark
    const fields = { sku, currency, oldMinor: reference.priceMinor, newMinor }
    return [{ ...subjectOf(key), message: messageOf(sku, marginDrop), fields }]
  })
  const isRaised = new Set(raised.map(({ subjectId }) => subjectId))
  if (raised.length > 0) await alerts.raise(tx, raised)
  await alerts.clear(tx, [...now.keys()].filter((key) => !isRaised.has(key)).map(subjectOf))
}

function subjectOf(subjectId: string) {
  return { kind: 'price.margin-drop', subjectType: 'listPrice', subjectId } as const
}

function messageOf(sku: string, { bps, days }: MarginDrop): string {
  const since = days === 0 ? 'when its price last changed' : `${days} days ago`
  return `The margin of ${sku} is more than ${bps / 100} points below what it was ${since}`
}

function sinceOf({ days }: MarginDrop, now: Instant): Instant | null {
  return days === 0 ? null : instantAt(instantMs(now) - days * dayMs)
}

/** Variants with a cost and a list price in its currency. */
async function currentMargins(
  tx: Tx,
  { catalog }: ChangeParts,
  ids: readonly string[]
): Promise<Omit<MarginMarkRow, 'isPriceChange'>[]> {
  const pricing = await catalog.pricingOf(tx, ids)
  const byCurrency = new Map<string, VariantPricing[]>()
  for (const one of pricing.values()) {
    if (one.costMinor === null || one.costCurrency === null) continue
    const known = byCurrency.get(one.costCurrency)
    if (known) known.push(one)
    else byCurrency.set(one.costCurrency, [one])
  }
  const current: Omit<MarginMarkRow, 'isPriceChange'>[] = []
  for (const [currency, variants] of byCurrency) {
    const prices = await catalog.pricesOf(
      tx,
      variants.map(({ variantId }) => variantId),
      currency
    )
    for (const { variantId, costMinor } of variants) {
      const priceMinor = prices.get(variantId)
      if (priceMinor === undefined) continue
      current.push({ variantId, currency, markedAt: tx.now, priceMinor, costMinor: costMinor! })
    }
  }
  return current
}
