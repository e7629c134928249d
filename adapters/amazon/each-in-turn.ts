import type { ItemOutcome } from '#core/channel/writes'
import { ShopkeeperError } from '#core/errors'
import { classify, refusedItem } from './errors.ts'

/**
 * Writes items one call each, for a platform without batches. A failure that is an item's own is
 * its outcome and the others go on; any other failure ends the batch: what is done stays done, the
 * rest is to be sent again. Errors: that of the first item, when it is not the item's own.
 */
export async function eachInTurn<Item>(
  items: readonly Item[],
  write: (item: Item) => Promise<ItemOutcome>
): Promise<ItemOutcome[]> {
  const outcomes: ItemOutcome[] = []
  for (const item of items) {
    try {
      outcomes.push(await write(item))
    } catch (error) {
      const refused = refusedItem(error)
      if (refused) outcomes.push(refused)
      else if (outcomes.length === 0) throw error
      else return [...outcomes, ...items.slice(outcomes.length).map(() => later(error))]
    }
  }
  return outcomes
}

function later(error: unknown): ItemOutcome {
  const reason = error instanceof Error ? error.message : String(error)
  if (error instanceof ShopkeeperError) {
    return { status: 'retry', reason, afterMs: Number(error.fields.retryAfterMs ?? 1000) }
  }
  const verdict = classify(error)
  const afterMs = verdict.action === 'rateLimited' ? verdict.retryAfterMs : undefined
  return { status: 'retry', reason, ...(afterMs !== undefined && { afterMs }) }
}
