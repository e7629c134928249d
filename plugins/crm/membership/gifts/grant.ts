import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { insertAll, isOneOf } from '#core/database/rows'
import type { Tx } from '#core/transaction'
import { holdTrees } from '../../customers/repository/customers.ts'
import { tellTimeline } from '../../customers/timeline.ts'
import type { CrmScope } from '../../scope.ts'
import { dayIn, plus } from '../members/days.ts'
import { actingOf } from '../members/evaluate.ts'
import { lockMemberships } from '../members/repository.ts'
import { tierAmong } from '../members/tiers.ts'
import { type PagedJob, pageSize } from '../pages.ts'
import { recordPoints } from '../points/change.ts'
import { type Programme, programmeOf } from '../programme/programme.ts'
import type { GiftKind, MembershipGiftRow, MembershipRow } from '../tables.ts'
import { type GiftDay, giftDays } from './days.ts'

/**
 * Gives members what their tier gives for their birthday and for the day they joined: once a year each, also when accounts
 * were merged since. A page of customers a transaction; safe to repeat.
 */
export async function grantGifts(job: PagedJob, scope: CrmScope): Promise<void> {
  for (const kind of ['birthday', 'anniversary'] as const) {
    await job.pages('', (tx, after) => grantPage(tx, scope, kind, after))
  }
}

/** Returns the last customer it has looked at; undefined: there were no more. */
async function grantPage(
  tx: Tx,
  scope: CrmScope,
  kind: GiftKind,
  after: string
): Promise<string | undefined> {
  const programme = await programmeOf(tx)
  if (!programme?.tiers.some(({ benefits }) => benefits[kind])) return undefined
  const { giftDaysBefore: daysBefore, leapDay } = programme.rule
  const today = dayIn(tx.now, scope.ctx.shop)
  const days = new Map(giftDays(today, { daysBefore, leapDay }).map((one) => [one.day, one]))
  const celebrating = await customersOn(tx, kind, { days: [...days.keys()], after })
  if (celebrating.length === 0) return undefined
  const customerIds = celebrating.map(({ customerId }) => customerId)
  await holdTrees(tx)
  const rows = await lockMemberships(tx, customerIds)
  const had = await giftsOf(tx, customerIds, kind)
  const dayOf = new Map(celebrating.map(({ customerId, day }) => [customerId, day]))
  const acting = [...actingOf(rows).values()]
  const gifts = acting.flatMap((row) =>
    giftFor(row, { programme, rows, kind, now: tx.now, scope, days, dayOf, had })
  )
  await write(tx, scope, gifts)
  return customerIds.at(-1)!
}

interface Circumstances {
  programme: Programme
  rows: readonly MembershipRow[]
  kind: GiftKind
  now: string
  scope: CrmScope
  days: ReadonlyMap<string, GiftDay>
  dayOf: ReadonlyMap<string, string>
  had: ReadonlySet<string>
}

function giftFor(row: MembershipRow, given: Circumstances): MembershipGiftRow[] {
  const { programme, rows, kind, now, scope, had } = given
  const { customerId, memberId } = row
  const own = rows.filter((one) => one.customerId === customerId)
  const tier = tierAmong(programme.tiers, own)
  const benefit = tier?.benefits[kind]
  const due = dueDay(row, given)
  if (!tier || !benefit || !due) return []
  const joinedOn = dayIn(row.joinedAt, scope.ctx.shop)
  // The first anniversary is a year later; a birthday before somebody joined is over.
  const isEarly =
    kind === 'anniversary' ? due.year <= Number(joinedOn.slice(0, 4)) : due.on < joinedOn
  if (isEarly || had.has(giftKey(customerId, due.year))) return []
  return [
    {
      ...{ memberId, customerId, kind, year: due.year, tier: tier.handle, grantedAt: now },
      ...{ points: benefit.points, benefit: benefit.benefit ?? null }
    }
  ]
}

function dueDay(
  row: MembershipRow,
  { kind, scope, days, dayOf }: Circumstances
): GiftDay | undefined {
  if (kind === 'birthday') return days.get(dayOf.get(row.customerId) ?? '')
  return days.get(dayIn(row.joinedAt, scope.ctx.shop).slice(5))
}

async function write(tx: Tx, scope: CrmScope, gifts: readonly MembershipGiftRow[]): Promise<void> {
  if (gifts.length === 0) return
  await insertAll(tx, 'membershipGifts', gifts)
  await recordPoints(
    tx,
    scope,
    gifts.map(({ customerId, memberId, kind, year, points }) => ({
      ...{ customerId, points, reason: kind, sourceId: `${kind}:${memberId}:${year}` }
    }))
  )
  await tellTimeline(
    tx,
    gifts.map(({ customerId, kind, year, tier, points, benefit }) => ({
      ...{ customerId, kind: 'benefit.granted', detail: { kind, year, tier, points, benefit } }
    }))
  )
  await tx.emit(
    'benefit.granted',
    gifts.map(({ customerId, kind, year, tier, points, benefit }) => ({
      ...{ customerId, kind, year, tier, points, benefit }
    }))
  )
}

/** Members with one of these days, those after one, by customer; for anniversaries those who may have one. */
async function customersOn(
  db: Reader,
  kind: GiftKind,
  { days, after }: { days: readonly string[]; after: string }
): Promise<{ customerId: string; day: string }[]> {
  // The day somebody joined is of the shop's zone, at most a day from that in UTC: looked at again afterwards.
  const day = kind === 'birthday' ? sql`substr(customers.birth_on, 6)` : sql`''`
  const isDay =
    kind === 'birthday'
      ? sql`customers.birth_on is not null and substr(customers.birth_on, 6) in (${sql.join(days)})`
      : sql`substr(memberships.joined_at, 6, 5) in (${sql.join(neighborsOf(days))})`
  const { rows } = await sql<{ customerId: string; day: string }>`
    select distinct memberships.customer_id, ${day} as day
    from memberships join customers on customers.id = memberships.customer_id
    where customers.state = 'active' and memberships.customer_id > ${after} and ${isDay}
    order by memberships.customer_id limit ${sql.lit(pageSize)}`.execute(db)
  return rows
}

/** These days with the ones before and after them. */
function neighborsOf(days: readonly string[]): string[] {
  // 2000 is a leap year, so that every day is in it.
  const all = days.flatMap((day) =>
    [-1, 0, 1].map((by) => plus(`2000-${day}`, { days: by }).slice(5))
  )
  return [...new Set(all)]
}

async function giftsOf(
  db: Reader,
  customerIds: readonly string[],
  kind: GiftKind
): Promise<Set<string>> {
  const rows = await db
    .selectFrom('membershipGifts')
    .select(['customerId', 'year'])
    .where(isOneOf(db, 'customerId', customerIds))
    .where('kind', '=', kind)
    .execute()
  return new Set(rows.map(({ customerId, year }) => giftKey(customerId, year)))
}

function giftKey(customerId: string, year: number): string {
  return `${customerId} ${year}`
}
