/**
 * Does work that has to be over after `timeoutMs`: its signal aborts then, with an error named `TimeoutError`, or with
 * `signal` and its reason.
 *
 * The timer holds the deadline. An `AbortSignal.timeout()` within `AbortSignal.any()` is held by nothing: Node may
 * collect it as garbage, and then it never comes.
 */
export async function withDeadline<T>(
  timeoutMs: number,
  work: (signal: AbortSignal) => Promise<T>,
  signal?: AbortSignal
): Promise<T> {
  const late = new AbortController()
  const timer = setTimeout(() => {
    late.abort(new DOMException(`not over within ${timeoutMs} ms`, 'TimeoutError'))
  }, timeoutMs)
  try {
    return await work(signal ? AbortSignal.any([signal, late.signal]) : late.signal)
  } finally {
    clearTimeout(timer)
  }
}
