import type { ConsentStatus, CustomerConsentEventRow, CustomerRow } from '../tables.ts'

/** What holds for a purpose, and since when it was said. */
export interface Standing {
  status: ConsentStatus
  at: string
}

type Event = Pick<CustomerConsentEventRow, 'id' | 'memberId' | 'purpose' | 'status' | 'at'>
type Member = Pick<CustomerRow, 'id' | 'mergedInto' | 'mergedAt'>

/**
 * What holds for the customer at the root of a tree of merges, by purpose.
 *
 * The last word of each member counts. Where members of a tree differ, whoever has withdrawn wins, until the customer says
 * something after the merge. It is computed from who hangs where, so taking a member out again restores what held before.
 */
export function standingConsents(
  members: readonly Member[],
  rootId: string,
  events: readonly Event[]
): Map<string, Standing> {
  const lastWords = lastWordsOf(events)
  const childrenOf = (id: string) => members.filter(({ mergedInto }) => mergedInto === id)
  const standingOf = (id: string): Map<string, Standing> => {
    const own = lastWords.get(id) ?? new Map<string, Standing>()
    const standing = new Map(own)
    for (const child of childrenOf(id)) {
      for (const [purpose, said] of standingOf(child.id)) {
        const mine = own.get(purpose)
        if (mine && mine.at > child.mergedAt!) continue
        standing.set(purpose, stricter(standing.get(purpose), said))
      }
    }
    return standing
  }
  return standingOf(rootId)
}

function stricter(one: Standing | undefined, other: Standing): Standing {
  if (one === undefined) return other
  if (one.status === other.status) return one.at >= other.at ? one : other
  return one.status === 'withdrawn' ? one : other
}

function lastWordsOf(events: readonly Event[]): Map<string, Map<string, Standing>> {
  const words = new Map<string, Map<string, Standing>>()
  const inOrder = [...events].sort((a, b) => compare(a.at, b.at) || compare(a.id, b.id))
  for (const { memberId, purpose, status, at } of inOrder) {
    const own = words.get(memberId) ?? new Map<string, Standing>()
    words.set(memberId, own.set(purpose, { status, at }))
  }
  return words
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
