import { randomFillSync } from 'node:crypto'

const pool = Buffer.allocUnsafe(8 * 1024)
let used = pool.length

/**
 * Random bytes of the system's generator, handed out once: for what is made by the thousand, such as ids and nonces. One
 * call of the generator fills a pool; a call for each nonce took 9 µs.
 *
 * Shape: a view of the pool, good until the next call; at most 8 KiB.
 */
export function pooledRandom(length: number): Buffer {
  if (used + length > pool.length) {
    randomFillSync(pool)
    used = 0
  }
  used += length
  return pool.subarray(used - length, used)
}
