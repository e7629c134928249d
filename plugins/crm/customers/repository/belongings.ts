import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { insertAll, isOneOf } from '#core/database/rows'
import type { Tx } from '#core/transaction'
import type {
  CustomerAddressRow,
  CustomerConsentEventRow,
  CustomerConsentRow,
  CustomerNoteRow,
  CustomerTagRow,
  CustomerTimelineRow,
  CustomerTotalRow
} from '../../tables.ts'

/** One thing that belongs to a customer, of whatever kind. What `one`, `two` and `three` hold depends on it. */
export interface Belonging {
  customerId: string
  part: 'identity' | 'email' | 'phone' | 'tag' | 'consent'
  one: string
  two: string | null
  three: string | null
}

/** Identities, contacts, tags and consents of customers: one query. A tag that two members have is listed once. */
export async function belongingsOf(
  db: Reader,
  customerIds: readonly string[]
): Promise<Belonging[]> {
  const isTheirs = isOneOf(db, 'customer_id', customerIds)
  const { rows } = await sql<Belonging>`
    select customer_id, 'identity' as part, channel_id as one, external_id as two, null as three
      from customer_identities where ${isTheirs}
    union all select customer_id, kind, id, sealed, null from customer_contacts where ${isTheirs}
    union all select distinct customer_id, 'tag', tag, null, null
      from customer_tags where ${isTheirs}
    union all select customer_id, 'consent', purpose, status, at
      from customer_consents where ${isTheirs}
    order by customer_id, part, one, two`.execute(db)
  return rows
}

export async function totalsOf(
  db: Reader,
  customerIds: readonly string[]
): Promise<CustomerTotalRow[]> {
  return db
    .selectFrom('customerTotals')
    .selectAll()
    .where(isOneOf(db, 'customerId', customerIds))
    .orderBy('currency')
    .execute()
}

/** Tables of what moves with its member when customers are merged and taken apart. */
const movable = [
  'customerIdentities',
  'customerContacts',
  'customerAddresses',
  'customerNotes',
  'customerTags',
  'customerTimeline'
] as const

/** Reckons what belongs to members to another customer. */
export async function moveBelongings(
  tx: Tx,
  { memberIds, fromId, intoId }: { memberIds: readonly string[]; fromId: string; intoId: string }
): Promise<void> {
  for (const table of movable) {
    await tx
      .updateTable(table)
      .set({ customerId: intoId })
      .where('customerId', '=', fromId)
      .where(isOneOf(tx, 'memberId', memberIds))
      .execute()
  }
}

/** Deletes what says who a customer is. Returns how much of it there was. */
export async function deletePersonal(
  tx: Tx,
  customerId: string
): Promise<{ contacts: number; identities: number }> {
  const remove = async (table: Exclude<(typeof movable)[number], 'customerTimeline'>) => {
    const { numDeletedRows } = await tx
      .deleteFrom(table)
      .where('customerId', '=', customerId)
      .executeTakeFirstOrThrow()
    return Number(numDeletedRows)
  }
  await remove('customerAddresses')
  await remove('customerNotes')
  await remove('customerTags')
  return {
    contacts: await remove('customerContacts'),
    identities: await remove('customerIdentities')
  }
}

/** The tags of living customers, those of who was merged into them included. */
export function tagsOf(
  tx: Tx,
  customerIds: readonly string[]
): Promise<Pick<CustomerTagRow, 'customerId' | 'tag'>[]> {
  return tx
    .selectFrom('customerTags')
    .select(['customerId', 'tag'])
    .where(isOneOf(tx, 'customerId', customerIds))
    .execute()
}

export async function insertTags(tx: Tx, rows: readonly CustomerTagRow[]): Promise<number> {
  return insertAll(tx, 'customerTags', rows, { on: ['memberId', 'tag'] })
}

/** Takes a tag off a customer and those merged into it. Returns whether it was there. */
export async function deleteTag(tx: Tx, customerId: string, tag: string): Promise<boolean> {
  const { numDeletedRows } = await tx
    .deleteFrom('customerTags')
    .where('customerId', '=', customerId)
    .where('tag', '=', tag)
    .executeTakeFirstOrThrow()
  return numDeletedRows > 0n
}

export async function insertNote(tx: Tx, row: CustomerNoteRow): Promise<void> {
  await insertAll(tx, 'customerNotes', [row])
}

export async function addressesOf(db: Reader, customerId: string): Promise<CustomerAddressRow[]> {
  return db
    .selectFrom('customerAddresses')
    .selectAll()
    .where('customerId', '=', customerId)
    .orderBy('id')
    .execute()
}

export async function saveAddress(tx: Tx, row: CustomerAddressRow): Promise<void> {
  const update = ['label', 'sealed', 'country', 'updatedAt']
  await insertAll(tx, 'customerAddresses', [row], { on: ['id'], update })
}

export async function deleteAddress(
  tx: Tx,
  customerId: string,
  addressId: string
): Promise<boolean> {
  const { numDeletedRows } = await tx
    .deleteFrom('customerAddresses')
    .where('customerId', '=', customerId)
    .where('id', '=', addressId)
    .executeTakeFirstOrThrow()
  return numDeletedRows > 0n
}

export async function insertConsentEvents(
  tx: Tx,
  rows: readonly CustomerConsentEventRow[]
): Promise<void> {
  await insertAll(tx, 'customerConsentEvents', rows)
}

/** All that members have ever said, oldest first. */
export async function consentEventsOf(
  db: Reader,
  memberIds: readonly string[]
): Promise<CustomerConsentEventRow[]> {
  return db
    .selectFrom('customerConsentEvents')
    .selectAll()
    .where(isOneOf(db, 'memberId', memberIds))
    .orderBy('id')
    .execute()
}

/** Writes what holds for customers now, in place of what held. */
export async function replaceConsents(
  tx: Tx,
  customerIds: readonly string[],
  rows: readonly CustomerConsentRow[]
): Promise<void> {
  await tx
    .deleteFrom('customerConsents')
    .where(isOneOf(tx, 'customerId', customerIds))
    .execute()
  await insertAll(tx, 'customerConsents', rows)
}

/** Addresses from which members have consented: the part of the proof that says where somebody was. */
export async function forgetConsentAddresses(tx: Tx, memberIds: readonly string[]): Promise<void> {
  await tx
    .updateTable('customerConsentEvents')
    .set({ sealedIp: null })
    .where(isOneOf(tx, 'memberId', memberIds))
    .execute()
}

/**
 * The timeline of a customer: what was told of it, and the orders that were placed, which are facts already; what is split
 * from one was placed with it. An order's entry has the id of the order.
 */
export function timelineOf(customerId: string) {
  return sql<CustomerTimelineRow>`(
    select id, member_id, customer_id, at, actor, kind, detail
    from customer_timeline where customer_id = ${customerId}
    union all select order_id, member_id, customer_id, placed_at, channel_id, 'order.placed',
      '{"orderId":"' || order_id || '","currency":"' || currency || '"}'
    from crm_order_facts where customer_id = ${customerId} and split_from is null)`
}

/** The whole timeline of a customer, oldest first; for exports. */
export async function wholeTimelineOf(
  db: Reader,
  customerId: string
): Promise<CustomerTimelineRow[]> {
  return db
    .selectFrom(timelineOf(customerId).as('timeline'))
    .selectAll()
    .orderBy('at')
    .orderBy('id')
    .execute()
}

/** What holds for a customer now. */
export async function consentsOf(db: Reader, customerId: string): Promise<CustomerConsentRow[]> {
  return db
    .selectFrom('customerConsents')
    .selectAll()
    .where('customerId', '=', customerId)
    .orderBy('purpose')
    .execute()
}
