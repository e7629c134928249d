import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { type Page, pageOf } from '#core/database/keyset'
import { insertAll, isOneOf } from '#core/database/rows'
import { newId } from '#core/ids'
import type { Tx } from '#core/transaction'
import type { PromotionClass, PromotionState } from '../definition/promotion.ts'
import type { PromotionCounterRow, PromotionRow, PromotionVersionRow } from '../tables.ts'

/** A promotion with what it has used. */
export type CountedPromotion = PromotionRow & Omit<PromotionCounterRow, 'promotionId'>

/** What a list of promotions may be narrowed to. */
export interface PromotionFilters {
  state?: PromotionState | undefined
  class?: PromotionClass | undefined
  kind?: string | undefined
  coupon?: 'none' | 'code' | 'unique' | undefined
  handle?: string | undefined
  /** In force at this instant by its dates, whatever its state. */
  at?: string | undefined
}

/** Keeps the rules as they are until this transaction ends; whoever changes them waits. */
export async function shareRules(tx: Tx): Promise<void> {
  if (tx.dialect === 'sqlite') return
  await sql`select pg_advisory_xact_lock_shared(hashtextextended('promotions:rules', 0))`.execute(
    tx
  )
}

/** Waits until no order is reckoned by the rules as they are, and makes all others wait. */
export async function ownRules(tx: Tx): Promise<void> {
  if (tx.dialect === 'sqlite') return
  await sql`select pg_advisory_xact_lock(hashtextextended('promotions:rules', 0))`.execute(tx)
}

/** Which rules count, and what there is beside them. */
export interface Revision {
  /** Another text means that the rules have changed. */
  token: string
  /** 1 while a price list is enabled. */
  hasPriceLists: number
  /** 1 while there is a profit model: carts have floors then. */
  hasProfitModels: number
}

const revision = sql<Revision>`select token,
    (select count(*) from (select 1 from price_lists where is_enabled = 1 limit 1) as enabled) as has_price_lists,
    (select count(*) from (select 1 from profit_models limit 1) as model) as has_profit_models
  from promotion_revisions where id = 1`

/** Asked for every cart, so the query is built once. */
export async function readRevision(db: Reader): Promise<Revision> {
  const { rows } = await revision.execute(db)
  return rows[0]!
}

/** Says that rules have changed. The text is new each time, so that one that is rolled back never comes again. */
export async function renewRevision(tx: Tx): Promise<void> {
  const token = newId('prv')
  await tx.updateTable('promotionRevisions').set({ token }).where('id', '=', 1).execute()
}

/** A rule that is live, with the campaign that it belongs to. */
export interface LiveRule extends Pick<PromotionRow, 'id' | 'rule' | 'ruleVersion'> {
  campaignId: string | null
  /** JSON. */
  guardRails: string | null
  /** When the campaign closes. */
  closesAt: string | null
}

/** Rows of the rules that are live, whether or not their time has come. */
export async function selectLive(db: Reader): Promise<LiveRule[]> {
  const { rows } = await sql<LiveRule>`
    select p.id, p.rule, p.rule_version, c.id as campaign_id, c.guard_rails, c.closes_at
    from promotions p
    left join campaign_promotions m on m.promotion_id = p.id and m.is_open = 1
    left join campaigns c on c.id = m.campaign_id
    where p.state = 'live' order by p.id`.execute(db)
  return rows
}

function counted(db: Reader) {
  return db
    .selectFrom('promotions')
    .innerJoin('promotionCounters', 'promotionCounters.promotionId', 'promotions.id')
    .selectAll('promotions')
    .select(['isCounted', 'uses', 'usesMax', 'spentMinor', 'budgetMinor'])
}

/** One page of promotions, newest first: one query. */
export function listPromotions(
  db: Reader,
  filters: PromotionFilters,
  paging: { limit: number; after?: string | undefined }
): Promise<Page<CountedPromotion>> {
  let query = counted(db)
  for (const column of ['state', 'class', 'kind', 'coupon', 'handle'] as const) {
    const value = filters[column]
    if (value !== undefined) query = query.where(`promotions.${column}`, '=', value)
  }
  const { at } = filters
  if (at !== undefined) {
    query = query.where((eb) =>
      eb.and([
        eb.or([eb('startsAt', 'is', null), eb('startsAt', '<=', at)]),
        eb.or([eb('endsAt', 'is', null), eb('endsAt', '>', at)])
      ])
    )
  }
  return pageOf(query, { list: 'promotions', sort: ['-id'], ...paging })
}

export function findPromotion(db: Reader, id: string): Promise<CountedPromotion | undefined> {
  return counted(db).where('promotions.id', '=', id).executeTakeFirst()
}

/** A promotion about to be changed, locked. */
export async function lockPromotion(tx: Tx, id: string): Promise<PromotionRow | undefined> {
  const lock = sql.raw(tx.dialect === 'postgres' ? 'for update' : '')
  const { rows } =
    await sql<PromotionRow>`select * from promotions where id = ${id} ${lock}`.execute(tx)
  return rows[0]
}

/** Promotions by a text column: one query. */
export async function selectPromotions(
  db: Reader,
  column: 'id' | 'handle',
  values: readonly string[]
): Promise<PromotionRow[]> {
  if (values.length === 0) return []
  return db
    .selectFrom('promotions')
    .selectAll()
    .where(isOneOf(db, column, values))
    .execute()
}

/** Inserts a promotion whose handle is free; returns how many that were. */
export function insertPromotion(tx: Tx, row: PromotionRow): Promise<number> {
  return insertAll(tx, 'promotions', [row], { on: ['handle'] })
}

export async function updatePromotion(tx: Tx, row: PromotionRow): Promise<void> {
  const { id, ...columns } = row
  await tx.updateTable('promotions').set(columns).where('id', '=', id).execute()
}

export async function insertVersion(tx: Tx, row: PromotionVersionRow): Promise<void> {
  await insertAll(tx, 'promotionVersions', [row])
}

/** Versions of a rule, newest first. */
export function listVersions(
  db: Reader,
  promotionId: string,
  paging: { limit: number; after?: string | undefined }
): Promise<Page<PromotionVersionRow>> {
  const query = db
    .selectFrom('promotionVersions')
    .selectAll()
    .where('promotionId', '=', promotionId)
  return pageOf(query, { list: 'promotionVersions', sort: ['-version'], ...paging })
}

export function findVersion(
  db: Reader,
  promotionId: string,
  version: number
): Promise<PromotionVersionRow | undefined> {
  return db
    .selectFrom('promotionVersions')
    .selectAll()
    .where('promotionId', '=', promotionId)
    .where('version', '=', version)
    .executeTakeFirst()
}

/** Live or paused promotions whose time is over, locked. */
export async function lockOutdated(tx: Tx, limit: number): Promise<PromotionRow[]> {
  const lock = sql.raw(tx.dialect === 'postgres' ? 'for update' : '')
  const { rows } = await sql<PromotionRow>`
    select * from promotions
    where state in ('live', 'paused') and ends_at is not null and ends_at <= ${tx.now}
    order by ends_at, id limit ${limit} ${lock}`.execute(tx)
  return rows
}
