import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { type Page, pageOf } from '#core/database/keyset'
import { insertAll, isOneOf } from '#core/database/rows'
import type { Tx } from '#core/transaction'
import type { PromotionRow } from '../tables.ts'
import type { CampaignState } from './definition.ts'
import type { CampaignRow } from './tables.ts'

/** What a list of campaigns may be narrowed to. */
export interface CampaignFilters {
  state?: CampaignState | undefined
  goal?: CampaignRow['goal'] | undefined
  handle?: string | undefined
}

/** One page of campaigns, newest first: one query. */
export function listCampaigns(
  db: Reader,
  filters: CampaignFilters,
  paging: { limit: number; after?: string | undefined }
): Promise<Page<CampaignRow>> {
  let query = db.selectFrom('campaigns').selectAll()
  for (const column of ['state', 'goal', 'handle'] as const) {
    const value = filters[column]
    if (value !== undefined) query = query.where(column, '=', value)
  }
  return pageOf(query, { list: 'campaigns', sort: ['-id'], ...paging })
}

export function findCampaign(db: Reader, id: string): Promise<CampaignRow | undefined> {
  return db.selectFrom('campaigns').selectAll().where('id', '=', id).executeTakeFirst()
}

/**
 * Campaigns whose figures are about to change, locked in the order of their ids. Always the last locks that a transaction
 * takes, so that whoever waits for one holds nothing that its holder still wants.
 */
export async function lockCampaigns(tx: Tx, ids: readonly string[]): Promise<CampaignRow[]> {
  const lock = sql.raw(tx.dialect === 'postgres' ? 'for update' : '')
  const { rows } = await sql<CampaignRow>`
    select * from campaigns where ${isOneOf(tx, 'id', ids)} order by id ${lock}`.execute(tx)
  return rows
}

/** Inserts a campaign whose handle is free; returns how many that were. */
export function insertCampaign(tx: Tx, row: CampaignRow): Promise<number> {
  return insertAll(tx, 'campaigns', [row], { on: ['handle'] })
}

/** Writes what has changed of a campaign; what orders write of it meanwhile stays. */
export async function updateCampaign(
  tx: Tx,
  id: string,
  change: Partial<CampaignRow>
): Promise<void> {
  await tx.updateTable('campaigns').set(change).where('id', '=', id).execute()
}

/** Ids of the promotions of campaigns, by campaign: one query. */
export async function promotionIdsOf(
  db: Reader,
  campaignIds: readonly string[]
): Promise<Map<string, string[]>> {
  const ids = new Map<string, string[]>(campaignIds.map((id) => [id, []]))
  const rows = await db
    .selectFrom('campaignPromotions')
    .select(['campaignId', 'promotionId'])
    .where(isOneOf(db, 'campaignId', campaignIds))
    .orderBy('promotionId')
    .execute()
  for (const { campaignId, promotionId } of rows) ids.get(campaignId)!.push(promotionId)
  return ids
}

/** The campaigns that are not over, of promotions that have one. */
export async function openCampaignsOf(
  db: Reader,
  promotionIds: readonly string[]
): Promise<Map<string, string>> {
  const rows = await db
    .selectFrom('campaignPromotions')
    .select(['campaignId', 'promotionId'])
    .where(isOneOf(db, 'promotionId', promotionIds))
    .where('isOpen', '=', 1)
    .execute()
  return new Map(rows.map(({ promotionId, campaignId }) => [promotionId, campaignId]))
}

export async function addPromotions(
  tx: Tx,
  campaignId: string,
  promotionIds: readonly string[]
): Promise<void> {
  const rows = promotionIds.map((promotionId) => ({ campaignId, promotionId, isOpen: 1 }))
  await insertAll(tx, 'campaignPromotions', rows)
}

export async function removePromotions(
  tx: Tx,
  campaignId: string,
  promotionIds: readonly string[]
): Promise<void> {
  await tx
    .deleteFrom('campaignPromotions')
    .where('campaignId', '=', campaignId)
    .where(isOneOf(tx, 'promotionId', promotionIds))
    .execute()
}

/** Lets other campaigns have the promotions of one that is over. */
export async function freePromotions(tx: Tx, campaignId: string): Promise<void> {
  await tx
    .updateTable('campaignPromotions')
    .set({ isOpen: 0 })
    .where('campaignId', '=', campaignId)
    .execute()
}

/** Promotions about to take a step or to join, locked in the order of their ids. */
export async function lockPromotions(tx: Tx, ids: readonly string[]): Promise<PromotionRow[]> {
  const lock = sql.raw(tx.dialect === 'postgres' ? 'for update' : '')
  const { rows } = await sql<PromotionRow>`
    select * from promotions where ${isOneOf(tx, 'id', ids)} order by id ${lock}`.execute(tx)
  return rows
}

/** Those of these promotions that orders have used. */
export async function usedPromotions(db: Reader, ids: readonly string[]): Promise<Set<string>> {
  const rows = await db
    .selectFrom('promotionApplications')
    .select('promotionId')
    .distinct()
    .where(isOneOf(db, 'promotionId', ids))
    .execute()
  return new Set(rows.map(({ promotionId }) => promotionId))
}

/** Whether a promotion belongs to a campaign that is announced. */
export async function isAnnounced(db: Reader, promotionId: string): Promise<boolean> {
  const row = await db
    .selectFrom('campaignPromotions')
    .innerJoin('campaigns', 'campaigns.id', 'campaignPromotions.campaignId')
    .select('campaigns.id')
    .where('promotionId', '=', promotionId)
    .where('isOpen', '=', 1)
    .where('state', '=', 'teaser')
    .executeTakeFirst()
  return row !== undefined
}

/** Campaigns that may have to take a step at an instant: a page by key. */
export async function maybeDue(
  db: Reader,
  now: string,
  { after, limit }: { after: string; limit: number }
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from campaigns
    where state in ('draft', 'teaser', 'live') and id > ${after}
      and (stopping is not null or closes_at <= ${now}
        or (state <> 'live' and live_at <= ${now}) or (state = 'draft' and teaser_at <= ${now}))
    order by id limit ${limit}`.execute(db)
  return rows.map(({ id }) => id)
}
