import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { isOneOf } from '#core/database/rows'
import type { Tx } from '#core/transaction'
import type { CatalogService } from '#plugins/catalog'
import type { OrderState } from '#plugins/orders'
import type { CrmScope } from '../../scope.ts'
import type { CrmOrderFactRow } from '../../tables.ts'
import { endAfterMonths } from '../members/days.ts'
import type { PointsOrderRow } from '../tables.ts'
import { type EarningOrder, type EarnTerms, earnedPoints, isDue, type Share } from './earn.ts'
import { closeBook, openBook } from './post.ts'
import { pointsOfOrders, savePointsOrders } from './repository.ts'

/** Orders whose points may be other ones now. */
export interface OrdersToEarn {
  facts: readonly Readonly<CrmOrderFactRow>[]
  /** Of orders that have not earned yet; without terms they never do. */
  termsOf: ReadonlyMap<string, EarnTerms>
}

interface Due {
  row: PointsOrderRow
  terms: EarnTerms
  fact: Readonly<CrmOrderFactRow>
}

/**
 * Brings what orders have earned to what they earn now: points come, and go when an order is canceled or refunded, below
 * zero if they are spent. Doing it again changes nothing. A constant number of queries.
 */
export async function earnPoints(
  tx: Tx,
  scope: CrmScope,
  { facts, termsOf }: OrdersToEarn
): Promise<void> {
  if (facts.length === 0) return
  const orderIds = facts.map(({ orderId }) => orderId)
  const known = await pointsOfOrders(tx, orderIds)
  const parents = await termsOfParents(
    tx,
    facts.filter(({ orderId }) => !known.has(orderId))
  )
  const due = facts.flatMap((fact): Due[] => {
    const before = known.get(fact.orderId)
    const terms = before
      ? (JSON.parse(before.terms) as EarnTerms)
      : fact.splitFrom === null
        ? termsOf.get(fact.orderId)
        : parents.get(fact.splitFrom)
    if (!terms) return []
    const { orderId, memberId } = fact
    const first = { orderId, memberId, points: 0, pending: 0, revision: 0 }
    return [{ row: before ?? { ...first, terms: JSON.stringify(terms) }, terms, fact }]
  })
  if (due.length === 0) return
  const states = await statesOf(tx, due)
  const shares = await sharesOf(tx, scope.ctx.tryUse('catalog'), due)
  const news = due.flatMap(({ row, terms, fact }) => {
    const { netMinor, counts, orderId } = fact
    const order = { netMinor, isCounting: counts === 1, ...states.get(orderId)! }
    const whole = { eligibleMinor: 1, wholeMinor: 1 }
    const after = targetOf(terms, order, shares.get(orderId) ?? whole)
    const delta = after.points - row.points
    if (delta === 0 && after.pending === row.pending && known.has(orderId)) return []
    const revision = row.revision + (delta === 0 ? 0 : 1)
    return [{ row: { ...row, ...after, revision }, terms, delta }]
  })
  await savePointsOrders(
    tx,
    news.map(({ row }) => row)
  )
  await post(
    tx,
    scope,
    news.filter(({ delta }) => delta !== 0)
  )
}

/** What is split from an order earns as the order did: nobody gains or loses points by two parcels. */
async function termsOfParents(
  db: Reader,
  facts: readonly Readonly<CrmOrderFactRow>[]
): Promise<Map<string, EarnTerms>> {
  const parentIds = [...new Set(facts.flatMap(({ splitFrom }) => splitFrom ?? []))]
  if (parentIds.length === 0) return new Map()
  const parents = await pointsOfOrders(db, parentIds)
  return new Map([...parents].map(([id, { terms }]) => [id, JSON.parse(terms) as EarnTerms]))
}

function targetOf(
  terms: EarnTerms,
  order: EarningOrder,
  share: Share
): { points: number; pending: number } {
  const earned = order.isCounting ? earnedPoints(terms, order.netMinor, share) : 0
  return isDue(terms, order) ? { points: earned, pending: 0 } : { points: 0, pending: earned }
}

async function post(
  tx: Tx,
  { ctx }: CrmScope,
  news: readonly { row: PointsOrderRow; terms: EarnTerms; delta: number }[]
): Promise<void> {
  if (news.length === 0) return
  const open = await openBook(tx, [...new Set(news.map(({ row }) => row.memberId))])
  for (const { row, terms, delta } of news) {
    const { orderId, memberId, revision } = row
    const points = Math.abs(delta)
    const sourceId = `order:${orderId}:${revision}`
    if (delta > 0) {
      const months = terms.expireAfterMonths
      const expiresAt = months === null ? null : endAfterMonths(tx.now, months, ctx.shop)
      open.book.add({ memberId, points, sourceId, kind: 'earn', reason: orderId }, expiresAt)
    } else {
      const own = Array.from({ length: revision }, (_, at) => `order:${orderId}:${at}`)
      open.book.takeBack({ memberId, points, sourceId, kind: 'reverse', reason: orderId }, own)
    }
  }
  await closeBook(tx, open)
}

async function statesOf(
  db: Reader,
  due: readonly Due[]
): Promise<Map<string, { state: OrderState; isPaid: boolean }>> {
  const isWaiting = due.some(({ terms }) => terms.earnedWhen !== 'placed')
  // Nothing depends on it for points that come with the order itself.
  const unread = { state: 'paid' as OrderState, isPaid: false }
  if (!isWaiting) return new Map(due.map(({ fact }) => [fact.orderId, unread]))
  const rows = await db
    .selectFrom('orders')
    .select(['id', 'state', 'paymentState'])
    .where(
      isOneOf(
        db,
        'id',
        due.map(({ fact }) => fact.orderId)
      )
    )
    .execute()
  return new Map(
    rows.map(({ id, state, paymentState }) => [id, { state, isPaid: paymentState === 'paid' }])
  )
}

/** How much of orders is in no excluded category; those without such are left out. Three queries at most. */
async function sharesOf(
  db: Reader,
  catalog: CatalogService | undefined,
  due: readonly Due[]
): Promise<Map<string, Share>> {
  const shares = new Map<string, Share>()
  const touched = due.filter(({ terms }) => terms.excludedCategoryIds.length > 0)
  if (touched.length === 0 || !catalog) return shares
  const excludedOf = new Map(
    touched.map(({ fact, terms }) => [fact.orderId, new Set(terms.excludedCategoryIds)])
  )
  const { rows } = await sql<{ orderId: string; variantId: string | null; totalMinor: number }>`
    select order_id, variant_id, cast(sum(total_minor) as bigint) as total_minor from order_lines
    where ${isOneOf(db, 'order_id', [...excludedOf.keys()])}
    group by order_id, variant_id`.execute(db)
  const pricing = await catalog.pricingOf(db, [
    ...new Set(rows.flatMap(({ variantId }) => variantId ?? []))
  ])
  for (const { orderId, variantId, totalMinor } of rows) {
    const share = shares.get(orderId) ?? { eligibleMinor: 0, wholeMinor: 0 }
    shares.set(orderId, share)
    share.wholeMinor += totalMinor
    const categoryIds = (variantId && pricing.get(variantId)?.categoryIds) || []
    const isExcluded = categoryIds.some((id) => excludedOf.get(orderId)!.has(id))
    if (!isExcluded) share.eligibleMinor += totalMinor
  }
  return shares
}
