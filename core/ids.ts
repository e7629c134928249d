import { randomFillSync } from 'node:crypto'
import { systemClock } from './time.ts'

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'
const pool = Buffer.allocUnsafe(16 * 512)
let used = pool.length
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
  if (used + 12 > pool.length) {
    randomFillSync(pool)
    used = 0
  }
  let text = ''
  let rest = ms
  for (let i = 0; i < 10; i++) {
    text = alphabet[rest % 32] + text
    rest = Math.floor(rest / 32)
  }
  for (let shift = 15; shift >= 0; shift -= 5) text += alphabet[(sequence >> shift) & 31]
  for (let i = 0; i < 12; i++) text += alphabet[pool[used++]! & 31]
  return `${prefix}_${text}`
}
