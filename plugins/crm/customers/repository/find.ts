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

/** Whose identities and contacts are. */
export interface Owners {
  /** By `identityKey`. */
  byIdentity: Map<string, Owner>
  /** By blind index. */
  byContact: Map<string, Owner>
}

interface OwnerRow extends Owner {
  one: string
  /** Null: a contact. */
  two: string | null
}

/** Finds out whose identities and contacts are: one query. */
export async function ownersOf(
  db: Reader,
  refs: readonly IdentityRef[],
  blindIndexes: readonly string[] = []
): Promise<Owners> {
  const owners: Owners = { byIdentity: new Map(), byContact: new Map() }
  const parts = [
    ...(refs.length > 0 ? [identitiesQuery(db, refs)] : []),
    ...(blindIndexes.length > 0 ? [contactsQuery(db, blindIndexes)] : [])
  ]
  if (parts.length === 0) return owners
  const { rows } = await sql<OwnerRow>`${sql.join(parts, sql` union all `)}`.execute(db)
  for (const { one, two, memberId, customerId } of rows) {
    const owner = { memberId, customerId }
    if (two === null) owners.byContact.set(one, owner)
    else owners.byIdentity.set(identityKey({ channelId: one, externalId: two }), owner)
  }
  return owners
}

function identitiesQuery(db: Reader, refs: readonly IdentityRef[]) {
  const [only] = refs
  if (only && refs.length === 1) {
    return sql`select channel_id as one, external_id as two, member_id, customer_id
      from customer_identities
      where channel_id = ${only.channelId} and external_id = ${only.externalId}`
  }
  const wanted = rowsFrom(
    db,
    'wanted',
    { channelId: 'text', externalId: 'text' },
    refs.map(({ channelId, externalId }) => ({ channelId, externalId }))
  )
  return sql`select known.channel_id as one, known.external_id as two, known.member_id,
      known.customer_id
    from ${wanted} join customer_identities as known
      on known.channel_id = wanted.channel_id and known.external_id = wanted.external_id`
}

function contactsQuery(db: Reader, blindIndexes: readonly string[]) {
  return sql`select blind_index as one, null as two, member_id, customer_id
    from customer_contacts where ${isOneOf(db, 'blind_index', blindIndexes)}`
}
