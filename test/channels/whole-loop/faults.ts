import type { FaultChances } from '#core/channel/fault-chances'
import type { FaultKind, PlatformSimulator } from '#core/channel/simulator'
import { seededRandom } from '../../../adapters/sandbox/simulator/random.ts'

/** Part of all answers that are faulty. */
const share = 0.3

/** What can go wrong with any call: its effect is there, or it is not, or nobody knows. */
const anywhere: readonly FaultKind[] = [
  'throttle',
  'down',
  'noAnswer',
  'lostAnswer',
  'tokenExpired'
]
/** Lists whose pages may show a row twice. */
const lists = new Set(['searchOrders', 'taobao.trades.sold.increment.get', 'listOrders'])
/** A token that is lost on its way would be lost for good where each is given once. */
const ofTokens: readonly FaultKind[] = ['down', 'noAnswer']

/** Faults that are the same for the same seed and the same calls. */
export function faultsOf(seed: number): FaultChances {
  const random = seededRandom(seed)
  return {
    share,
    random: random.next,
    kindsFor(operation) {
      if (operation === 'token') return ofTokens
      return lists.has(operation) ? [...anywhere, 'sameRowTwice'] : anywhere
    }
  }
}

/** Faults that a platform has served, by kind. `operations`: of these alone. */
export function servedBy(
  { calls }: PlatformSimulator,
  operations?: ReadonlySet<string>
): Record<FaultKind | 'none', number> {
  const counts = {} as Record<FaultKind | 'none', number>
  for (const { operation, fault } of calls) {
    if (operations && !operations.has(operation)) continue
    const kind = fault ?? 'none'
    counts[kind] = (counts[kind] ?? 0) + 1
  }
  return counts
}
