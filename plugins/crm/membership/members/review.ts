import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import type { Tx } from '#core/transaction'
import type { CrmScope } from '../../scope.ts'
import { type PagedJob, pageSize } from '../pages.ts'
import { programmeOf } from '../programme/programme.ts'
import type { MembershipRow } from '../tables.ts'
import { actingOf, evaluate } from './evaluate.ts'
import { joinAll } from './join.ts'
import { lockMemberships } from './repository.ts'
import { endTerms } from './terms.ts'

/**
 * Takes in customers who have bought before there was a programme, if it says that they join by that, and lets members come
 * up to what they have reached by tiers that are new. Nobody is lowered, and who was given a tier by hand keeps it. Safe to
 * repeat.
 */
export async function reviewMembers(job: PagedJob, scope: CrmScope): Promise<void> {
  await job.pages('', (tx, after) => reviewPage(tx, scope, after))
}

async function reviewPage(tx: Tx, scope: CrmScope, after: string): Promise<string | undefined> {
  const programme = await programmeOf(tx)
  if (!programme) return undefined
  const customers = await customersAfter(tx, after)
  if (customers.length === 0) return undefined
  const customerIds = customers.map(({ id }) => id)
  const before = await lockMemberships(tx, customerIds)
  const isMember = new Set(before.map(({ customerId }) => customerId))
  const joining = programme.rule.joining === 'automatic' ? customers : []
  const wanted = joining.filter(({ id, hasBought }) => hasBought === 1 && !isMember.has(id))
  await joinAll(
    tx,
    programme,
    wanted.map(({ id }) => id)
  )
  const locked = wanted.length > 0 ? await lockMemberships(tx, customerIds) : before
  const rows = await endTerms(tx, scope, { programme, rows: locked })
  const movement = { risen: risingAmong(rows), fallen: new Map() }
  await evaluate(tx, scope, { programme, rows, movement })
  return customerIds.at(-1)!
}

function risingAmong(rows: readonly MembershipRow[]): Set<string> {
  const acting = [...actingOf(rows).values()].filter(({ tierReason }) => tierReason !== 'manual')
  return new Set(acting.map(({ customerId }) => customerId))
}

/** Customers that stand for themselves, those after one, and whether any of their orders counts. */
async function customersAfter(
  db: Reader,
  after: string
): Promise<{ id: string; hasBought: number }[]> {
  const { rows } = await sql<{ id: string; hasBought: number }>`
    select id, case when exists (select 1 from crm_order_facts as fact
      where fact.customer_id = customers.id and fact.counts = 1) then 1 else 0 end as has_bought
    from customers where state = 'active' and id > ${after}
    order by id limit ${sql.lit(pageSize)}`.execute(db)
  return rows
}
