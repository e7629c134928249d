import { createHash, createHmac } from 'node:crypto'

/** Names the way winners are drawn; another one gets another name. */
export const algorithm = 'hmac-sha256-rank-v1'

/** An entry as the algorithm sees it. */
export interface DrawEntry {
  id: string
  customerId: string
}

/** An entry that has won. */
export interface Drawn extends DrawEntry {
  /** From 1. */
  place: number
  /** Place of the prize among the draw's, from 0. */
  prize: number
}

/** The line of an entry in what is digested, and published. */
export function lineOf({ id, customerId }: DrawEntry): string {
  return `${id}:${customerId}\n`
}

/** Digests entries in the order of their ids, a few at a time: SHA-256 of their lines, hexadecimal. */
export class EntriesDigest {
  readonly #hash = createHash('sha256')
  count = 0

  add(entries: readonly DrawEntry[]): void {
    for (const entry of entries) this.#hash.update(lineOf(entry))
    this.count += entries.length
  }

  end(): string {
    return this.#hash.digest('hex')
  }
}

/**
 * The place of an entry among all: HMAC-SHA-256 of `<digest>:<entry id>` under the seed's bytes, hexadecimal; lower is
 * earlier. It is compared, never divided, so that nobody is favored by a remainder; it depends on all entries by their
 * digest.
 */
export function scoreOf(seed: string, digest: string, entryId: string): string {
  const key = Buffer.from(seed, 'hex')
  return createHmac('sha256', key).update(`${digest}:${entryId}`).digest('hex')
}

/**
 * Draws winners: entries by their scores, then ids, each customer once; the first prize's units first. Entries may come in
 * any order, a few at a time: the same ones give the same winners.
 */
export class Ranking {
  readonly #seed: string
  readonly #digest: string
  readonly #best = new Map<string, { id: string; score: string }>()

  constructor(seed: string, digest: string) {
    this.#seed = seed
    this.#digest = digest
  }

  add(entries: readonly DrawEntry[]): void {
    for (const { id, customerId } of entries) {
      const score = scoreOf(this.#seed, this.#digest, id)
      const best = this.#best.get(customerId)
      // Of a customer's entries only the earliest can win.
      if (!best || isBefore({ id, score }, best)) this.#best.set(customerId, { id, score })
    }
  }

  winners(quantities: readonly number[]): Drawn[] {
    const units = quantities.flatMap((quantity, prize) => Array<number>(quantity).fill(prize))
    return [...this.#best]
      .map(([customerId, { id, score }]) => ({ customerId, id, score }))
      .sort((a, b) => (isBefore(a, b) ? -1 : 1))
      .slice(0, units.length)
      .map(({ customerId, id }, at) => ({ id, customerId, place: at + 1, prize: units[at]! }))
  }
}

function isBefore(a: { id: string; score: string }, b: { id: string; score: string }): boolean {
  return a.score === b.score ? a.id < b.id : a.score < b.score
}
