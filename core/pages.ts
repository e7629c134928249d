import type { Clock } from './time.ts'

/** However long a page took, others need not be let in for longer. */
const restMaxMs = 500

/**
 * Goes page by page over what is too much for one transaction. With a clock it gives way to others: after each page it rests
 * for as long as that took, so that half of the time is theirs. `page` returns false after the last.
 */
export async function inPages(
  { signal, clock }: { signal: AbortSignal; clock?: Clock | undefined },
  page: () => Promise<boolean>
): Promise<void> {
  for (let isMore = true; isMore; ) {
    signal.throwIfAborted()
    const startedMs = clock?.monotonicMs() ?? 0
    isMore = await page()
    if (clock && isMore) {
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
