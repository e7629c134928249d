import type { Deferred, Origin } from '../transaction.ts'

interface Share {
  origin: Origin
  items: unknown[]
}

/** A piece of work with all that one actor has put off of it. */
export interface DeferredShare extends Share {
  work: Deferred<unknown>
}

/**
 * What transactions have put off to the end of their commit. Items stay in the order in which they came; those of one actor
 * are one share, whose origin names a request or job only if all items come from it.
 */
export class DeferredWork {
  readonly #shares = new Map<Deferred<unknown>, Map<string, Share>>()

  get isEmpty(): boolean {
    return this.#shares.size === 0
  }

  add(work: Deferred<unknown>, items: readonly unknown[], origin: Origin): void {
    if (items.length === 0) return
    let shares = this.#shares.get(work)
    if (!shares) {
      shares = new Map()
      this.#shares.set(work, shares)
    }
    const share = shares.get(origin.actor)
    if (!share) {
      shares.set(origin.actor, { origin, items: [...items] })
      return
    }
    share.items.push(...items)
    if (!isSame(share.origin, origin)) share.origin = { actor: origin.actor }
  }

  /** Takes over what another has put off. */
  absorb(other: DeferredWork): void {
    for (const [work, shares] of other.#shares) {
      for (const { items, origin } of shares.values()) this.add(work, items, origin)
    }
  }

  /** All items of a piece of work, whoever put them off. */
  itemsOf(work: Deferred<unknown>): unknown[] {
    return [...(this.#shares.get(work)?.values() ?? [])].flatMap(({ items }) => items)
  }

  /** Takes the share out whose turn it is, of `only` one piece of work if given. What is last waits for all others. */
  take(only?: Deferred<unknown>): DeferredShare | undefined {
    const works = only ? [only] : [...this.#shares.keys()]
    const work = works.find(({ isLast }) => !isLast) ?? works[0]
    const shares = work && this.#shares.get(work)
    if (!shares) return undefined
    const [actor, share] = [...shares][0]!
    shares.delete(actor)
    if (shares.size === 0) this.#shares.delete(work)
    return { work, ...share }
  }
}

function isSame(one: Origin, other: Origin): boolean {
  return one.requestId === other.requestId && one.jobId === other.jobId
}
