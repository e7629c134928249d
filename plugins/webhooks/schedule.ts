const secondMs = 1000
const minuteMs = 60 * secondMs
const hourMs = 60 * minuteMs

/** Waits between attempts. The first is made at once; ten attempts take a little over three days. */
export const waitsMs: readonly number[] = [
  5 * secondMs,
  5 * minuteMs,
  30 * minuteMs,
  2 * hourMs,
  5 * hourMs,
  10 * hourMs,
  14 * hourMs,
  20 * hourMs,
  24 * hourMs
]

/** Part of a wait that is added by chance, so that what failed together does not come back together. */
export const jitter = 0.1

/**
 * How long to wait after an attempt has failed, 1 being the first; null when it was the last.
 * Never less than the endpoint has asked for.
 */
export function waitMsAfter(
  attempt: number,
  askedMs: number,
  random: () => number = Math.random
): number | null {
  const waitMs = waitsMs[attempt - 1]
  return waitMs === undefined
    ? null
    : Math.round(Math.max(waitMs * (1 + jitter * random()), askedMs))
}
