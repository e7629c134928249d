import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { insertAll, isOneOf, rowsFrom } from '#core/database/rows'
import type { Tx } from '#core/transaction'
import type { CustomerMove } from '../../scope.ts'
import type { ProgrammeBodyShape } from '../programme/schema.ts'
import type { MembershipEventRow, MembershipRow } from '../tables.ts'

/** Memberships that are reckoned to customers, locked until the transaction ends. One query. */
export async function lockMemberships(
  tx: Tx,
  customerIds: readonly string[]
): Promise<MembershipRow[]> {
  const lock = tx.dialect === 'postgres' ? sql`for update` : sql``
  const { rows } = await sql<MembershipRow>`select * from memberships
    where ${isOneOf(tx, 'customer_id', customerIds)} order by member_id ${lock}`.execute(tx)
  return rows
}

/** Memberships that are reckoned to customers. One query. */
export async function membershipsOf(
  db: Reader,
  customerIds: readonly string[]
): Promise<MembershipRow[]> {
  return db
    .selectFrom('memberships')
    .selectAll()
    .where(isOneOf(db, 'customerId', customerIds))
    .orderBy('memberId')
    .execute()
}

export async function insertMemberships(tx: Tx, rows: readonly MembershipRow[]): Promise<number> {
  return insertAll(tx, 'memberships', rows, { on: ['memberId'] })
}

/** Those of these card numbers that are given already. */
export async function takenCards(db: Reader, numbers: readonly string[]): Promise<Set<string>> {
  const rows = await db
    .selectFrom('memberships')
    .select('cardNumber')
    .where(isOneOf(db, 'cardNumber', numbers))
    .execute()
  return new Set(rows.map(({ cardNumber }) => cardNumber))
}

/** Writes memberships that were locked, in one statement. */
export async function saveMemberships(tx: Tx, rows: readonly MembershipRow[]): Promise<void> {
  const fixed = ['memberId', 'cardNumber', 'joinedAt', 'createdAt']
  const update = Object.keys(rows[0] ?? {}).filter((column) => !fixed.includes(column))
  await insertAll(tx, 'memberships', rows, { on: ['memberId'], update })
}

export async function insertEvents(tx: Tx, rows: readonly MembershipEventRow[]): Promise<void> {
  await insertAll(tx, 'membershipEvents', rows)
}

/** A span of time in which orders of a customer are measured; `until` is exclusive. */
export interface Measure {
  key: string
  customerId: string
  from: string | null
  until: string | null
}

/** What orders of customers count for tiers within spans of time, by key: one query for any number. */
export async function measure(
  db: Reader,
  { currency, qualifyBy }: Pick<ProgrammeBodyShape, 'currency' | 'qualifyBy'>,
  measures: readonly Measure[]
): Promise<Map<string, number>> {
  if (measures.length === 0) return new Map()
  const columns = { key: 'text', customerId: 'text', since: 'text', until: 'text' } as const
  const source = rowsFrom(
    db,
    'span',
    columns,
    measures.map(({ key, customerId, from, until }) => ({
      key,
      customerId,
      since: from ?? '',
      until: until ?? '9999'
    }))
  )
  const counted =
    qualifyBy === 'spend'
      ? sql`case when fact.currency = ${currency} then fact.net_minor else 0 end`
      : sql`fact.orders`
  const { rows } = await sql<{ key: string; qualifying: number }>`
    select span.key, cast(coalesce(sum(${counted}), 0) as bigint) as qualifying
    from ${source} left join crm_order_facts as fact on fact.customer_id = span.customer_id
      and fact.counts = 1 and fact.placed_at >= span.since and fact.placed_at < span.until
    group by span.key`.execute(db)
  return new Map(rows.map(({ key, qualifying }) => [key, Number(qualifying)]))
}

/** Customers of whom a membership's term has ended, those after one; a page. */
export async function customersWithEndedTerms(
  db: Reader,
  { now, after, limit }: { now: string; after: string; limit: number }
): Promise<string[]> {
  const rows = await db
    .selectFrom('memberships')
    .select('customerId')
    .distinct()
    .where('termEndsAt', '<=', now)
    .where('isExcludedFromAutomatic', '=', 0)
    .where('customerId', '>', after)
    .orderBy('customerId')
    .limit(limit)
    .execute()
  return rows.map(({ customerId }) => customerId)
}

const movable = [
  'memberships',
  'membershipEvents',
  'membershipGifts',
  'pointsAccounts',
  'pointsLots',
  'pointsEntries'
] as const

/** Reckons memberships and points of members to another customer. */
export async function moveMembers(tx: Tx, { intoId, memberIds }: CustomerMove): Promise<void> {
  for (const table of movable) {
    await tx
      .updateTable(table)
      .set({ customerId: intoId })
      .where(isOneOf(tx, 'memberId', memberIds))
      .execute()
  }
}
