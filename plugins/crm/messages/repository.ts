import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { insertAll, isOneOf } from '#core/database/rows'
import type { Tx } from '#core/transaction'
import { lockCustomers } from '../customers/repository/customers.ts'
import type { CustomerContactRow, CustomerRow } from '../tables.ts'
import { type CrmMessageRow, type Medium, servicePurpose } from './tables.ts'

/** Inserts messages; those whose source is there already are dropped. Returns the ids of the new ones. */
export async function insertMessages(tx: Tx, rows: readonly CrmMessageRow[]): Promise<Set<string>> {
  if (rows.length === 0) return new Set()
  await insertAll(tx, 'crmMessages', rows, { on: ['sourceId'] })
  const there = await tx
    .selectFrom('crmMessages')
    .select('id')
    .where(
      isOneOf(
        tx,
        'id',
        rows.map(({ id }) => id)
      )
    )
    .execute()
  return new Set(there.map(({ id }) => id))
}

export async function findMessage(db: Reader, id: string): Promise<CrmMessageRow | undefined> {
  return db.selectFrom('crmMessages').selectAll().where('id', '=', id).executeTakeFirst()
}

/** Times that a message is looked for under another customer before it is left to the next attempt. */
const movesMax = 5

/**
 * A message and its customer, locked until the transaction ends: the customer first, as whoever merges and erases does.
 * Undefined: there is no such message.
 */
export async function lockMessage(
  tx: Tx,
  id: string
): Promise<{ message: CrmMessageRow; customer: CustomerRow } | undefined> {
  let customerId = (await findMessage(tx, id))?.customerId
  for (let moves = 0; customerId !== undefined && moves < movesMax; moves++) {
    const [customer] = await lockCustomers(tx, [customerId])
    const message = await lockRow(tx, id)
    if (!message || !customer) return undefined
    if (message.customerId === customerId) return { message, customer }
    // A merge was faster.
    customerId = message.customerId
  }
  return undefined
}

async function lockRow(tx: Tx, id: string): Promise<CrmMessageRow | undefined> {
  const lock = tx.dialect === 'postgres' ? sql`for update` : sql``
  const { rows } = await sql<CrmMessageRow>`
    select * from crm_messages where id = ${id} ${lock}`.execute(tx)
  return rows[0]
}

export async function saveMessage(
  tx: Tx,
  id: string,
  values: Partial<Omit<CrmMessageRow, 'id'>>
): Promise<void> {
  await tx.updateTable('crmMessages').set(values).where('id', '=', id).execute()
}

/** Marketing messages of a customer that were taken up since an instant, but for one. The customer is locked. */
export async function marketingSince(
  tx: Tx,
  { customerId, since, exceptId }: { customerId: string; since: string; exceptId: string }
): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*) as count from crm_messages
    where customer_id = ${customerId} and state in ('sending', 'sent') and claimed_at > ${since}
      and purpose <> ${servicePurpose} and id <> ${exceptId}`.execute(tx)
  return Number(rows[0]!.count)
}

/** Whether another message of the same batch was taken up for the same customer. The customer is locked. */
export async function isBatchTakenUp(
  tx: Tx,
  { id, batchId, customerId }: Pick<CrmMessageRow, 'id' | 'batchId' | 'customerId'>
): Promise<boolean> {
  if (batchId === null) return false
  const { rows } = await sql`select id from crm_messages
    where customer_id = ${customerId} and state in ('sending', 'sent')
      and batch_id = ${batchId} and id <> ${id} limit 1`.execute(tx)
  return rows.length > 0
}

const contactOf = { email: 'email', sms: 'phone' } as const

/** How a customer is reached by a medium, in the order they were added. */
export async function contactsFor(
  db: Reader,
  customerId: string,
  medium: Exclude<Medium, 'webhook'>
): Promise<CustomerContactRow[]> {
  return db
    .selectFrom('customerContacts')
    .selectAll()
    .where('customerId', '=', customerId)
    .where('kind', '=', contactOf[medium])
    .orderBy('id')
    .execute()
}

/** Marks a contact as one that takes nothing. Returns whether it is new. */
export async function markUndeliverable(tx: Tx, contactId: string): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('customerContacts')
    .set({ undeliverableAt: tx.now })
    .where('id', '=', contactId)
    .where('undeliverableAt', 'is', null)
    .executeTakeFirstOrThrow()
  return numUpdatedRows > 0n
}

/** What a customer has said about a purpose last; null: nothing. */
export async function consentTo(
  db: Reader,
  customerId: string,
  purpose: string
): Promise<'granted' | 'withdrawn' | null> {
  const row = await db
    .selectFrom('customerConsents')
    .select('status')
    .where('customerId', '=', customerId)
    .where('purpose', '=', purpose)
    .executeTakeFirst()
  return row?.status ?? null
}
