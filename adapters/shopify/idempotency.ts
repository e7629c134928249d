import { createHash } from 'node:crypto'

/**
 * The key that Shopify is given for one intended effect: a UUID of our key and of what is sent, because it
 * refuses a key that comes again with something else.
 */
export function idempotencyKeyOf(key: string, sent: unknown): string {
  const hex = createHash('sha256')
    .update(`${key}\n${JSON.stringify(sent)}`)
    .digest('hex')
  const parts = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `5${hex.slice(13, 16)}`,
    `a${hex.slice(17, 20)}`
  ]
  return [...parts, hex.slice(20, 32)].join('-')
}
