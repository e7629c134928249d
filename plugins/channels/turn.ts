import type { Clock } from '#core/time'

/** How long work goes on before it lets other work of its account have its turn, unless it says otherwise. */
const turnDefaultMs = 1000

/**
 * Does one batch after the other until nothing is left, or the turn is over. `batch` answers whether there may be more,
 * and so does this. Errors: those of `batch`; the signal's reason when it is aborted.
 */
export async function takeTurn(
  clock: Pick<Clock, 'monotonicMs'>,
  { signal, turnMs = turnDefaultMs }: { signal: AbortSignal; turnMs?: number },
  batch: () => Promise<boolean>
): Promise<boolean> {
  const startedMs = clock.monotonicMs()
  let isMore = true
  while (isMore && clock.monotonicMs() - startedMs < turnMs) {
    signal.throwIfAborted()
    isMore = await batch()
  }
  return isMore
}
