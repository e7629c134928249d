import type { Reader } from '#core/database/db'
import type { BlindIndex } from '#core/personal/blind-index'
import { type ContactKey, contactKeys } from '#core/personal/contact-keys'
import type { BuyerRef } from '../api.ts'
import { type IdentityRef, identityKey, ownersOf } from './repository/find.ts'

/** What is needed to tell who somebody is. */
export interface FindParts {
  index: BlindIndex
  /** ISO 3166-1 of phone numbers without a country code, where the buyer's country is not known. */
  country: string | undefined
}

/** The channel's name of a buyer; null: it has none. */
export function identityOf({ channelId, externalId }: BuyerRef): IdentityRef | null {
  return externalId === null ? null : { channelId, externalId }
}

/** The contacts of a buyer as they are compared. */
export function contactsOf(
  { index, country }: FindParts,
  { email, phone, country: own }: BuyerRef
): Promise<readonly ContactKey[]> {
  const iso = own && /^[A-Za-z]{2}$/.test(own) ? own : country
  return contactKeys(index, { email, phone, country: iso })
}

/**
 * Finds who buyers are; see `CrmService.find`. One query for buyers whom their channel's id says, one more for the others:
 * contacts are read only then, which takes longer than the query.
 */
export async function findCustomers(
  db: Reader,
  parts: FindParts,
  buyers: readonly BuyerRef[]
): Promise<(string | null)[]> {
  const { byIdentity } = await ownersOf(
    db,
    buyers.flatMap((buyer) => identityOf(buyer) ?? [])
  )
  const known = buyers.map((buyer) => {
    const identity = identityOf(buyer)
    return identity && byIdentity.get(identityKey(identity))
  })
  const contacts = await Promise.all(
    buyers.map((buyer, at) => (known[at] ? [] : contactsOf(parts, buyer)))
  )
  const { byContact } = await ownersOf(
    db,
    [],
    contacts.flat().map(({ blindIndex }) => blindIndex)
  )
  return contacts.map((own, at) => {
    const reached = own.map(({ blindIndex }) => byContact.get(blindIndex))
    return (known[at] ?? reached.find((owner) => owner !== undefined))?.customerId ?? null
  })
}
