import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { insertAll, isOneOf, rowsFrom } from '#core/database/rows'
import type { Tx } from '#core/transaction'
import type {
  CustomerContactRow,
  CustomerIdentityRow,
  CustomerRow,
  CustomerTimelineRow
} from '../../tables.ts'

/** First half of our advisory locks: 'crm' in ASCII. The second is a bucket from 1, or 0 for the shape of trees. */
const lockClass = 0x63726d
const buckets = 256

/**
 * Keeps others from making a customer of the same buyer meanwhile, and from merging. Keys fall into buckets: a page of
 * 500 orders must not fill the server's table of locks. Writers of a SQLite file are alone anyway.
 */
export async function lockBuyers(tx: Tx, keys: readonly string[]): Promise<void> {
  if (tx.dialect === 'sqlite' || keys.length === 0) return
  const wanted = [...new Set(keys.map(bucketOf))].sort((a, b) => a - b)
  const rows = rowsFrom(
    tx,
    'wanted',
    { bucket: 'integer' },
    wanted.map((bucket) => ({ bucket }))
  )
  await holdTrees(tx)
  await sql`select pg_advisory_xact_lock(${sql.lit(lockClass)}, bucket::int) from ${rows}`.execute(
    tx
  )
}

/** Transactions that hold the trees already. */
const holders = new WeakSet<Tx>()

/**
 * Keeps others from merging and taking apart meanwhile, so that whose something is stays so until it is written; any number
 * may at once. To be asked for before any row that a merge writes is locked, else each may wait for the other. One
 * statement a transaction.
 */
export async function holdTrees(tx: Tx): Promise<void> {
  if (tx.dialect === 'sqlite' || holders.has(tx)) return
  await sql`select pg_advisory_xact_lock_shared(${sql.lit(lockClass)}, 0)`.execute(tx)
  holders.add(tx)
}

/** Keeps everybody from making, merging and erasing customers meanwhile. */
export async function lockTrees(tx: Tx): Promise<void> {
  if (tx.dialect === 'sqlite') return
  await sql`select pg_advisory_xact_lock(${sql.lit(lockClass)}, 0)`.execute(tx)
}

function bucketOf(key: string): number {
  return 1 + (createHash('sha256').update(key).digest()[0]! % buckets)
}

export async function insertCustomers(tx: Tx, rows: readonly CustomerRow[]): Promise<void> {
  await insertAll(tx, 'customers', rows)
}

export async function insertIdentities(
  tx: Tx,
  rows: readonly CustomerIdentityRow[]
): Promise<void> {
  await insertAll(tx, 'customerIdentities', rows)
}

export async function insertContacts(tx: Tx, rows: readonly CustomerContactRow[]): Promise<void> {
  await insertAll(tx, 'customerContacts', rows)
}

export async function insertTimeline(tx: Tx, rows: readonly CustomerTimelineRow[]): Promise<void> {
  await insertAll(tx, 'customerTimeline', rows)
}

export async function findCustomer(db: Reader, id: string): Promise<CustomerRow | undefined> {
  return db.selectFrom('customers').selectAll().where('id', '=', id).executeTakeFirst()
}

/** Customers by id, locked until the transaction ends; in one order everywhere. */
export async function lockCustomers(tx: Tx, ids: readonly string[]): Promise<CustomerRow[]> {
  const lock = tx.dialect === 'postgres' ? sql`for update` : sql``
  const { rows } = await sql<CustomerRow>`
    select * from customers where ${isOneOf(tx, 'id', ids)} order by id ${lock}`.execute(tx)
  return rows
}

/** Every member of the trees that these customers stand for. */
export async function membersOf(db: Reader, livingIds: readonly string[]): Promise<CustomerRow[]> {
  return db
    .selectFrom('customers')
    .selectAll()
    .where(isOneOf(db, 'livingId', livingIds))
    .orderBy('id')
    .execute()
}

/** Hangs a customer under another one; null: it stands for itself again. */
export async function hangUnder(tx: Tx, id: string, intoId: string | null): Promise<void> {
  await tx
    .updateTable('customers')
    .set({
      state: intoId === null ? 'active' : 'merged',
      mergedInto: intoId,
      mergedAt: intoId === null ? null : tx.now,
      updatedAt: tx.now,
      version: sql`version + 1`
    })
    .where('id', '=', id)
    .execute()
}

/** Says which customer members are reckoned to now. */
export async function setLiving(
  tx: Tx,
  memberIds: readonly string[],
  livingId: string
): Promise<void> {
  await tx
    .updateTable('customers')
    .set({ livingId })
    .where(isOneOf(tx, 'id', memberIds))
    .execute()
}

/** Writes the profile of a customer; its version is the business of `tellChanged`. */
export async function saveProfile(tx: Tx, row: CustomerRow): Promise<void> {
  const { id, name, birthOn, language, zone, country, attributes } = row
  await tx
    .updateTable('customers')
    .set({ name, birthOn, language, zone, country, attributes })
    .where('id', '=', id)
    .execute()
}

export async function ownContacts(
  db: Reader,
  customerId: string,
  kind: CustomerContactRow['kind']
): Promise<CustomerContactRow[]> {
  return db
    .selectFrom('customerContacts')
    .selectAll()
    .where('customerId', '=', customerId)
    .where('kind', '=', kind)
    .orderBy('id')
    .execute()
}

export async function deleteContacts(tx: Tx, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  await tx
    .deleteFrom('customerContacts')
    .where(isOneOf(tx, 'id', ids))
    .execute()
}

/** Returns whether the customer had it. */
export async function deleteIdentity(
  tx: Tx,
  customerId: string,
  { channelId, externalId }: { channelId: string; externalId: string }
): Promise<boolean> {
  const { numDeletedRows } = await tx
    .deleteFrom('customerIdentities')
    .where('customerId', '=', customerId)
    .where('channelId', '=', channelId)
    .where('externalId', '=', externalId)
    .executeTakeFirstOrThrow()
  return numDeletedRows > 0n
}

/** Takes the personal data off customers for good. */
export async function forgetCustomers(tx: Tx, ids: readonly string[]): Promise<void> {
  await tx
    .updateTable('customers')
    .set({
      state: 'erased',
      name: null,
      birthOn: null,
      language: null,
      zone: null,
      attributes: '{}',
      updatedAt: tx.now,
      version: sql`version + 1`
    })
    .where(isOneOf(tx, 'id', ids))
    .execute()
}
