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
): Promise<ContactKey[]> {
  const iso = own && /^[A-Za-z]{2}$/.test(own) ? own : country
  return contactKeys(index, { email, phone, country: iso })
}

/** Finds who buyers are; see `CrmService.find`. One query. */
export async function findCustomers(
  db: Reader,
  parts: FindParts,
  buyers: readonly BuyerRef[]
): Promise<(string | null)[]> {
  const contacts = await Promise.all(buyers.map((buyer) => contactsOf(parts, buyer)))
  const { byIdentity, byContact } = await ownersOf(
    db,
    buyers.flatMap((buyer) => identityOf(buyer) ?? []),
    contacts.flat().map(({ blindIndex }) => blindIndex)
  )
  return buyers.map((buyer, at) => {
    const identity = identityOf(buyer)
    const known = identity && byIdentity.get(identityKey(identity))
    const reached = contacts[at]!.map(({ blindIndex }) => byContact.get(blindIndex))
    return (known ?? reached.find((owner) => owner !== undefined))?.customerId ?? null
  })
}
