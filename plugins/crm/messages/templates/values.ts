import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { maskText } from '#core/personal/mask'
import { unseal } from '#core/seal'
import type { Opener } from '../../customers/present.ts'
import { readBalance } from '../../membership/points/read.ts'
import type { CustomerRow } from '../../tables.ts'
import type { Values } from './syntax.ts'

/** What is asked of a customer: only what the template uses. */
export interface ValuesQuery {
  customer: CustomerRow
  used: ReadonlySet<string>
  shopName: string
  opener: Opener
  now: string
}

/** The values that a customer itself gives, but for the unsubscribe link. At most four queries. */
export async function valuesOf(
  db: Reader,
  { customer, used, shopName, opener, now }: ValuesQuery
): Promise<Values> {
  const { id, name } = customer
  const values: Record<string, string> = { 'shop.name': shopName }
  if (used.has('customer.name') && name !== null) {
    const text = unseal(name, { key: opener.key, boundTo: id })
    values['customer.name'] = opener.canSeePersonal ? text : maskText(text)
  }
  if (used.has('points.balance')) {
    values['points.balance'] = String((await readBalance(db, id, now)).balance)
  }
  if (used.has('tier')) values.tier = await tierTitle(db, id)
  return values
}

/** Title of the best tier that a customer has; empty: none. */
async function tierTitle(db: Reader, customerId: string): Promise<string> {
  const { rows } = await sql<{ title: string }>`select tier.title
    from memberships as membership join membership_tiers as tier on tier.id = membership.tier_id
    where membership.customer_id = ${customerId} order by tier.level desc limit 1`.execute(db)
  return rows[0]?.title ?? ''
}
