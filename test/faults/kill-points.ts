import { watchSeams } from './seams.ts'

/** Where a process dies: a moment and the beginning of what passes a seam, such as `before commit`. */
export interface KillPoint {
  /** A pattern, held against texts such as `after insert into orders …` and `before answer POST /v1/orders 201`. */
  at: string
  /** Counts only from the first text that fits this one. Default: from the beginning. */
  since?: string
  /** Dies at the nth text that fits. Default 1. */
  nth?: number
}

/** Ends this process with SIGKILL when it comes to the point: no handler runs and nothing is flushed. */
export function killAt({ at, since, nth = 1 }: KillPoint): void {
  const point = new RegExp(at)
  const start = new RegExp(since ?? '')
  let isCounting = false
  let seen = 0
  watchSeams((moment, what) => {
    const text = `${moment} ${what}`
    isCounting ||= start.test(text)
    if (!isCounting || !point.test(text)) return
    seen++
    if (seen < nth) return
    process.kill(process.pid, 'SIGKILL')
    // The signal may need a moment; nothing more may happen here in the meantime.
    for (;;);
  })
}
