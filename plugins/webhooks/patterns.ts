import { WebhookEventUnknown } from './errors.ts'

/** Whether a name or pattern of a subscription covers an event: `order.placed`, `order.*` or `*`. */
export function covers(pattern: string, event: string): boolean {
  if (pattern === '*' || pattern === event) return true
  return pattern.endsWith('.*') && event.startsWith(pattern.slice(0, -1))
}

/** Checks that each pattern covers an event that exists. Errors: WEBHOOK_EVENT_UNKNOWN. */
export function assertKnown(patterns: readonly string[], known: readonly string[]): void {
  for (const [index, pattern] of patterns.entries()) {
    if (known.some((event) => covers(pattern, event))) continue
    throw new WebhookEventUnknown({ field: `events/${index}`, event: pattern, known })
  }
}
