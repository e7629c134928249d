import type { Clock } from './time.ts'

/** However long a page took, others need not be let in for longer. */
const restMaxMs = 500

/**
 * Goes page by page over what is too much for one transaction. `page` is given where it begins, and returns where the next
 * one does; undefined after the last. With a clock it gives way to others: after each page it rests for as long as that
 * took, so that half of the time is theirs.
 */
export async function inPages<Place>(
  first: Place,
  { signal, clock }: { signal: AbortSignal; clock?: Clock | undefined },
  page: (from: Place) => Promise<Place | undefined>
): Promise<void> {
  for (let from: Place | undefined = first; from !== undefined; ) {
    signal.throwIfAborted()
    const startedMs = clock?.monotonicMs() ?? 0
    from = await page(from)
    if (clock && from !== undefined) {
      await clock.sleep(Math.min(clock.monotonicMs() - startedMs, restMaxMs), signal)
    }
  }
}

/** Lets others have their turn of the event loop: a process that is at work answers nobody. */
export function turn(): Promise<void> {
  return new Promise(setImmediate)
}

/** Works through thousands of things in memory, part by part, with a turn for others between them. */
export async function inParts<Thing>(
  things: Iterable<Thing>,
  size: number,
  work: (part: readonly Thing[]) => void
): Promise<void> {
  let part: Thing[] = []
  for (const thing of things) {
    if (part.length === size) {
      work(part)
      part = []
      await turn()
    }
    part.push(thing)
  }
  if (part.length > 0) work(part)
}
