import { NotFound } from '#core/http/errors'
import { ratioOf } from '#core/money'
import type { Tx } from '#core/transaction'
import type { CrmService } from '../../api.ts'
import { tellChanged } from '../../customers/changed.ts'
import { loadLiving } from '../../customers/living.ts'
import { holdTrees } from '../../customers/repository/customers.ts'
import { tellTimeline } from '../../customers/timeline.ts'
import type { CrmScope } from '../../scope.ts'
import { PointsInsufficient, PointsSourceTaken } from '../errors.ts'
import { endAfterMonths } from '../members/days.ts'
import { programmeOf } from '../programme/programme.ts'
import type { PointsKind, PointsSpendRow } from '../tables.ts'
import { closeBook, type OpenBook, openBook } from './post.ts'
import { doneBy, spendsOf } from './repository.ts'

/** Points that are given, or taken when negative. */
export interface PointsChange {
  customerId: string
  points: number
  sourceId: string
  reason: string
}

/**
 * Gives points, or takes them, which may go below zero; each source once, whatever it is asked for again. A constant
 * number of queries. Errors: NOT_FOUND.
 */
export async function recordPoints(
  tx: Tx,
  scope: CrmScope,
  given: Parameters<CrmService['recordPoints']>[1],
  kind?: PointsKind
): Promise<void> {
  const changes = given.filter(({ points }) => points !== 0)
  if (changes.length === 0) return
  const open = await openBook(tx, [...new Set(changes.map(({ customerId }) => customerId))])
  const done = await doneBy(
    tx,
    changes.map(({ sourceId }) => sourceId)
  )
  const expiresAt = await newExpiry(tx, scope)
  for (const { customerId: memberId, points, sourceId, reason } of changes) {
    if (done.has(sourceId)) continue
    done.set(sourceId, { points, customerIds: new Set() })
    const posting = { memberId, points: Math.abs(points), sourceId, reason }
    if (points > 0) open.book.add({ ...posting, kind: kind ?? 'earn' }, expiresAt)
    else open.book.takeBack({ ...posting, kind: kind ?? 'reverse' }, [])
  }
  await closeBook(tx, open)
  await tellChanged(tx, scope, [...new Set(open.book.entries.map(({ customerId }) => customerId))])
}

async function newExpiry(tx: Tx, { ctx }: CrmScope): Promise<string | null> {
  const months = (await programmeOf(tx))?.rule.points.expireAfterMonths
  return months === undefined ? null : endAfterMonths(tx.now, months, ctx.shop)
}

/**
 * Spends points of a customer, first those that expire first; the same source again changes nothing. Errors:
 * POINTS_INSUFFICIENT, POINTS_SOURCE_TAKEN; those of `loadLiving`.
 */
export async function spendPoints(tx: Tx, scope: CrmScope, change: PointsChange): Promise<void> {
  const { customerId, points, sourceId, reason } = change
  await holdTrees(tx)
  await loadLiving(tx, customerId)
  const open = await openBook(tx, [customerId])
  const done = (await doneBy(tx, [sourceId])).get(sourceId)
  if (done) {
    const isSame = done.points === -points && done.customerIds.has(customerId)
    if (!isSame) throw new PointsSourceTaken({ sourceId })
    return
  }
  const available = open.book.balanceOf(customerId)
  if (!open.book.spend(customerId, { points, sourceId, reason })) {
    throw new PointsInsufficient({ requested: points, available: Math.max(0, available) })
  }
  await finish(tx, scope, open, { customerId, kind: 'points.spent', points, sourceId })
}

/**
 * Gives back what a source has spent, into the points it came from: those whose day is over meanwhile expire with the next
 * look at them. What was spent together with an account that is taken out again comes back to that one. Again it changes
 * nothing. Returns how many points came back. Errors: NOT_FOUND; those of `loadLiving`.
 */
export async function giveBackPoints(
  tx: Tx,
  scope: CrmScope,
  { customerId, spentBy, reason }: { customerId: string; spentBy: string; reason: string }
): Promise<number> {
  const { open, spends } = await openSpent(tx, customerId, spentBy)
  if (spends.length === 0) throw new NotFound({ what: 'spending of points', id: spentBy })
  const sourceId = `${spentBy}:back`
  const points = open.book.giveBack(spends, { sourceId, reason })
  if (points === 0) return 0
  await finish(tx, scope, open, { customerId, kind: 'points.givenBack', points, sourceId })
  return points
}

/**
 * Opens the points of a customer and of everybody else that a source has spent points of: an unmerge may have come since.
 * Shape: what it has spent; nothing if none of it is this customer's.
 */
async function openSpent(
  tx: Tx,
  customerId: string,
  spentBy: string
): Promise<{ open: OpenBook; spends: PointsSpendRow[] }> {
  await holdTrees(tx)
  await loadLiving(tx, customerId)
  const found = await spendsOf(tx, spentBy)
  const memberIds = [...new Set([customerId, ...found.map(({ memberId }) => memberId)])]
  const open = await openBook(
    tx,
    memberIds,
    found.map(({ lotId }) => lotId)
  )
  // Read again, now that nobody else can give them back.
  const spends = await spendsOf(tx, spentBy)
  const isOurs = spends.some(
    ({ memberId }) => open.book.accounts.get(memberId)?.customerId === customerId
  )
  return { open, spends: isOurs ? spends : [] }
}

/**
 * Gives back the part of what a source has spent that goes with a part of an amount, reckoned cumulatively: half of the
 * amount in all, half of the points in all. Again it changes nothing. Returns how many points came back now; null: the
 * customer has spent nothing by that source. Errors: those of `loadLiving`.
 */
export async function giveBackShare(
  tx: Tx,
  scope: CrmScope,
  given: Parameters<CrmService['giveBackPoints']>[1]
): Promise<number | null> {
  const { customerId, spentBy, partMinor, wholeMinor, sourceId, reason } = given
  const { open, spends } = await openSpent(tx, customerId, spentBy)
  if (spends.length === 0) return null
  const sumOf = (column: 'points' | 'givenBack') =>
    spends.reduce((sum, spend) => sum + spend[column], 0)
  const wanted = ratioOf(sumOf('points'), partMinor, wholeMinor) - sumOf('givenBack')
  if (wanted <= 0) return 0
  const points = open.book.giveBack(spends, { sourceId, reason }, wanted)
  await finish(tx, scope, open, { customerId, kind: 'points.givenBack', points, sourceId })
  return points
}

async function finish(
  tx: Tx,
  scope: CrmScope,
  open: OpenBook,
  told: { customerId: string; kind: string; points: number; sourceId: string }
): Promise<void> {
  const { customerId, kind, ...detail } = told
  await closeBook(tx, open)
  const { sourceId } = detail
  const parts = new Map<string, number>()
  for (const entry of open.book.entries) {
    if (entry.sourceId !== sourceId) continue
    parts.set(entry.customerId, (parts.get(entry.customerId) ?? 0) + Math.abs(entry.points))
  }
  await tellTimeline(
    tx,
    [...parts].map(([id, points]) => ({ customerId: id, kind, detail: { points, sourceId } }))
  )
  tx.audit([
    { action: `membership.${kind}`, subjectType: 'customer', subjectId: customerId, after: detail }
  ])
  await tellChanged(tx, scope, [...parts.keys()].sort())
}
