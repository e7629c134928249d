import type { Tx } from '#core/transaction'
import type { PlacedOrder } from '#plugins/orders'
import type { CrmScope, FactChange } from '../../scope.ts'
import type { CrmOrderFactRow } from '../../tables.ts'
import { holdTrees } from '../repository/customers.ts'
import { addToTotals, saveFacts } from '../repository/facts.ts'
import type { Owner } from '../repository/find.ts'
import { type OrderNews, readCanceledLines, readOrderNews } from '../repository/orders.ts'
import { type TimelineEntry, tellTimeline } from '../timeline.ts'
import { type CanceledLine, contributionOf, isSameFact } from './contribution.ts'
import { type Buyer, resolveBuyers } from './resolve.ts'

/**
 * Brings customers up to orders: makes those that are new, and replaces what the orders contribute. Doing it again changes
 * nothing. A constant number of queries for any number of orders.
 */
export async function takeOrders(
  tx: Tx,
  scope: CrmScope,
  orderIds: readonly string[]
): Promise<void> {
  if (orderIds.length === 0) return
  // What an order contributes says whose it is, and is written back with that.
  await holdTrees(tx)
  await takeNews(tx, scope, await readOrderNews(tx, orderIds))
}

/** As `takeOrders`, of orders that are read already. */
export async function takeNews(tx: Tx, scope: CrmScope, news: readonly OrderNews[]): Promise<void> {
  const orders = news.map(({ order }) => order)
  const known = new Map(news.flatMap(({ known }) => (known ? [[known.orderId, known]] : [])))
  const { owners, createdIds } = await ownersOfOrders(tx, scope, orders, known)
  const changes = changesOf(orders, owners, known, await canceledLinesOf(tx, orders))
  if (changes.length === 0) return
  await saveFacts(
    tx,
    changes.map(({ after }) => after)
  )
  await addToTotals(tx, changes)
  await tellTimeline(tx, changes.flatMap(entryOf))
  tx.audit(
    createdIds.map((id) => ({ action: 'customer.created', subjectType: 'customer', subjectId: id }))
  )
  await tx.emit(
    'customer.created',
    createdIds.map((customerId) => ({ customerId }))
  )
  if (createdIds.length > 0) {
    for (const area of scope.areas) await area.onChanged?.(tx, createdIds)
  }
  for (const area of scope.areas) await area.onFacts?.(tx, changes)
  const changed = new Set(changes.map(({ after }) => after.customerId))
  await tx.emit(
    'customer.changed',
    [...changed].map((customerId) => ({ customerId }))
  )
}

type Written = FactChange & { after: CrmOrderFactRow }

/** Who each order is reckoned to: whose it was before, else whose its buyer is. */
async function ownersOfOrders(
  tx: Tx,
  scope: CrmScope,
  orders: readonly PlacedOrder[],
  known: ReadonlyMap<string, CrmOrderFactRow>
): Promise<{ owners: Map<string, Owner>; createdIds: string[] }> {
  const fresh = orders.filter(({ id }) => !known.has(id))
  const { owners: found, createdIds } = await resolveBuyers(tx, scope, fresh.map(buyerOf))
  const owners = new Map<string, Owner>(known)
  fresh.forEach(({ id }, at) => {
    const owner = found[at]
    if (owner) owners.set(id, owner)
  })
  return { owners, createdIds }
}

/** The buyer as the order names one. */
export function buyerOf({ channelId, customerRef, buyer, country }: PlacedOrder): Buyer {
  const { name, email, phone } = (buyer === null ? {} : JSON.parse(buyer)) as Partial<Buyer>
  return { channelId, externalId: customerRef, name, email, phone, country }
}

async function canceledLinesOf(
  tx: Tx,
  orders: readonly PlacedOrder[]
): Promise<Map<string, CanceledLine[]>> {
  const ids = orders.filter(({ canceledUnits }) => canceledUnits > 0).map(({ id }) => id)
  const lines = new Map<string, CanceledLine[]>()
  for (const line of await readCanceledLines(tx, ids)) {
    lines.set(line.orderId, [...(lines.get(line.orderId) ?? []), line])
  }
  return lines
}

function changesOf(
  orders: readonly PlacedOrder[],
  owners: ReadonlyMap<string, Owner>,
  known: ReadonlyMap<string, CrmOrderFactRow>,
  canceled: ReadonlyMap<string, CanceledLine[]>
): Written[] {
  return orders.flatMap((order) => {
    const owner = owners.get(order.id)
    if (!owner) return []
    const after = contributionOf(order, owner, canceled.get(order.id) ?? [])
    const before = known.get(order.id) ?? null
    return before && isSameFact(before, after) ? [] : [{ before, after }]
  })
}

/**
 * What the customer's timeline is told: that an order no longer counts, or does again. That it was placed is read off its
 * fact.
 */
function entryOf({ before, after }: Written): TimelineEntry[] {
  const { customerId, memberId, orderId, currency, netMinor } = after
  const about = { customerId, memberId, detail: { orderId, currency, netMinor } }
  if (before === null || before.counts === after.counts) return []
  return [{ ...about, kind: after.counts === 1 ? 'order.reopened' : 'order.canceled' }]
}
