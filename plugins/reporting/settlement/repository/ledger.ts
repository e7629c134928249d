import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { isOneOf } from '#core/database/rows'
import { instantAt, instantMs } from '#core/time'
import type { LedgerEntry } from '../match/ledger-entry.ts'

/** Whose payments and refunds are looked for. */
export interface LedgerScope {
  channelId: string | null
  paymentMethods: readonly string[]
  /** Whether aftersales keeps refunds, payment by payment: then those stand in place of their credit notes. */
  hasRefunds: boolean
}

/** What of the ledger is read. */
export interface LedgerAsk {
  scope: LedgerScope
  /** Orders, transactions and references that lines name. */
  names: readonly string[]
  /** Whatever of the scope happened in it is read too; null: only what is named. `to` is exclusive. */
  period: { from: string; to: string } | null
}

export interface Ledger {
  entries: LedgerEntry[]
  /** Keys of the entries that the period and the scope ask for. */
  inScope: Set<string>
  /** What a statement may call an order → the order as it was placed. */
  orderIdsByName: Map<string, string[]>
  currencyOf: Map<string, string>
}

/** How long before the period an order may have been placed whose payment is told by its reference alone. */
const lookBackMs = 120 * 86_400_000

interface OrderRef {
  id: string
  channelId: string
  externalId: string
  number: string
  currency: string
  paidMinor: number
  placedAt: string
  splitFrom: string | null
  mergedInto: string | null
}

/** Reads payments and refunds that lines name or that a period has: six queries, whatever their number. */
export async function loadLedger(db: Reader, ask: LedgerAsk): Promise<Ledger> {
  const named = await namedOrders(db, ask)
  const orders = await familiesOf(db, named)
  const rootOf = rootsOf(orders)
  const ids = orders.map(({ id }) => id)
  const ledger: Ledger = {
    ...{ entries: [], inScope: new Set(), orderIdsByName: new Map(), currencyOf: new Map() }
  }
  for (const order of orders) {
    const root = rootOf.get(order.id)!
    ledger.currencyOf.set(root, order.currency)
    for (const name of new Set([order.id, order.externalId, order.number])) {
      const known = ledger.orderIdsByName.get(name) ?? []
      if (!known.includes(root)) ledger.orderIdsByName.set(name, [...known, root])
    }
  }
  await addPayments(db, ledger, { ask, orders, ids, rootOf })
  await addRefunds(db, ledger, { ask, orders, ids, rootOf })
  return ledger
}

async function namedOrders(db: Reader, { scope, names, period }: LedgerAsk): Promise<string[]> {
  const { channelId, paymentMethods } = scope
  const lookBack = instantAt(instantMs(period?.from ?? '2000-01-01T00:00:00.000Z') - lookBackMs)
  const ofChannel = channelId === null ? sql`` : sql`and o.channel_id = ${channelId}`
  const isOf = (column: string) => isOneOf(db, column, names)
  const parts = [
    sql`select o.id from orders o where ${isOf('o.number')} ${ofChannel}`,
    sql`select o.id from orders o where ${isOf('o.id')} ${ofChannel}`,
    sql`select p.order_id as id from orders o join payments p on p.order_id = o.id
      where o.placed_at >= ${lookBack} and ${isOf('p.reference')} ${ofChannel}`,
    sql`select c.order_id as id from credit_notes c
      where c.issued_at >= ${lookBack} and ${isOf('c.external_id')} and c.order_id is not null
      ${channelId === null ? sql`` : sql`and c.channel_id = ${channelId}`}`
  ]
  if (scope.hasRefunds) parts.push(sql`select order_id as id from refund_parts where ${isOf('id')}`)
  if (channelId !== null) {
    parts.push(sql`select o.id from orders o where ${isOf('o.external_id')} ${ofChannel}`)
  } else {
    parts.push(sql`select o.id from orders o
      where o.placed_at >= ${lookBack} and ${isOf('o.external_id')}`)
  }
  if (period !== null && channelId !== null) {
    const { from, to } = period
    parts.push(
      sql`select o.id from orders o where o.placed_at >= ${from} and o.placed_at < ${to}
        and o.paid_minor > 0 ${ofChannel}`,
      sql`select c.order_id as id from credit_notes c where c.issued_at >= ${from}
        and c.issued_at < ${to} and c.order_id is not null and c.channel_id = ${channelId}`
    )
  }
  if (period !== null && paymentMethods.length > 0) {
    const { from, to } = period
    parts.push(sql`select p.order_id as id from orders o join payments p on p.order_id = o.id
      where o.placed_at >= ${lookBack} and o.placed_at < ${to} and p.paid_at >= ${from}
        and p.paid_at < ${to} and ${isOneOf(db, 'p.method', paymentMethods)} ${ofChannel}`)
    if (scope.hasRefunds) {
      parts.push(sql`select order_id as id from refund_parts where state = 'done'
        and settled_at >= ${from} and settled_at < ${to} and ${isOneOf(db, 'method', paymentMethods)}`)
    }
  }
  const { rows } = await sql<{ id: string }>`${sql.join(parts, sql` union `)}`.execute(db)
  return rows.map(({ id }) => id)
}

/** Orders with those that they were split from or merged into, and all that were split from or merged into these. */
async function familiesOf(db: Reader, ids: readonly string[]): Promise<OrderRef[]> {
  const isNamed = isOneOf(db, 'id', ids)
  const { rows: heads } = await sql<{ id: string }>`
    select coalesce(split_from, merged_into, id) as id from orders where ${isNamed}`.execute(db)
  const roots = [...new Set([...ids, ...heads.map(({ id }) => id)])]
  const columns = sql`id, channel_id, external_id, number, currency, paid_minor, placed_at, split_from, merged_into`
  const { rows } = await sql<OrderRef>`
    select ${columns} from orders where ${isOneOf(db, 'id', roots)}
    union select ${columns} from orders where split_from is not null and ${isOneOf(db, 'splitFrom', roots)}
    union select ${columns} from orders where merged_into is not null and ${isOneOf(db, 'mergedInto', roots)}
    order by id`.execute(db)
  return rows
}

function rootsOf(orders: readonly OrderRef[]): Map<string, string> {
  const byId = new Map(orders.map((order) => [order.id, order]))
  const rootOf = new Map<string, string>()
  for (const { id } of orders) {
    let root = id
    for (let hops = 0; hops < orders.length; hops++) {
      const { splitFrom, mergedInto } = byId.get(root)!
      const next = mergedInto ?? splitFrom
      if (next === null || !byId.has(next)) break
      root = next
    }
    rootOf.set(id, root)
  }
  return rootOf
}

async function addPayments(
  db: Reader,
  { entries, inScope }: Ledger,
  {
    ask,
    orders,
    ids,
    rootOf
  }: {
    ask: LedgerAsk
    orders: readonly OrderRef[]
    ids: readonly string[]
    rootOf: ReadonlyMap<string, string>
  }
): Promise<void> {
  const { scope, period } = ask
  const payments = await db
    .selectFrom('payments')
    .select(['id', 'orderId', 'amountMinor', 'method', 'reference', 'paidAt'])
    .where(isOneOf(db, 'orderId', ids))
    .execute()
  const hasMethods = scope.paymentMethods.length > 0
  const channelOf = new Map(orders.map(({ id, channelId }) => [id, channelId]))
  // What a channel says was paid beyond the payments recorded here is a payment of its own.
  const rests = new Map<string, { amountMinor: number; at: string }>()
  for (const { id, paidMinor, placedAt } of orders) {
    const root = rootOf.get(id)!
    const rest = rests.get(root)
    const at = rest !== undefined && rest.at < placedAt ? rest.at : placedAt
    rests.set(root, { amountMinor: (rest?.amountMinor ?? 0) + paidMinor, at })
  }
  const add = (entry: LedgerEntry, isTheirs: boolean) => {
    entries.push(entry)
    if (isTheirs && isIn(period, entry.at)) inScope.add(entry.key)
  }
  for (const { id, orderId, amountMinor, method, reference, paidAt } of payments) {
    const root = rootOf.get(orderId)!
    rests.get(root)!.amountMinor -= amountMinor
    const isTheirs = hasMethods ? scope.paymentMethods.includes(method) : scope.channelId !== null
    const refs = reference === null ? [] : [reference]
    add(
      { key: `payment:${id}`, type: 'sale', orderId: root, refs, amountMinor, at: paidAt },
      isTheirs && isOfChannel(scope, channelOf.get(orderId)!)
    )
  }
  for (const [root, { amountMinor, at }] of rests) {
    if (amountMinor <= 0) continue
    const isTheirs = !hasMethods && scope.channelId !== null
    add({ key: `order:${root}`, type: 'sale', orderId: root, refs: [], amountMinor, at }, isTheirs)
  }
}

async function addRefunds(
  db: Reader,
  ledger: Ledger,
  {
    ask,
    orders,
    ids,
    rootOf
  }: {
    ask: LedgerAsk
    orders: readonly OrderRef[]
    ids: readonly string[]
    rootOf: ReadonlyMap<string, string>
  }
): Promise<void> {
  const { entries, inScope } = ledger
  const { scope, period } = ask
  const notes = await db
    .selectFrom('creditNotes')
    .select(['id', 'channelId', 'externalId', 'orderId', 'totalMinor', 'issuedAt'])
    .where(isOneOf(db, 'orderId', ids))
    .where('reason', '<>', 'badDebt')
    .execute()
  const refunded = scope.hasRefunds
    ? await addParts(db, ledger, { ask, orders, ids, rootOf })
    : null
  for (const { id, channelId, externalId, orderId, totalMinor, issuedAt } of notes) {
    if (refunded?.has(externalId)) continue
    const key = `creditNote:${id}`
    const amountMinor = -Math.abs(totalMinor)
    const root = rootOf.get(orderId!)!
    const refs = [externalId]
    entries.push({ key, type: 'refund', orderId: root, refs, amountMinor, at: issuedAt })
    const isTheirs = scope.channelId !== null && isOfChannel(scope, channelId)
    if (isTheirs && isIn(period, issuedAt)) inScope.add(key)
  }
}

/** Adds what refunds have given back, payment by payment. Returns the refunds, which credit notes are named by. */
async function addParts(
  db: Reader,
  { entries, inScope }: Ledger,
  {
    ask: { scope, period },
    orders,
    ids,
    rootOf
  }: {
    ask: LedgerAsk
    orders: readonly OrderRef[]
    ids: readonly string[]
    rootOf: ReadonlyMap<string, string>
  }
): Promise<Set<string>> {
  const { rows } = await sql<{
    id: string
    refundId: string
    orderId: string
    method: string
    way: string
    reference: string | null
    amountMinor: number
    settledAt: string
  }>`select id, refund_id, order_id, method, way, reference, amount_minor, settled_at from refund_parts
    where state = 'done' and ${isOneOf(db, 'orderId', ids)} order by id`.execute(db)
  const channelOf = new Map(orders.map(({ id, channelId }) => [id, channelId]))
  const hasMethods = scope.paymentMethods.length > 0
  for (const { id, orderId, method, way, reference, amountMinor, settledAt } of rows) {
    // Points go back into an account of the shop's own.
    if (way === 'points') continue
    const key = `refund:${id}`
    const refs = reference === null ? [id] : [id, reference]
    const root = rootOf.get(orderId)!
    const signedMinor = 0 - amountMinor
    entries.push({
      key,
      type: 'refund',
      orderId: root,
      refs,
      amountMinor: signedMinor,
      at: settledAt
    })
    const isTheirs = hasMethods ? scope.paymentMethods.includes(method) : scope.channelId !== null
    if (isTheirs && isOfChannel(scope, channelOf.get(orderId)!) && isIn(period, settledAt)) {
      inScope.add(key)
    }
  }
  return new Set(rows.map(({ refundId }) => refundId))
}

function isOfChannel({ channelId }: LedgerScope, of: string): boolean {
  return channelId === null || channelId === of
}

function isIn(period: LedgerAsk['period'], at: string): boolean {
  return period !== null && at >= period.from && at < period.to
}
