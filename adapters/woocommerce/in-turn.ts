import type { ItemOutcome } from '#core/channel/writes'
import { later, refusedItem } from './errors.ts'

/**
 * Writes items one after the other. A failure that is an item's own is its outcome and the others
 * go on; any other one leaves the rest to be sent again. Errors: that of the first item, when it is
 * not the item's own.
 */
export async function inTurn<Item>(
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
