import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { insertAll, isOneOf } from '#core/database/rows'
import type { Tx } from '#core/transaction'
import type { FactChange } from '../../scope.ts'
import type { CrmOrderFactRow } from '../../tables.ts'

/** Writes facts, in place of what the orders contributed before. */
export async function saveFacts(tx: Tx, facts: readonly CrmOrderFactRow[]): Promise<void> {
  const update = Object.keys(facts[0] ?? {}).filter((column) => column !== 'orderId')
  await insertAll(tx, 'crmOrderFacts', facts, { on: ['orderId'], update })
}

const summed = ['orders', 'grossMinor', 'netMinor', 'units'] as const

interface Delta extends Record<(typeof summed)[number], number> {
  customerId: string
  currency: string
  firstOrderAt: string | null
  lastOrderAt: string | null
}

/** Brings the totals of customers up to changes of their facts, which are written already. */
export async function addToTotals(tx: Tx, changes: readonly FactChange[]): Promise<void> {
  const deltas = new Map<string, Delta>()
  const shrunk = new Set<string>()
  for (const { before, after } of changes) {
    if (before) addTo(deltas, before, -1)
    if (before?.counts) shrunk.add(before.customerId)
    if (after) addTo(deltas, after, 1)
  }
  // In one order everywhere, so that two transactions never wait for each other.
  const rows = [...deltas].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, delta]) => delta)
  if (rows.length === 0) return
  await upsert(tx, rows)
  // What no longer counts may have been the first or the last.
  if (shrunk.size > 0) await findEnds(tx, [...shrunk].sort())
}

function addTo(deltas: Map<string, Delta>, fact: Readonly<CrmOrderFactRow>, sign: 1 | -1): void {
  const { customerId, currency, counts, placedAt } = fact
  const key = keyOf(fact)
  const delta = deltas.get(key) ?? {
    ...{ customerId, currency, orders: 0, grossMinor: 0, netMinor: 0, units: 0 },
    ...{ firstOrderAt: null, lastOrderAt: null }
  }
  deltas.set(key, delta)
  for (const column of summed) delta[column] += sign * fact[column]
  if (sign < 0 || counts === 0) return
  if (delta.firstOrderAt === null || placedAt < delta.firstOrderAt) delta.firstOrderAt = placedAt
  if (delta.lastOrderAt === null || placedAt > delta.lastOrderAt) delta.lastOrderAt = placedAt
}

function keyOf({ customerId, currency }: { customerId: string; currency: string }): string {
  return `${customerId} ${currency}`
}

/** A total whose first or last order is not known yet takes the new one's. */
function endOf(column: string, isNearer: '<' | '>'): string {
  return `${column} = case when customer_totals.${column} is null
    or excluded.${column} ${isNearer} customer_totals.${column}
    then excluded.${column} else customer_totals.${column} end`
}

const ends = [endOf('first_order_at', '<'), endOf('last_order_at', '>')]

async function upsert(tx: Tx, rows: readonly Delta[]): Promise<void> {
  const on = ['customerId', 'currency']
  await insertAll(tx, 'customerTotals', rows, { on, add: summed, also: ends })
}

/** Looks up first and last orders anew. The rows are locked by now, so no fact of another transaction is missed. */
async function findEnds(tx: Tx, customerIds: readonly string[]): Promise<void> {
  const end = (direction: 'min' | 'max') => sql`(select ${sql.raw(direction)}(placed_at)
    from crm_order_facts as fact where fact.customer_id = customer_totals.customer_id
      and fact.currency = customer_totals.currency and fact.counts = 1)`
  await sql`update customer_totals
    set first_order_at = ${end('min')}, last_order_at = ${end('max')}
    where ${isOneOf(tx, 'customer_id', customerIds)}`.execute(tx)
}

/** Reckons the facts of members to another customer, and returns what they were. */
export async function moveFacts(
  tx: Tx,
  { memberIds, fromId, intoId }: { memberIds: readonly string[]; fromId: string; intoId: string }
): Promise<FactChange[]> {
  const moved = await tx
    .selectFrom('crmOrderFacts')
    .selectAll()
    .where('customerId', '=', fromId)
    .where(isOneOf(tx, 'memberId', memberIds))
    .execute()
  await tx
    .updateTable('crmOrderFacts')
    .set({ customerId: intoId })
    .where('customerId', '=', fromId)
    .where(isOneOf(tx, 'memberId', memberIds))
    .execute()
  return moved.map((before) => ({ before, after: { ...before, customerId: intoId } }))
}

/** Drops totals of a customer that has no facts left. */
export async function dropEmptyTotals(tx: Tx, customerId: string): Promise<void> {
  await sql`delete from customer_totals where customer_id = ${customerId} and not exists (
    select 1 from crm_order_facts as fact where fact.customer_id = customer_totals.customer_id
      and fact.currency = customer_totals.currency)`.execute(tx)
}

/** Orders that are reckoned to a customer, oldest first. */
export async function factOrderIds(db: Reader, customerId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('crmOrderFacts')
    .select('orderId')
    .where('customerId', '=', customerId)
    .orderBy('placedAt')
    .orderBy('orderId')
    .execute()
  return rows.map(({ orderId }) => orderId)
}
