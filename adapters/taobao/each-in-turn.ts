import type { ItemOutcome } from '#core/channel/writes'
import { later, refusedItem } from './errors.ts'

/**
 * Writes groups of items one after the other, one outcome for each item, in the order of the items.
 * A failure that is a group's own is its outcome and the others go on; any other failure ends the
 * batch: what is done stays done, the rest is to be sent again. Errors: that of the first group,
 * when it is not the group's own.
 */
export async function eachInTurn<Item>(
  groups: readonly (readonly Item[])[],
  write: (group: readonly Item[]) => Promise<ItemOutcome[]>
): Promise<Map<Item, ItemOutcome>> {
  const outcomes = new Map<Item, ItemOutcome>()
  const settle = (group: readonly Item[], outcome: (index: number) => ItemOutcome) => {
    group.forEach((item, index) => {
      outcomes.set(item, outcome(index))
    })
  }
  for (const [index, group] of groups.entries()) {
    try {
      const written = await write(group)
      settle(group, (at) => written[at]!)
    } catch (error) {
      const refused = refusedItem(error)
      if (refused) {
        settle(group, () => refused)
        continue
      }
      if (index === 0) throw error
      for (const rest of groups.slice(index)) settle(rest, () => later(error))
      return outcomes
    }
  }
  return outcomes
}
