import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import type { BlindIndex } from '#core/personal/blind-index'
import { contactKeys } from '#core/personal/contact-keys'
import type { CustomerSummary } from '#plugins/crm'
import type { PromotionsScope } from '../scope.ts'

/** Who buys, as far as one can tell. */
export interface BuyerFacts {
  /** Of crm; null: nobody it knows, or crm is off. */
  customerId: string | null
  summary: CustomerSummary | null
  /** The ways the customer is counted by, sorted; none: nobody knows who it is. Reckoned when first asked for. */
  keys(): Promise<readonly string[]>
}

/** Nobody that could be told apart. */
export const nobody: BuyerFacts = {
  customerId: null,
  summary: null,
  keys: async () => []
}

/** A buyer as carts name one. */
export interface BuyerName {
  channelId: string
  externalId: string | null
  email?: string | undefined
  phone?: string | undefined
  /** ISO 3166-1, or country-region. */
  region: string | null
}

/** The key of a customer of crm. */
export function customerKey(customerId: string): string {
  return `customer:${customerId}`
}

/** The ways a buyer is counted by that no database is asked for. */
export async function namesOf(
  contactIndex: BlindIndex | undefined,
  { channelId, externalId, email, phone, region }: BuyerName
): Promise<string[]> {
  const contacts = { email, phone, country: countryOf(region) }
  const found = contactIndex ? await contactKeys(contactIndex, contacts) : []
  const names = found.map(({ kind, blindIndex }) => `${kind}:${blindIndex}`)
  if (externalId !== null) names.push(`buyer:${channelId}:${externalId}`)
  return names
}

/**
 * Lets orders of one buyer be reckoned one after the other, so that of two at once one is the first. Writers of a SQLite file
 * take turns anyway.
 */
export async function lockBuyer(
  tx: Reader,
  contactIndex: BlindIndex | undefined,
  buyer: BuyerName
): Promise<void> {
  if (tx.dialect === 'sqlite') return
  await lockNames(tx, await namesOf(contactIndex, buyer))
}

/** Lets whoever gives something to customers, and whoever merges them, wait for each other. */
export async function lockCustomers(tx: Reader, customerIds: readonly string[]): Promise<void> {
  if (tx.dialect === 'sqlite') return
  await lockNames(tx, customerIds.map(customerKey))
}

async function lockNames(tx: Reader, names: readonly string[]): Promise<void> {
  if (names.length === 0) return
  // The order of keys is the same for everybody, so nobody waits for somebody who waits for him.
  await sql`select pg_advisory_xact_lock(key) from (
    select distinct hashtextextended('promotions:buyer:' || name, 0) as key
    from unnest(${names}::text[]) as name order by key) as keys`.execute(tx)
}

/** Finds out who a buyer is: by crm if it is there, and by contact. */
export async function findBuyer(
  { parts, contactIndex }: Pick<PromotionsScope, 'parts' | 'contactIndex'>,
  db: Reader,
  buyer: BuyerName | null
): Promise<BuyerFacts> {
  if (buyer === null) return nobody
  const { channelId, externalId, email, phone, region } = buyer
  const named = { channelId, externalId, email, phone, country: countryOf(region) }
  const [customerId = null] = (await parts.crm?.find(db, [named])) ?? []
  const summaries = customerId === null ? null : await parts.crm!.summaries(db, [customerId])
  const askKeys = async () => {
    const keys = await namesOf(contactIndex, buyer)
    if (customerId !== null) keys.push(customerKey(customerId))
    return keys.sort()
  }
  let keys: Promise<string[]> | undefined
  return {
    customerId,
    summary: summaries?.get(customerId!) ?? null,
    keys: () => {
      keys ??= askKeys()
      return keys
    }
  }
}

function countryOf(region: string | null): string | null {
  return region?.split('-')[0] ?? null
}
