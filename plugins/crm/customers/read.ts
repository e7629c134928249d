import type { Reader } from '#core/database/db'
import { pageOf } from '#core/database/keyset'
import { isOneOf } from '#core/database/rows'
import { NotFound } from '#core/http/errors'
import type { Tx } from '#core/transaction'
import type { CrmScope } from '../scope.ts'
import type { CustomerRow, CustomerState } from '../tables.ts'
import { type Opener, presentCustomer } from './present.ts'
import { readContact } from './profile.ts'
import { belongingsOf, timelineOf, totalsOf } from './repository/belongings.ts'
import { findCustomer } from './repository/customers.ts'
import type { CustomersSearchShape } from './schema.ts'

/** What a list of customers is narrowed to. */
export interface CustomerFilters {
  state?: CustomerState | undefined
  tag?: string | undefined
  channelId?: string | undefined
  externalId?: string | undefined
  /** Blind indexes, each of which the customer has. */
  blindIndexes?: readonly string[]
}

interface Paging {
  limit: number
  after?: string | undefined
}

/** One page of customers, newest first: three queries whatever its size. */
export async function readCustomers(
  db: Reader,
  filters: CustomerFilters,
  paging: Paging,
  opener: Opener
) {
  const page = await pageOf(filtered(db, filters), { list: 'customers', sort: ['-id'], ...paging })
  return { data: await present(db, page.data, opener), next: page.next }
}

/** Reads the contacts that are searched for as they are compared. Errors: CONTACT_INVALID. */
export async function searchFilters(
  scope: CrmScope,
  { email, phone, country, ...filters }: Omit<CustomersSearchShape, 'limit' | 'after'>
): Promise<CustomerFilters> {
  const wanted = [
    ...(email === undefined ? [] : [{ kind: 'email' as const, text: email }]),
    ...(phone === undefined ? [] : [{ kind: 'phone' as const, text: phone }])
  ]
  const contacts = await Promise.all(
    wanted.map(({ kind, text }) =>
      readContact(scope, kind, { text, country: country ?? null, field: kind })
    )
  )
  return { ...filters, blindIndexes: contacts.map(({ blindIndex }) => blindIndex) }
}

function filtered(db: Reader, filters: CustomerFilters) {
  const { state = 'active', tag, channelId, externalId, blindIndexes = [] } = filters
  let query = db.selectFrom('customers').selectAll().where('state', '=', state)
  if (tag) {
    query = query.where('id', 'in', (inner) =>
      inner.selectFrom('customerTags').select('customerId').where('tag', '=', tag)
    )
  }
  if (channelId || externalId) {
    query = query.where('id', 'in', (inner) => {
      let own = inner.selectFrom('customerIdentities').select('customerId')
      if (channelId) own = own.where('channelId', '=', channelId)
      if (externalId) own = own.where('externalId', '=', externalId)
      return own
    })
  }
  for (const blindIndex of blindIndexes) {
    query = query.where('id', 'in', (inner) =>
      inner.selectFrom('customerContacts').select('customerId').where('blindIndex', '=', blindIndex)
    )
  }
  return query
}

/** One customer with what belongs to it, merged and erased ones too. Errors: NOT_FOUND. */
export async function readCustomer(db: Reader | Tx, id: string, opener: Opener) {
  const row = await findCustomer(db, id)
  if (!row) throw new NotFound({ what: 'customer', id })
  return (await present(db, [row], opener))[0]!
}

async function present(db: Reader, rows: readonly CustomerRow[], opener: Opener) {
  if (rows.length === 0) return []
  const ids = rows.map(({ id }) => id)
  const belongings = group(await belongingsOf(db, ids))
  const totals = group(await totalsOf(db, ids))
  return rows.map((row) =>
    presentCustomer(row, belongings.get(row.id) ?? [], totals.get(row.id) ?? [], opener)
  )
}

function group<Row extends { customerId: string }>(rows: readonly Row[]): Map<string, Row[]> {
  const groups = new Map<string, Row[]>()
  for (const row of rows) {
    const own = groups.get(row.customerId)
    if (own) own.push(row)
    else groups.set(row.customerId, [row])
  }
  return groups
}

/** One page of a customer's timeline, newest first. */
export async function readTimeline(db: Reader, customerId: string, paging: Paging) {
  const query = db.selectFrom(timelineOf(customerId).as('timeline')).selectAll()
  return pageOf(query, { list: 'customer-timeline', sort: ['-at', '-id'], ...paging })
}

/** One page of a customer's notes, newest first. */
export async function readNotes(db: Reader, customerId: string, paging: Paging) {
  const query = db.selectFrom('customerNotes').selectAll().where('customerId', '=', customerId)
  return pageOf(query, { list: 'customer-notes', sort: ['-id'], ...paging })
}

/** Ids of the customers in the trees of these, and their own. */
export async function treeIds(db: Reader, livingIds: readonly string[]): Promise<string[]> {
  const rows = await db
    .selectFrom('customers')
    .select('id')
    .where(isOneOf(db, 'livingId', livingIds))
    .orderBy('id')
    .execute()
  return rows.map(({ id }) => id)
}
