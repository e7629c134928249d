import { pooledRandom } from './random.ts'
import { systemClock } from './time.ts'

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'
let lastMs = 0
let sequence = 0

/**
 * A new identifier: prefix, underscore, 26 characters of Crockford base 32.
 *
 * Shape: `ord_01j8…`; 48 bits of time, 20 bits that count up inside a millisecond, 60 random bits. Ids made by
 * one process sort in the order they were made; the prefix says what the id names.
 */
export function newId(prefix: string): string {
  const ms = Math.max(systemClock.ms(), lastMs)
  sequence = ms === lastMs ? sequence + 1 : 0
  lastMs = ms
  let text = ''
  let rest = ms
  for (let i = 0; i < 10; i++) {
    text = alphabet[rest % 32] + text
    rest = Math.floor(rest / 32)
  }
  for (let shift = 15; shift >= 0; shift -= 5) text += alphabet[(sequence >> shift) & 31]
  for (const byte of pooledRandom(12)) text += alphabet[byte & 31]
  return `${prefix}_${text}`
}
