import { isOneOf } from '#core/database/rows'
import type { Tx } from '#core/transaction'
import { tellChanged } from '../customers/changed.ts'
import type { CrmScope, CustomerMove, FactChange } from '../scope.ts'
import type { CrmOrderFactRow } from '../tables.ts'
import { evaluate, type Movement } from './members/evaluate.ts'
import { joinAll, livingAmong } from './members/join.ts'
import { lockMemberships, membershipsOf, moveMembers } from './members/repository.ts'
import { endTerms } from './members/terms.ts'
import { tellTiers, tierAmong } from './members/tiers.ts'
import type { EarnTerms } from './points/earn.ts'
import { earnPoints } from './points/orders.ts'
import { type Programme, programmeOf, type Tier } from './programme/programme.ts'
import type { ProgrammeBodyShape } from './programme/schema.ts'
import type { MembershipRow } from './tables.ts'

/**
 * What orders do to members: they join, earn points by the tier they had before, and come up to tiers; refunds take points
 * back, and lower tiers if the programme says at once. A constant number of queries; one when there is no programme.
 */
export async function takeFacts(
  tx: Tx,
  scope: CrmScope,
  changes: readonly FactChange[]
): Promise<void> {
  const programme = await programmeOf(tx)
  if (!programme) return
  const move = moves.get(tx)
  moves.delete(tx)
  const movement = movementOf(programme.rule, changes, move)
  const customerIds = customersOf(changes, move)
  const before = await lockMemberships(tx, customerIds)
  const joined = await joinThose(tx, programme, { changes, members: before, movement })
  const locked = joined ? await lockMemberships(tx, customerIds) : before
  const rows = await endTerms(tx, scope, { programme, rows: locked })
  await earnPoints(tx, scope, {
    facts: changes.flatMap((change) => (isMove(change) || !change.after ? [] : [change.after])),
    termsOf: freshTerms(programme, changes, rows)
  })
  await evaluate(tx, scope, { programme, rows, movement })
}

function customersOf(changes: readonly FactChange[], move: MemberMove | undefined): string[] {
  const ids = changes.flatMap(({ before, after }) => [before?.customerId, after?.customerId])
  if (move?.hasMembers) ids.push(move.fromId, move.intoId)
  return [...new Set(ids.filter((id) => id !== undefined))].sort()
}

/** Whether an order is only reckoned to somebody else. */
function isMove({ before, after }: FactChange): boolean {
  return before !== null && after !== null && before.customerId !== after.customerId
}

/** Returns whether anybody has joined. */
async function joinThose(
  tx: Tx,
  programme: Programme,
  {
    changes,
    members,
    movement
  }: {
    changes: readonly FactChange[]
    members: readonly MembershipRow[]
    movement: Movement
  }
): Promise<boolean> {
  if (programme.rule.joining === 'manual') return false
  const isMember = new Set(members.map(({ customerId }) => customerId))
  const isBuying = new Set(changes.flatMap(({ after }) => (after?.counts ? after.customerId : [])))
  const wanted = [...movement.risen].filter((id) => !isMember.has(id) && isBuying.has(id))
  if (wanted.length === 0) return false
  const customerIds = await livingAmong(tx, wanted)
  await joinAll(tx, programme, customerIds)
  return customerIds.length > 0
}

/** Of whom more counts now, and of whom less. */
function movementOf(
  { refunds, currency, qualifyBy }: ProgrammeBodyShape,
  changes: readonly FactChange[],
  move: MemberMove | undefined
): Movement {
  const deltas = new Map<string, number>()
  const counted = (fact: Readonly<CrmOrderFactRow> | null) => {
    if (!fact) return 0
    if (qualifyBy === 'orders') return fact.orders
    return fact.currency === currency ? fact.netMinor : 0
  }
  const seen = new Set<string>()
  for (const { before, after } of changes) {
    if (before) add(before.customerId, -counted(before))
    if (after) add(after.customerId, counted(after))
    if (after?.counts && !before && after.splitFrom === null) seen.add(after.customerId)
  }
  const risen = new Set(seen)
  const fallen = new Map<string, 'refunded' | 'unmerged'>()
  for (const [customerId, delta] of deltas) {
    if (move?.isUnmerge) fallen.set(customerId, 'unmerged')
    else if (delta > 0) risen.add(customerId)
    else if (delta < 0 && refunds === 'instantly') fallen.set(customerId, 'refunded')
  }
  // Cards that move are looked at by the orders of whom they are with now, whether any moved with them or not.
  if (move?.hasMembers && move.isUnmerge) {
    for (const id of [move.fromId, move.intoId]) fallen.set(id, 'unmerged')
  } else if (move?.hasMembers) risen.add(move.intoId)
  return { risen, fallen }

  function add(customerId: string, amount: number): void {
    deltas.set(customerId, (deltas.get(customerId) ?? 0) + amount)
  }
}

/** By which rules orders that are new here earn: of members, from the start of points on, by the tier they have. */
function freshTerms(
  { rule, tiers }: Programme,
  changes: readonly FactChange[],
  rows: readonly MembershipRow[]
): Map<string, EarnTerms> {
  const tierOfCustomer = new Map<string, Tier | null>()
  for (const { customerId } of rows) {
    if (tierOfCustomer.has(customerId)) continue
    const own = rows.filter((row) => row.customerId === customerId)
    tierOfCustomer.set(customerId, tierAmong(tiers, own))
  }
  const rates = new Map(rule.points.rates.map((rate) => [rate.currency, rate]))
  const terms = new Map<string, EarnTerms>()
  for (const { before, after } of changes) {
    const rate = after && rates.get(after.currency)
    if (before || !after || !rate || !tierOfCustomer.has(after.customerId)) continue
    if (after.placedAt < (rule.points.startsAt ?? '')) continue
    const tier = tierOfCustomer.get(after.customerId)
    terms.set(after.orderId, {
      ...rate,
      multiplierBps: tier?.benefits.pointsMultiplierBps ?? 10_000,
      earnedWhen: rule.points.earnedWhen,
      excludedCategoryIds: rule.points.excludedCategoryIds,
      expireAfterMonths: rule.points.expireAfterMonths ?? null
    })
  }
  return terms
}

/** Points of orders that wait until they are paid or completed, which changes no fact. */
export async function takeOrderNews(
  tx: Tx,
  scope: CrmScope,
  orderIds: readonly string[]
): Promise<void> {
  const programme = await programmeOf(tx)
  if (!programme) return
  const waiting = await tx
    .selectFrom('pointsOrders')
    .innerJoin('crmOrderFacts', 'crmOrderFacts.orderId', 'pointsOrders.orderId')
    .selectAll('crmOrderFacts')
    .where(isOneOf(tx, 'pointsOrders.orderId', orderIds))
    .where('pending', '>', 0)
    .execute()
  if (waiting.length === 0) return
  await earnPoints(tx, scope, { facts: waiting, termsOf: new Map() })
  await tellChanged(tx, scope, [...new Set(waiting.map(({ customerId }) => customerId))].sort())
}

/** A move of customers, and what it is to members. */
interface MemberMove extends CustomerMove {
  isUnmerge: boolean
  /** A card moves with it. */
  hasMembers: boolean
}

/** Moves of which the orders are still to come. */
const moves = new WeakMap<Tx, MemberMove>()

/**
 * Members of a tree are reckoned to another customer: their cards, tiers and points go with them, each its own. What that
 * gives or takes from either is looked at when the orders have moved too.
 */
export async function moveMemberships(tx: Tx, scope: CrmScope, move: CustomerMove): Promise<void> {
  const { fromId, intoId, memberIds } = move
  const isUnmerge = memberIds.includes(intoId)
  const programme = await programmeOf(tx)
  const tiers = programme?.tiers ?? []
  const ids = [fromId, intoId]
  const before = await membershipsOf(tx, ids)
  await moveMembers(tx, move)
  const hasMembers = before.some(({ memberId }) => memberIds.includes(memberId))
  moves.set(tx, { ...move, isUnmerge, hasMembers })
  const after = await membershipsOf(tx, ids)
  const tierIn = (rows: readonly MembershipRow[], id: string) =>
    tierAmong(
      tiers,
      rows.filter((row) => row.customerId === id)
    )
  const isGone = (id: string) => memberIds.includes(id) && id !== intoId
  const changed = ids.flatMap((customerId) => {
    const [from, to] = [tierIn(before, customerId), tierIn(after, customerId)]
    if (from?.id === to?.id || isGone(customerId)) return []
    const reason = isUnmerge ? ('unmerged' as const) : ('joined' as const)
    return [{ customerId, from: from?.handle ?? null, to: to?.handle ?? null, reason }]
  })
  await tellTiers(tx, scope, changed)
}
