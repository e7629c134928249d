import type { Reader } from '#core/database/db'
import { Tx } from '#core/transaction'
import { dayOn } from '#core/zone'
import { buyerKeyOf, costsOf, factOf, type OrderFact, type UnitCosts } from './contribution.ts'
import { setCustomerTypes } from './customer-types.ts'
import type { Change } from './deltas.ts'
import type { FactParts } from './parts.ts'
import { type PlacedAsOne, placedAsOne } from './placed-order.ts'
import { type NoteNews, type RefundFact, refundOf, refundWith } from './refund.ts'
import { readFacts, readRefunds } from './repository/facts.ts'
import { lockBuyers, lockRoots, readCosts, readFamilies, readNotes } from './repository/orders.ts'
import { writeChanges } from './write.ts'

/** What there is to reckon with. */
export interface SalesNews {
  /** Orders that are new, and were never reckoned with. */
  placed: readonly PlacedAsOne[]
  /** Any other orders, by id: read with everything they were split into or merged with. */
  orderIds: readonly string[]
  noteIds: readonly string[]
}

/** What facts change by. */
export interface SalesPlan {
  orders: Change<OrderFact>[]
  refunds: Change<RefundFact>[]
}

/**
 * Brings facts and their sums up to orders and credit notes. Doing it again changes nothing; what has not changed is not
 * written. A constant number of statements, whatever the number of orders.
 *
 * `fillCosts`: costs that were unknown are taken from the catalog of today. Returns how many facts have changed.
 */
export async function takeSales(
  tx: Tx,
  parts: FactParts,
  news: SalesNews,
  options: { fillCosts?: boolean } = {}
): Promise<number> {
  const { orders, refunds } = await planSales(tx, parts, news, options)
  return writeChanges(tx, parts, orders, refunds)
}

/** What `takeSales` would write. */
export async function planSales(
  db: Reader,
  parts: FactParts,
  news: SalesNews,
  { fillCosts = false }: { fillCosts?: boolean } = {}
): Promise<SalesPlan> {
  const notes = await readNotes(db, news.noteIds)
  const orders = await ordersOf(db, news, notes)
  const known = await knownFacts(db, orders, new Set(news.placed.map(({ id }) => id)))
  const costsOfOrder = await costsFor(db, orders, { known, fillCosts })
  const { zone, dayStartsAtHour } = parts.shop
  const changes = orders.map(
    (order): Change<OrderFact> => ({
      before: known.get(order.id) ?? null,
      after: factOf(order, {
        dayOn: dayOn(order.placedAt, zone, dayStartsAtHour),
        costs: costsOfOrder(order)
      })
    })
  )
  const facts = [...changes, ...(await setCustomerTypes(db, changes))]
  const refunds = await refundChanges(db, parts, { notes, facts })
  return { orders: facts.filter(isChanged), refunds: refunds.filter(isChanged) }
}

/** Orders as they were placed, those of credit notes among them; locked where they may change elsewhere. */
async function ordersOf(
  db: Reader,
  news: SalesNews,
  notes: readonly NoteNews[]
): Promise<PlacedAsOne[]> {
  const ofNotes = notes.flatMap(({ rootId }) => rootId ?? [])
  const orderIds = [...new Set([...news.orderIds, ...ofNotes])]
  if (db instanceof Tx) await lockRoots(db, orderIds)
  const { rootIds, orders } = await readFamilies(db, orderIds)
  const isRead = new Set(rootIds)
  const placed = news.placed.filter(({ id }) => !isRead.has(id))
  return [...placed, ...placedAsOne(orders, rootIds)]
}

/** What orders contribute already, once nobody else changes whose first order is which. */
async function knownFacts(
  db: Reader,
  orders: readonly PlacedAsOne[],
  fresh: ReadonlySet<string>
): Promise<Map<string, OrderFact>> {
  const ids = orders.flatMap(({ id }) => (fresh.has(id) ? [] : id))
  const buyerKeys = new Set(orders.flatMap((order) => buyerKeyOf(order) ?? []))
  if (db instanceof Tx && ids.length + buyerKeys.size > 0) {
    await lockBuyers(db, [...buyerKeys], ids)
  }
  return readFacts(db, ids)
}

/** What units cost: as an order remembers it, else as the catalog has it now. */
type CostsOf = (order: PlacedAsOne) => UnitCosts

async function costsFor(
  db: Reader,
  orders: readonly PlacedAsOne[],
  { known, fillCosts }: { known: ReadonlyMap<string, OrderFact>; fillCosts: boolean }
): Promise<CostsOf> {
  const remembered = new Map<string, Map<string, number | null>>()
  const asked = new Set<string>()
  for (const { id, lines } of orders) {
    const fact = known.get(id)
    const costs = fact && new Map(costsOf(fact))
    if (costs && fillCosts) for (const [sku, cost] of costs) if (cost === null) costs.delete(sku)
    if (costs) remembered.set(id, costs)
    for (const { sku } of lines) if (!costs?.has(sku)) asked.add(sku)
  }
  const today = await readCosts(db, [...asked])
  const byCurrency = new Map<string, Map<string, number>>()
  for (const [sku, { costMinor, costCurrency }] of today) {
    const costs = byCurrency.get(costCurrency)
    if (costs) costs.set(sku, costMinor)
    else byCurrency.set(costCurrency, new Map([[sku, costMinor]]))
  }
  return ({ id, currency, lines }) => {
    const now = byCurrency.get(currency) ?? noCosts
    const costs = remembered.get(id)
    if (!costs) return now
    for (const { sku } of lines) if (!costs.has(sku)) costs.set(sku, now.get(sku) ?? null)
    return costs
  }
}

const noCosts: UnitCosts = new Map()

/** Refunds that are new, and those whose order is another kind of order now. */
async function refundChanges(
  db: Reader,
  { shop }: FactParts,
  { notes, facts }: { notes: readonly NoteNews[]; facts: readonly Change<OrderFact>[] }
): Promise<Change<RefundFact>[]> {
  const moved = facts.flatMap(({ before, after }) =>
    before && after && isOtherKind(before, after) ? after.orderId : []
  )
  const noteIds = notes.map(({ id }) => id)
  const known = await readRefunds(db, { noteIds, orderIds: moved })
  const orders = new Map(facts.flatMap(({ after }) => (after ? [[after.orderId, after]] : [])))
  const changes = notes.map((note): Change<RefundFact> => {
    const order = note.rootId === null ? null : (orders.get(note.rootId) ?? null)
    const day = dayOn(note.issuedAt, shop.zone, shop.dayStartsAtHour)
    return { before: known.get(note.id) ?? null, after: refundOf(note, order, day) }
  })
  const isTaken = new Set(noteIds)
  for (const before of known.values()) {
    const order = orders.get(before.orderId ?? '')
    if (isTaken.has(before.creditNoteId) || !order) continue
    changes.push({ before, after: refundWith(before, order) })
  }
  return changes
}

function isOtherKind(one: OrderFact, other: OrderFact): boolean {
  return (
    one.customerType !== other.customerType ||
    one.country !== other.country ||
    one.buyerKey !== other.buyerKey
  )
}

function isChanged<Fact extends object>({ before, after }: Change<Fact>): boolean {
  if (before === null || after === null) return before !== after
  const one = before as Record<string, unknown>
  const other = after as Record<string, unknown>
  return Object.keys(after).some((name) =>
    name === 'skus'
      ? JSON.stringify(one[name]) !== JSON.stringify(other[name])
      : one[name] !== other[name]
  )
}
