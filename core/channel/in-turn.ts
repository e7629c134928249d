import { ShopkeeperError } from '../errors.ts'
import type { Classification } from './classify.ts'
import type { ItemOutcome } from './writes.ts'

/** How an adapter reads a failure: as an item's own, which is its outcome, or else by what to do about it. */
export interface Failures {
  refusedItem(error: unknown): ItemOutcome | null
  classify(error: unknown): Classification
}

/** Items of a batch that are written together, with their places in the batch. */
export interface Part<Item> {
  items: Item[]
  places: number[]
}

type Later = Extract<ItemOutcome, { status: 'retry' }>

/** Groups items by a key, keeping their places. */
export function partsBy<Item>(
  items: readonly Item[],
  keyOf: (item: Item, place: number) => string
): Part<Item>[] {
  const parts = new Map<string, Part<Item>>()
  for (const [place, item] of items.entries()) {
    const key = keyOf(item, place)
    const part = parts.get(key) ?? { items: [], places: [] }
    part.items.push(item)
    part.places.push(place)
    parts.set(key, part)
  }
  return [...parts.values()]
}

/**
 * Writes the parts of a batch one after the other, for a platform that takes no batch, or none of all of them. A
 * failure that is the items' own is their outcome, and the others go on; any other failure ends the batch: what is
 * done stays done, the rest is to be sent again. Errors: that of the first part, when it is not the items' own.
 */
export async function inTurn<Item>(
  failures: Failures,
  parts: readonly Part<Item>[],
  write: (items: Item[]) => Promise<ItemOutcome[]>
): Promise<ItemOutcome[]> {
  const outcomes: ItemOutcome[] = []
  const settle = ({ places }: Part<Item>, found: (index: number) => ItemOutcome) => {
    for (const [index, place] of places.entries()) outcomes[place] = found(index)
  }
  for (const [turn, part] of parts.entries()) {
    const written = await write(part.items).catch((error: unknown) => {
      const refused = failures.refusedItem(error)
      if (!refused && turn === 0) throw error
      const outcome = refused ?? laterOf(failures, error)
      return part.items.map(() => outcome)
    })
    settle(part, (index) => written[index]!)
    const failed = written.find(hasFailed)
    if (!failed) continue
    const untried = untriedAfter(failed)
    for (const left of parts.slice(turn + 1)) settle(left, () => untried)
    break
  }
  return outcomes
}

/** Writes items one call each. Errors: as `inTurn`. */
export function eachInTurn<Item>(
  failures: Failures,
  items: readonly Item[],
  write: (item: Item) => Promise<ItemOutcome>
): Promise<ItemOutcome[]> {
  const parts = partsBy(items, (_item, place) => String(place))
  return inTurn(failures, parts, async ([item]) => [await write(item as Item)])
}

/** What becomes of an item whose call has failed after others were done. */
export function laterOf({ classify }: Pick<Failures, 'classify'>, error: unknown): Later {
  const reason = error instanceof Error ? error.message : String(error)
  const later = { status: 'retry', reason, failure: error } as const
  if (error instanceof ShopkeeperError) {
    // The engine has let no call out: its budget is spent, or there is no token.
    return { ...later, afterMs: Number(error.fields.retryAfterMs ?? 1000), isUntried: true }
  }
  const verdict = classify(error)
  return verdict.action === 'rateLimited' ? { ...later, afterMs: verdict.retryAfterMs } : later
}

/** What becomes of an item that comes after one whose call has failed. */
export function untriedAfter({ reason, afterMs }: Later): Later {
  return { status: 'retry', reason, isUntried: true, ...(afterMs !== undefined && { afterMs }) }
}

/** Whether an outcome is that of a call that has failed, which ends a batch. */
function hasFailed(outcome: ItemOutcome): outcome is Later {
  return outcome.status === 'retry' && outcome.failure !== undefined
}
