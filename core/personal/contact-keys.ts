import type { BlindIndex } from './blind-index.ts'
import { normalizeEmail, normalizePhone } from './contact.ts'

/** How a person can be reached, as somebody wrote it. */
export interface Contacts {
  email?: string | undefined
  phone?: string | undefined
  /** ISO 3166-1: phone numbers without a country code are read by it. */
  country?: string | null | undefined
}

export const contactKinds = ['email', 'phone'] as const
export type ContactKind = (typeof contactKinds)[number]

/** A contact that can be compared, and found without being stored. */
export interface ContactKey {
  kind: ContactKind
  /** What is compared: the normalized contact. Personal. */
  normalized: string
  /** What it is found by; tells nobody what it says. */
  blindIndex: string
}

/** Persons whose keys are kept in memory: an order asks for its buyer's up to four times. */
const keptMax = 500

const kept = new WeakMap<BlindIndex, Map<string, readonly ContactKey[]>>()

/**
 * The keys under which a person is counted once, however the contact is written: for finding customers, and for limits
 * of an offer per person. Contacts that are missing, masked or none have no key. E-mail first.
 */
export async function contactKeys(
  index: BlindIndex,
  { email, phone, country }: Contacts
): Promise<readonly ContactKey[]> {
  const known = kept.get(index) ?? new Map<string, readonly ContactKey[]>()
  kept.set(index, known)
  const written = JSON.stringify([email, phone, country])
  const found = known.get(written)
  if (found) return found
  const keys: ContactKey[] = []
  const add = (kind: ContactKind, normalized: string | null) => {
    if (normalized !== null) {
      keys.push({ kind, normalized, blindIndex: index.of(kind, normalized) })
    }
  }
  if (email !== undefined) add('email', normalizeEmail(email))
  if (phone !== undefined) add('phone', await normalizePhone(phone, country))
  // Orders come in crowds: who has just ordered is asked about again soon, or not for long.
  if (known.size >= keptMax) known.clear()
  known.set(written, keys)
  return keys
}
