import type { Reader } from '#core/database/db'
import { NotFound } from '#core/http/errors'
import type { Tx } from '#core/transaction'
import { CustomerMerged } from '../errors.ts'
import type { CrmScope } from '../scope.ts'
import { loadLiving } from './living.ts'
import {
  type Opener,
  presentAddress,
  presentConsentEvent,
  presentNote,
  presentTimelineEntry
} from './present.ts'
import { readCustomer, treeIds } from './read.ts'
import {
  addressesOf,
  consentEventsOf,
  deletePersonal,
  forgetConsentAddresses,
  replaceConsents,
  wholeTimelineOf
} from './repository/belongings.ts'
import { findCustomer, forgetCustomers, lockTrees } from './repository/customers.ts'
import { factOrderIds } from './repository/facts.ts'

/** Everything that is kept about a person, in the clear. Errors: NOT_FOUND, CUSTOMER_MERGED. */
export async function exportCustomer(db: Reader, scope: CrmScope, id: string) {
  const row = await findCustomer(db, id)
  if (!row) throw new NotFound({ what: 'customer', id })
  if (row.state === 'merged') throw new CustomerMerged({ customerId: id, livingId: row.livingId })
  const opener: Opener = { key: scope.key, canSeePersonal: true }
  const memberIds = await treeIds(db, [id])
  const customer = await readCustomer(db, id, opener)
  const merged = []
  for (const memberId of memberIds) {
    if (memberId !== id) merged.push(await readCustomer(db, memberId, opener))
  }
  const notes = await db
    .selectFrom('customerNotes')
    .selectAll()
    .where('customerId', '=', id)
    .orderBy('id')
    .execute()
  const areas: Record<string, unknown> = {}
  for (const area of scope.areas) {
    if (area.exportOf) areas[area.name] = await area.exportOf(db, memberIds)
  }
  return {
    customer,
    merged,
    addresses: (await addressesOf(db, id)).map((address) => presentAddress(address, opener)),
    notes: notes.map((note) => presentNote(note, opener)),
    consents: (await consentEventsOf(db, memberIds)).map((event) =>
      presentConsentEvent(event, opener)
    ),
    timeline: (await wholeTimelineOf(db, id)).map(presentTimelineEntry),
    orders: await scope.orders.readPersonal(db, await factOrderIds(db, id)),
    areas
  }
}

/** What an erasure took away; the proof that stays in the audit log. */
export interface Erasure {
  customerIds: string[]
  orders: number
  contacts: number
  identities: number
  erasedAt: string
}

/**
 * Takes away everything that says who a customer is: here, in the areas of crm, and on their orders. What was bought and
 * paid stays for the accounts, under an id that leads to nobody; what was agreed to stays as proof. The same buyer
 * ordering again is a new customer. Errors: those of `loadLiving`.
 */
export async function eraseCustomer(tx: Tx, scope: CrmScope, id: string): Promise<Erasure> {
  await lockTrees(tx)
  await loadLiving(tx, id)
  const customerIds = await treeIds(tx, [id])
  const orderIds = await factOrderIds(tx, id)
  await scope.orders.erasePersonal(tx, orderIds)
  const gone = await deletePersonal(tx, id)
  await replaceConsents(tx, customerIds, [])
  await forgetConsentAddresses(tx, customerIds)
  await forgetCustomers(tx, customerIds)
  for (const area of scope.areas) await area.onErased?.(tx, customerIds)
  const erasure = { customerIds, orders: orderIds.length, ...gone, erasedAt: tx.now }
  tx.audit(
    customerIds.map((subjectId) => ({
      action: 'customer.erase',
      subjectType: 'customer',
      subjectId,
      after: erasure
    }))
  )
  await tx.emit('customer.changed', [{ customerId: id }])
  return erasure
}
