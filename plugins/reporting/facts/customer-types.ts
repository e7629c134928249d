import type { Reader } from '#core/database/db'
import type { OrderFact } from './contribution.ts'
import type { Change } from './deltas.ts'
import { type BuyerAsk, type BuyerGap, readInGaps, readNeighbors } from './repository/facts.ts'

type Position = Pick<OrderFact, 'placedAt' | 'orderId'>

/**
 * Says of what type the buyers of orders are: new until the first order that counts, that one included; returning from then
 * on. Sets it in the facts of `changes`, and returns those of other orders that it changes: the order that is no longer the
 * first, or is it now, and canceled ones beside it.
 *
 * One query; a second one when a first order is no longer that.
 */
export async function setCustomerTypes(
  db: Reader,
  changes: readonly Change<OrderFact>[]
): Promise<Change<OrderFact>[]> {
  const asks = asksOf(changes)
  if (asks.size === 0) return []
  const orderIds = changes.map(({ before, after }) => (after ?? before)!.orderId)
  const neighbors = await readNeighbors(db, [...asks.values()], orderIds)
  const firsts = new Map<string, Position>()
  for (const fact of [...neighbors, ...changes.flatMap(({ after }) => after ?? [])]) {
    if (fact.buyerKey === null || fact.orders === 0) continue
    const known = firsts.get(fact.buyerKey)
    if (!known || isBefore(fact, known)) firsts.set(fact.buyerKey, fact)
  }
  for (const { after } of changes) {
    if (after && after.buyerKey !== null) after.customerType = typeOf(after, firsts)
  }
  const gaps = gapsOf(changes, firsts)
  const between = gaps.length > 0 ? await readInGaps(db, gaps, orderIds) : []
  const others = new Map([...neighbors, ...between].map((fact) => [fact.orderId, fact]))
  return [...others.values()].flatMap((before): Change<OrderFact>[] => {
    const customerType = typeOf(before, firsts)
    return customerType === before.customerType
      ? []
      : [{ before, after: { ...before, customerType } }]
  })
}

function asksOf(changes: readonly Change<OrderFact>[]): Map<string, BuyerAsk> {
  const asks = new Map<string, BuyerAsk>()
  const ask = (buyerKey: string) => {
    const known = asks.get(buyerKey) ?? { buyerKey, candidateAt: null }
    asks.set(buyerKey, known)
    return known
  }
  for (const { before, after } of changes) {
    if (before && before.buyerKey !== null) ask(before.buyerKey)
    if (!after || after.buyerKey === null) continue
    const own = ask(after.buyerKey)
    if (after.orders === 0) continue
    if (own.candidateAt === null || after.placedAt < own.candidateAt) {
      own.candidateAt = after.placedAt
    }
  }
  return asks
}

/** Buyers whose first order was one of these, and is a later one now, or none. */
function gapsOf(
  changes: readonly Change<OrderFact>[],
  firsts: ReadonlyMap<string, Position>
): BuyerGap[] {
  return changes.flatMap(({ before }) => {
    if (!before || before.buyerKey === null) return []
    if (before.orders === 0 || before.customerType !== 'new') return []
    const first = firsts.get(before.buyerKey)
    if (first && !isBefore(before, first)) return []
    const { buyerKey, placedAt: fromAt } = before
    return [{ buyerKey, fromAt, toAt: first?.placedAt ?? null }]
  })
}

function typeOf(fact: OrderFact, firsts: ReadonlyMap<string, Position>) {
  const first = firsts.get(fact.buyerKey!)
  return first && isBefore(first, fact) ? 'returning' : 'new'
}

function isBefore(one: Position, other: Position): boolean {
  if (one.placedAt !== other.placedAt) return one.placedAt < other.placedAt
  return one.orderId < other.orderId
}
