import type { JobContext } from '#core/jobs'
import type { Tx } from '#core/transaction'
import type { PriceChangeRow } from '../tables.ts'
import { raiseOverLimit } from './alerts.ts'
import { assessChange } from './limits.ts'
import { floorsOf } from './log.ts'
import { type ChangeParts, priceKey } from './parts.ts'
import { lockDue, updateChanges } from './repository.ts'

const pageSize = 200

/**
 * Writes approved changes into the catalog, in the order of their time, and marks them; the rows given are brought up to
 * date. Of several for one price each is written, one after the other. Changes of variants that are gone are canceled.
 */
export async function applyChanges(
  tx: Tx,
  parts: ChangeParts,
  changes: readonly PriceChangeRow[]
): Promise<void> {
  let left = [...changes].sort(byTime)
  while (left.length > 0) {
    const round = new Map<string, PriceChangeRow>()
    for (const change of left) if (!round.has(priceKey(change))) round.set(priceKey(change), change)
    await applyRound(tx, parts, round)
    const isDone = new Set(round.values())
    left = left.filter((change) => !isDone.has(change))
  }
}

async function applyRound(
  tx: Tx,
  parts: ChangeParts,
  round: Map<string, PriceChangeRow>
): Promise<void> {
  const rows = [...round.values()]
  const ids = [...new Set(rows.map(({ variantId }) => variantId))]
  const variants = await parts.catalog.variantsById(tx, ids)
  for (const row of rows) {
    if (variants.has(row.variantId)) {
      row.state = 'applied'
      row.appliedAt = tx.now
      // What it was is told by the catalog; when it tells nothing, the price was that already.
      row.oldMinor = row.newMinor
    } else {
      row.state = 'canceled'
      row.note = 'the variant is gone'
    }
  }
  const prices = rows.flatMap(({ state, variantId, currency, newMinor }) =>
    state === 'applied' && newMinor !== null ? [{ variantId, currency, amountMinor: newMinor }] : []
  )
  parts.applying.set(tx, round)
  try {
    await parts.catalog.setPrices(tx, prices)
  } finally {
    parts.applying.delete(tx)
  }
  for (const row of rows) row.changeBps = assessChange(row, null, parts.limits).changeBps
  await updateChanges(tx, rows)
  tx.audit(
    rows.map(({ id, state, decidedBy }) => ({
      action: `price-change.${state}`,
      subjectType: 'priceChange',
      subjectId: id,
      after: { state, decidedBy }
    }))
  )
}

/**
 * Job: applies approved changes whose time has come, page by page. What a person has approved is applied; what passed on
 * its own is held against the limits again, and waits for approval when the price has moved too far meanwhile.
 */
export async function applyDue(
  parts: ChangeParts,
  job: Pick<JobContext<unknown>, 'signal' | 'transaction'>
): Promise<void> {
  while (!job.signal.aborted) {
    const isMore = await job.transaction(async (tx) => {
      const due = await lockDue(tx, tx.now, pageSize)
      await holdBack(
        tx,
        parts,
        due.filter(({ decidedBy }) => decidedBy === null)
      )
      await applyChanges(
        tx,
        parts,
        due.filter(({ state }) => state === 'approved')
      )
      return due.length === pageSize
    })
    if (!isMore) return
  }
}

/** Makes those proposals again that are over a limit by now. */
async function holdBack(
  tx: Tx,
  parts: ChangeParts,
  changes: readonly PriceChangeRow[]
): Promise<void> {
  const floors = await floorsOf(tx, parts, changes)
  const held: PriceChangeRow[] = []
  for (const currency of new Set(changes.map((change) => change.currency))) {
    const inIt = changes.filter((change) => change.currency === currency)
    const ids = [...new Set(inIt.map(({ variantId }) => variantId))]
    const current = await parts.catalog.pricesOf(tx, ids, currency)
    for (const change of inIt) {
      const now = { ...change, oldMinor: current.get(change.variantId) ?? null }
      const { changeBps, overLimit } = assessChange(
        now,
        floors.get(priceKey(change)) ?? null,
        parts.limits
      )
      if (overLimit.length === 0) continue
      Object.assign(change, {
        ...now,
        state: 'proposed',
        changeBps,
        overLimit: overLimit.join(',')
      })
      held.push(change)
    }
  }
  await updateChanges(tx, held)
  await raiseOverLimit(tx, parts.alerts, 'price.approval-waiting', held)
}

function byTime(a: PriceChangeRow, b: PriceChangeRow): number {
  if (a.effectiveAt !== b.effectiveAt) return a.effectiveAt < b.effectiveAt ? -1 : 1
  return a.id < b.id ? -1 : 1
}
