import { createHash, randomBytes } from 'node:crypto'
import { seal, unseal } from '#core/seal'
import { DrawKeyMissing, DrawSeedUnreadable } from './errors.ts'

/** As many as HMAC-SHA-256 gives. */
const seedBytes = 32

/** A new secret seed, hexadecimal. */
export function newSeed(): string {
  return randomBytes(seedBytes).toString('hex')
}

/** What is published of a seed before it is revealed: SHA-256 of `<draw id>:<seed>`, hexadecimal. */
export function commitmentOf(drawId: string, seed: string): string {
  return createHash('sha256').update(`${drawId}:${seed}`).digest('hex')
}

/** Encrypts a seed for storage, bound to its draw. Errors: DRAW_KEY_MISSING. */
export function sealSeed(seed: string, drawId: string, key: Buffer | undefined): string {
  if (!key) throw new DrawKeyMissing({})
  return seal(seed, { key, boundTo: drawId })
}

/** Decrypts a stored seed. Errors: DRAW_KEY_MISSING, DRAW_SEED_UNREADABLE. */
export function openSeed(
  { id, sealedSeed, commitment }: { id: string; sealedSeed: string | null; commitment: string },
  key: Buffer | undefined
): string {
  if (!key) throw new DrawKeyMissing({})
  let seed: string
  try {
    seed = unseal(sealedSeed!, { key, boundTo: id })
  } catch (error) {
    throw new DrawSeedUnreadable({ drawId: id }, { cause: error })
  }
  if (commitmentOf(id, seed) !== commitment) throw new DrawSeedUnreadable({ drawId: id })
  return seed
}
