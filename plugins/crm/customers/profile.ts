import { type ContactKey, type ContactKind, contactKeys } from '#core/personal/contact-keys'
import { seal } from '#core/seal'
import type { Tx } from '#core/transaction'
import { isZone } from '#core/zone'
import { ContactInvalid, ContactTaken, CustomerFieldInvalid, IdentityTaken } from '../errors.ts'
import type { CrmScope } from '../scope.ts'
import type { CustomerRow } from '../tables.ts'
import { tellChanged } from './changed.ts'
import { keepDates } from './dates.ts'
import { loadLiving } from './living.ts'
import { newContact, newCustomer } from './orders/resolve.ts'
import {
  deleteContacts,
  deleteIdentity,
  insertContacts,
  insertCustomers,
  insertIdentities,
  lockTrees,
  ownContacts,
  saveProfile
} from './repository/customers.ts'
import { type IdentityRef, identityKey, ownersOf } from './repository/find.ts'
import type { CustomerInputShape, CustomerPatchShape } from './schema.ts'
import { addTags } from './tags.ts'

/** Makes a customer. Errors: CONTACT_INVALID, CONTACT_TAKEN, IDENTITY_TAKEN, CUSTOMER_FIELD_INVALID. */
export async function createCustomer(
  tx: Tx,
  scope: CrmScope,
  { identities = [], tags = [], ...profile }: CustomerInputShape
): Promise<string> {
  await lockTrees(tx)
  const row = newCustomer(tx.now)
  write(row, profile, scope.key)
  await insertCustomers(tx, [row])
  if (profile.attributes) await keepDates(tx, row.id, profile.attributes)
  await replaceContacts(tx, scope, row, profile)
  await claimIdentities(tx, row.id, identities)
  for (const area of scope.areas) await area.onChanged?.(tx, [row.id])
  tx.audit([{ action: 'customer.created', subjectType: 'customer', subjectId: row.id }])
  await tx.emit('customer.created', [{ customerId: row.id }])
  await addTags(tx, scope, { customerIds: [row.id], tags })
  return row.id
}

/** Changes a customer's profile. The audit log says which fields, not what they say. Errors: those of `loadLiving` and `createCustomer`. */
export async function editCustomer(
  tx: Tx,
  scope: CrmScope,
  { id, version, patch }: { id: string; version: number | undefined; patch: CustomerPatchShape }
): Promise<void> {
  await lockTrees(tx)
  const row = await loadLiving(tx, id, version)
  write(row, patch, scope.key)
  await saveProfile(tx, row)
  if (patch.attributes) await keepDates(tx, id, patch.attributes)
  await replaceContacts(tx, scope, row, patch)
  tx.audit([
    {
      action: 'customer.edit',
      subjectType: 'customer',
      subjectId: id,
      after: { fields: Object.keys(patch) }
    }
  ])
  await tellChanged(tx, scope, [id])
}

function write(row: CustomerRow, patch: CustomerPatchShape, key: Buffer): void {
  const { name, birthOn, language, zone, country, attributes } = patch
  if (name !== undefined) row.name = name && seal(name, { key, boundTo: row.id })
  if (birthOn !== undefined) row.birthOn = birthOn && checkedDate(birthOn)
  if (language !== undefined) row.language = language === null ? null : checkedLanguage(language)
  if (zone !== undefined) row.zone = zone === null ? null : checkedZone(zone)
  if (country !== undefined) row.country = country
  if (attributes !== undefined) row.attributes = JSON.stringify(attributes)
}

function checkedDate(text: string): string {
  const date = new Date(`${text}T00:00:00.000Z`)
  const isReal = !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text)
  if (isReal) return text
  throw new CustomerFieldInvalid({ field: 'birthOn', fix: 'send a day that there is, YYYY-MM-DD' })
}

function checkedLanguage(text: string): string {
  try {
    return Intl.getCanonicalLocales(text)[0]!
  } catch {
    throw new CustomerFieldInvalid({
      field: 'language',
      fix: 'send a BCP 47 tag, such as zh-CN, or null'
    })
  }
}

function checkedZone(text: string): string {
  if (isZone(text)) return text
  throw new CustomerFieldInvalid({
    field: 'zone',
    fix: 'send an IANA zone, such as Asia/Shanghai, or null'
  })
}

const fieldOf = { email: 'emails', phone: 'phones' } as const

/** Replaces the contacts of the kinds that are named; those that stay keep their row. */
async function replaceContacts(
  tx: Tx,
  scope: CrmScope,
  { id, country }: CustomerRow,
  patch: CustomerPatchShape
): Promise<void> {
  for (const kind of ['email', 'phone'] as const) {
    const texts = patch[fieldOf[kind]]
    if (texts === undefined) continue
    const wanted: ContactKey[] = []
    for (const [at, text] of texts.entries()) {
      const contact = await readContact(scope, kind, {
        text,
        country,
        field: `${fieldOf[kind]}[${at}]`
      })
      if (!wanted.some(({ blindIndex }) => blindIndex === contact.blindIndex)) wanted.push(contact)
    }
    const { byContact: owners } = await ownersOf(
      tx,
      [],
      wanted.map(({ blindIndex }) => blindIndex)
    )
    for (const [at, { blindIndex }] of wanted.entries()) {
      const owner = owners.get(blindIndex)
      if (owner && owner.customerId !== id) {
        throw new ContactTaken({ field: `${fieldOf[kind]}[${at}]`, customerId: owner.customerId })
      }
    }
    const own = await ownContacts(tx, id, kind)
    const kept = new Set(wanted.map(({ blindIndex }) => blindIndex))
    await deleteContacts(
      tx,
      own.filter(({ blindIndex }) => !kept.has(blindIndex)).map((contact) => contact.id)
    )
    const owner = { memberId: id, customerId: id }
    await insertContacts(
      tx,
      wanted
        .filter(({ blindIndex }) => !owners.has(blindIndex))
        .map((contact) => newContact(contact, owner, { key: scope.key, now: tx.now }))
    )
  }
}

/** Reads a contact as it is compared. Errors: CONTACT_INVALID. */
export async function readContact(
  { index, ctx }: Pick<CrmScope, 'index' | 'ctx'>,
  kind: ContactKind,
  { text, country, field }: { text: string; country: string | null; field: string }
): Promise<ContactKey> {
  const given = { [kind]: text, country: country ?? ctx.options.country }
  const [contact] = await contactKeys(index, given)
  if (contact) return contact
  const fix =
    kind === 'email'
      ? 'send an e-mail address, such as name@example.com'
      : 'send a phone number with its country code, such as +86 138 0013 8000, or the country it is of'
  throw new ContactInvalid({ field, fix })
}

/** Adds a channel's name of a customer. Errors: IDENTITY_TAKEN; those of `loadLiving`. */
export async function addIdentity(
  tx: Tx,
  scope: CrmScope,
  { id, identity }: { id: string; identity: IdentityRef }
): Promise<void> {
  await lockTrees(tx)
  await loadLiving(tx, id)
  if (!(await claimIdentities(tx, id, [identity]))) return
  tellIdentity(tx, 'customer.identity-add', id, identity)
  await tellChanged(tx, scope, [id])
}

/** Takes a channel's name off a customer; its orders stay. Returns false when it had none. */
export async function removeIdentity(
  tx: Tx,
  scope: CrmScope,
  { id, identity }: { id: string; identity: IdentityRef }
): Promise<boolean> {
  await lockTrees(tx)
  await loadLiving(tx, id)
  if (!(await deleteIdentity(tx, id, identity))) return false
  tellIdentity(tx, 'customer.identity-remove', id, identity)
  await tellChanged(tx, scope, [id])
  return true
}

function tellIdentity(tx: Tx, action: string, id: string, { channelId }: IdentityRef): void {
  tx.audit([{ action, subjectType: 'customer', subjectId: id, after: { channelId } }])
}

/** Returns how many are new. */
async function claimIdentities(
  tx: Tx,
  id: string,
  identities: readonly IdentityRef[]
): Promise<number> {
  const { byIdentity: owners } = await ownersOf(tx, identities)
  for (const identity of identities) {
    const owner = owners.get(identityKey(identity))
    if (owner && owner.customerId !== id) {
      throw new IdentityTaken({ ...identity, customerId: owner.customerId })
    }
  }
  const fresh = new Map(identities.map((identity) => [identityKey(identity), identity] as const))
  for (const key of owners.keys()) fresh.delete(key)
  const owner = { memberId: id, customerId: id }
  await insertIdentities(
    tx,
    [...fresh.values()].map((identity) => ({ ...identity, ...owner, createdAt: tx.now }))
  )
  return fresh.size
}
