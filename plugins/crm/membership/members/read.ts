import { type RawBuilder, sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { pageOf } from '#core/database/keyset'
import { isOneOf } from '#core/database/rows'
import { NotFound } from '#core/http/errors'
import { findCustomer } from '../../customers/repository/customers.ts'
import type { MembershipRow } from '../tables.ts'
import { membershipsOf } from './repository.ts'

interface Paging {
  limit: number
  after?: string | undefined
}

interface NamedTier {
  id: string
  handle: string
  level: number
}

/** The tiers customers have, one for each of their memberships, as a part of a query; see `CrmProvides.groupsOf`. */
export function tiersQuery(db: Reader, customerIds: readonly string[]): RawBuilder<unknown> {
  return sql`select membership.customer_id, 'tier' as kind, tier.handle, tier.level
    from memberships as membership join membership_tiers as tier on tier.id = membership.tier_id
    where ${isOneOf(db, 'membership.customerId', customerIds)}`
}

/** Those of these handles that are tiers. One query. */
export async function knownTiers(db: Reader, handles: readonly string[]): Promise<Set<string>> {
  if (handles.length === 0) return new Set()
  const rows = await db
    .selectFrom('membershipTiers')
    .select('handle')
    .where(isOneOf(db, 'handle', handles))
    .execute()
  return new Set(rows.map(({ handle }) => handle))
}

/** A customer's memberships, its own or those merged into it. Errors: NOT_FOUND when it has none. */
export async function readMember(db: Reader, customerId: string) {
  const rows = await membershipsOf(db, [customerId])
  if (rows.length === 0) throw new NotFound({ what: 'member', id: customerId })
  const tiers = await namedTiers(db)
  const memberships = rows.map((row) => present(row, tiers))
  const byLevel = [...tiers].sort((a, b) => b.level - a.level)
  const best = byLevel.find(({ id }) => rows.some(({ tierId }) => tierId === id))
  return { customerId, tier: best?.handle ?? null, memberships }
}

/** One page of memberships, by member. Two queries. */
export async function readMembers(
  db: Reader,
  { tier, cardNumber }: { tier?: string | undefined; cardNumber?: string | undefined },
  paging: Paging
) {
  const tiers = await namedTiers(db)
  let query = db.selectFrom('memberships').selectAll()
  if (tier !== undefined) {
    query = query.where('tierId', '=', tiers.find(({ handle }) => handle === tier)?.id ?? '')
  }
  if (cardNumber !== undefined) query = query.where('cardNumber', '=', cardNumber)
  const page = await pageOf(query, { list: 'memberships', sort: ['memberId'], ...paging })
  return { data: page.data.map((row) => present(row, tiers)), next: page.next }
}

/** One page of what became of a customer's tiers, newest first. Errors: NOT_FOUND. */
export async function readHistory(db: Reader, customerId: string, paging: Paging) {
  if (!(await findCustomer(db, customerId))) {
    throw new NotFound({ what: 'customer', id: customerId })
  }
  const query = db.selectFrom('membershipEvents').selectAll().where('customerId', '=', customerId)
  return pageOf(query, { list: 'membership-events', sort: ['-id'], ...paging })
}

async function namedTiers(db: Reader): Promise<NamedTier[]> {
  return db.selectFrom('membershipTiers').select(['id', 'handle', 'level']).execute()
}

function present(row: MembershipRow, tiers: readonly NamedTier[]) {
  const { tierId, isExcludedFromAutomatic, ...plain } = row
  return {
    ...plain,
    tier: tiers.find(({ id }) => id === tierId)?.handle ?? null,
    isExcludedFromAutomatic: isExcludedFromAutomatic === 1
  }
}
