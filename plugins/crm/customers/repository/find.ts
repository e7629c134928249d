import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { isOneOf, rowsFrom } from '#core/database/rows'

/** Who has a channel's id or a contact. */
export interface Owner {
  memberId: string
  customerId: string
}

/** The channel's name of a buyer. */
export interface IdentityRef {
  channelId: string
  externalId: string
}

/** One text for both parts of an identity; neither part can imitate the other. */
export function identityKey({ channelId, externalId }: IdentityRef): string {
  return JSON.stringify([channelId, externalId])
}

/** Owners of identities, by `identityKey`. */
export async function ownersOfIdentities(
  db: Reader,
  refs: readonly IdentityRef[]
): Promise<Map<string, Owner>> {
  if (refs.length === 0) return new Map()
  const wanted = rowsFrom(
    db,
    'wanted',
    { channelId: 'text', externalId: 'text' },
    refs.map(({ channelId, externalId }) => ({ channelId, externalId }))
  )
  const { rows } = await sql<IdentityRef & Owner>`
    select known.channel_id, known.external_id, known.member_id, known.customer_id
    from ${wanted} join customer_identities as known
      on known.channel_id = wanted.channel_id and known.external_id = wanted.external_id`.execute(
    db
  )
  return new Map(rows.map((row) => [identityKey(row), row]))
}

/** Owners of contacts, by blind index. */
export async function ownersOfContacts(
  db: Reader,
  blindIndexes: readonly string[]
): Promise<Map<string, Owner>> {
  if (blindIndexes.length === 0) return new Map()
  const rows = await db
    .selectFrom('customerContacts')
    .select(['blindIndex', 'memberId', 'customerId'])
    .where(isOneOf(db, 'blindIndex', blindIndexes))
    .execute()
  return new Map(rows.map((row) => [row.blindIndex, row]))
}
