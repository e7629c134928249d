import { newId } from '#core/ids'
import type { ContactKey } from '#core/personal/contact-keys'
import { seal } from '#core/seal'
import type { Tx } from '#core/transaction'
import type { BuyerRef } from '../../api.ts'
import type { CrmScope } from '../../scope.ts'
import type { CustomerContactRow, CustomerIdentityRow, CustomerRow } from '../../tables.ts'
import { contactsOf, identityOf } from '../find.ts'
import {
  insertContacts,
  insertCustomers,
  insertIdentities,
  lockBuyers
} from '../repository/customers.ts'
import { type IdentityRef, identityKey, type Owner, ownersOf } from '../repository/find.ts'

/** A buyer with what a new customer is made of. */
export interface Buyer extends BuyerRef {
  name: string | undefined
}

interface Named {
  buyer: Buyer
  identity: IdentityRef | null
  contacts: readonly ContactKey[]
}

/** What resolving makes. */
interface Made {
  customers: CustomerRow[]
  identities: CustomerIdentityRow[]
  contacts: CustomerContactRow[]
}

/**
 * Says whose each buyer is, and makes customers of those nobody knows: by the channel's id, then by contact. What a known
 * customer is newly known by is added to it. A buyer without an id and without a contact is a guest: null.
 *
 * Shape: same order as the buyers; a constant number of queries.
 */
export async function resolveBuyers(
  tx: Tx,
  { index, key, ctx }: Pick<CrmScope, 'index' | 'key' | 'ctx'>,
  buyers: readonly Buyer[]
): Promise<{ owners: (Owner | null)[]; createdIds: string[] }> {
  const parts = { index, country: ctx.options.country }
  const named: Named[] = []
  for (const buyer of buyers) {
    const contacts = await contactsOf(parts, buyer)
    named.push({ buyer, identity: identityOf(buyer), contacts })
  }
  const identities = named.flatMap(({ identity }) => identity ?? [])
  const blindIndexes = named.flatMap(({ contacts }) => contacts.map((one) => one.blindIndex))
  await lockBuyers(tx, [...identities.map(identityKey), ...blindIndexes])
  const { byIdentity, byContact } = await ownersOf(tx, identities, blindIndexes)
  const made: Made = { customers: [], identities: [], contacts: [] }
  const owners = named.map((one) => {
    if (one.identity === null && one.contacts.length === 0) return null
    const owner =
      (one.identity && byIdentity.get(identityKey(one.identity))) ??
      one.contacts.map(({ blindIndex }) => byContact.get(blindIndex)).find(Boolean) ??
      newOwner(made, one, key, tx.now)
    addIdentity(made, byIdentity, one, owner, tx.now)
    addContacts(made, byContact, one, owner, { key, now: tx.now })
    return owner
  })
  await insertCustomers(tx, made.customers)
  await insertIdentities(tx, made.identities)
  await insertContacts(tx, made.contacts)
  return { owners, createdIds: made.customers.map(({ id }) => id) }
}

function newOwner(made: Made, { buyer }: Named, key: Buffer, now: string): Owner {
  const row = newCustomer(now)
  if (buyer.name) row.name = seal(buyer.name, { key, boundTo: row.id })
  row.country = buyer.country ?? null
  made.customers.push(row)
  return { memberId: row.id, customerId: row.id }
}

/** A customer of whom nothing is known yet. */
export function newCustomer(now: string): CustomerRow {
  const id = newId('cus')
  return {
    id,
    state: 'active',
    mergedInto: null,
    mergedAt: null,
    livingId: id,
    name: null,
    birthOn: null,
    language: null,
    zone: null,
    country: null,
    attributes: '{}',
    version: 1,
    createdAt: now,
    updatedAt: now
  }
}

function addIdentity(
  made: Made,
  known: Map<string, Owner>,
  { identity }: Named,
  owner: Owner,
  now: string
): void {
  if (identity === null || known.has(identityKey(identity))) return
  known.set(identityKey(identity), owner)
  made.identities.push({ ...identity, ...idsOf(owner), createdAt: now })
}

function addContacts(
  made: Made,
  known: Map<string, Owner>,
  { contacts }: Named,
  owner: Owner,
  { key, now }: { key: Buffer; now: string }
): void {
  for (const contact of contacts) {
    // A contact stays with whom it is: two people of one household are not made one by their phone.
    if (known.has(contact.blindIndex)) continue
    known.set(contact.blindIndex, owner)
    made.contacts.push(newContact(contact, owner, { key, now }))
  }
}

/** A contact as it is stored. */
export function newContact(
  { kind, normalized, blindIndex }: ContactKey,
  owner: Owner,
  { key, now }: { key: Buffer; now: string }
): CustomerContactRow {
  const id = newId('cct')
  const sealed = seal(normalized, { key, boundTo: id })
  const undeliverableAt = null
  return { id, ...idsOf(owner), kind, sealed, blindIndex, undeliverableAt, createdAt: now }
}

function idsOf({ memberId, customerId }: Owner): Owner {
  return { memberId, customerId }
}
