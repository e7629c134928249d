import { NotFound } from '#core/http/errors'
import { newId } from '#core/ids'
import { seal } from '#core/seal'
import type { Tx } from '#core/transaction'
import { CustomerFieldInvalid } from '../errors.ts'
import type { CrmScope } from '../scope.ts'
import type { CustomerAddressRow, CustomerNoteRow } from '../tables.ts'
import { tellChanged } from './changed.ts'
import { loadLiving } from './living.ts'
import { renewConsents } from './merge.ts'
import {
  addressesOf,
  deleteAddress,
  insertConsentEvents,
  insertNote,
  saveAddress
} from './repository/belongings.ts'
import type { AddressBodyShape, ConsentBodyShape } from './schema.ts'
import { tellTimeline } from './timeline.ts'

/** Writes a note on a customer. Sealed: people write personal things. */
export async function addNote(
  tx: Tx,
  { key }: CrmScope,
  { customerId, text }: { customerId: string; text: string }
): Promise<CustomerNoteRow> {
  await loadLiving(tx, customerId)
  const id = newId('cnt')
  const row: CustomerNoteRow = {
    id,
    memberId: customerId,
    customerId,
    sealed: seal(text, { key, boundTo: id }),
    actor: tx.origin.actor,
    createdAt: tx.now
  }
  await insertNote(tx, row)
  await tellTimeline(tx, [{ customerId, kind: 'note.added', detail: { noteId: id } }])
  audit(tx, 'customer.note', customerId, { noteId: id })
  return row
}

/** Adds an address to a customer, or writes another over one of its own. Errors: NOT_FOUND. */
export async function putAddress(
  tx: Tx,
  scope: CrmScope,
  {
    customerId,
    addressId,
    address
  }: { customerId: string; addressId: string | null; address: AddressBodyShape }
): Promise<CustomerAddressRow> {
  await loadLiving(tx, customerId)
  const known = (await addressesOf(tx, customerId)).find(({ id }) => id === addressId)
  if (addressId !== null && !known) throw new NotFound({ what: 'address', id: addressId })
  const id = known?.id ?? newId('cad')
  const { label = null, ...place } = address
  const row: CustomerAddressRow = {
    id,
    memberId: known?.memberId ?? customerId,
    customerId,
    label,
    sealed: seal(JSON.stringify(place), { key: scope.key, boundTo: id }),
    country: place.country,
    createdAt: known?.createdAt ?? tx.now,
    updatedAt: tx.now
  }
  await saveAddress(tx, row)
  audit(tx, known ? 'customer.address-edit' : 'customer.address-add', customerId, { addressId: id })
  await tellChanged(tx, scope, [customerId])
  return row
}

/** Errors: NOT_FOUND. */
export async function removeAddress(
  tx: Tx,
  scope: CrmScope,
  { customerId, addressId }: { customerId: string; addressId: string }
): Promise<void> {
  await loadLiving(tx, customerId)
  if (!(await deleteAddress(tx, customerId, addressId))) {
    throw new NotFound({ what: 'address', id: addressId })
  }
  audit(tx, 'customer.address-remove', customerId, { addressId })
  await tellChanged(tx, scope, [customerId])
}

/**
 * Writes down what a customer has said about a purpose, for the API and for other areas of crm. The history is only ever
 * added to. Errors: CUSTOMER_FIELD_INVALID; those of `loadLiving`.
 */
export async function recordConsent(
  tx: Tx,
  scope: CrmScope,
  { customerId, consent }: { customerId: string; consent: ConsentBodyShape }
): Promise<void> {
  await loadLiving(tx, customerId)
  const { purpose, status = 'granted', source, textVersion = null, at = tx.now, ip } = consent
  if (at > tx.now) {
    throw new CustomerFieldInvalid({ field: 'at', fix: 'send when it was said: not in the future' })
  }
  if (status === 'granted' && textVersion === null) {
    throw new CustomerFieldInvalid({
      field: 'textVersion',
      fix: 'a consent is proven by the text that was agreed to: name its version'
    })
  }
  const id = newId('cce')
  const sealedIp = ip === undefined ? null : seal(ip, { key: scope.key, boundTo: id })
  await insertConsentEvents(tx, [
    {
      ...{ id, memberId: customerId, purpose, status, source, textVersion, sealedIp },
      ...{ actor: tx.origin.actor, at, createdAt: tx.now }
    }
  ])
  await renewConsents(tx, [customerId])
  await tellTimeline(tx, [
    { customerId, kind: `consent.${status}`, detail: { purpose, source, textVersion }, at }
  ])
  audit(tx, `customer.consent-${status}`, customerId, { purpose, source, textVersion, at })
  await tellChanged(tx, scope, [customerId])
}

function audit(tx: Tx, action: string, subjectId: string, after: Record<string, unknown>): void {
  tx.audit([{ action, subjectType: 'customer', subjectId, after }])
}
