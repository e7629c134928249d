import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { type Page, pageOf } from '#core/database/keyset'
import { insertAll, isOneOf } from '#core/database/rows'
import { newId } from '#core/ids'
import type { Tx } from '#core/transaction'
import type { CouponRow, PromotionRow } from '../tables.ts'

/** A code with what is known of its promotion. */
export interface ResolvedCoupon extends CouponRow {
  promotionState: PromotionRow['state']
  promotionEndsAt: string | null
  rule: string
}

/** Codes with their promotions: one query. Capitals count. */
export async function selectCodes(
  db: Reader,
  codes: readonly string[]
): Promise<Map<string, ResolvedCoupon>> {
  if (codes.length === 0) return new Map()
  const { rows } = await sql<ResolvedCoupon>`
    select c.*, p.state as promotion_state, p.ends_at as promotion_ends_at, p.rule
    from coupons c join promotions p on p.id = c.promotion_id
    where ${isOneOf(db, 'c.code', codes)}`.execute(db)
  return new Map(rows.map((row) => [row.code, row]))
}

/** What a list of codes may be narrowed to. */
export interface CouponFilters {
  promotionId?: string | undefined
  code?: string | undefined
  batch?: string | undefined
  orderId?: string | undefined
}

/** One page of codes, in the order they were made: one query. */
export function listCoupons(
  db: Reader,
  filters: CouponFilters,
  paging: { limit: number; after?: string | undefined }
): Promise<Page<CouponRow>> {
  let query = db.selectFrom('coupons').selectAll()
  for (const column of ['promotionId', 'code', 'batch', 'orderId'] as const) {
    const value = filters[column]
    if (value !== undefined) query = query.where(column, '=', value)
  }
  return pageOf(query, { list: 'coupons', sort: ['id'], ...paging })
}

/** Inserts the one code of a promotion, if it is free; returns how many that were. */
export function insertShared(tx: Tx, row: CouponRow): Promise<number> {
  return insertAll(tx, 'coupons', [row], { on: ['code'] })
}

/**
 * Inserts codes of a batch that are free; returns how many that were. What they have in common is said once: with all
 * columns of each row a hundred thousand take twice as long.
 */
export async function insertUnique(
  tx: Tx,
  { promotionId, batch }: { promotionId: string; batch: string },
  codes: readonly Pick<CouponRow, 'code' | 'expiresAt'>[]
): Promise<number> {
  const rows = codes.map(({ code, expiresAt }) => ({
    ...{ id: newId('cpn'), code, promotionId, isShared: 0, batch, expiresAt, createdAt: tx.now }
  }))
  return insertAll(tx, 'coupons', rows, { on: ['code'] })
}

/** Which promotions codes lead to. */
export async function ownersOf(db: Reader, codes: readonly string[]): Promise<Map<string, string>> {
  const rows = await db
    .selectFrom('coupons')
    .select(['code', 'promotionId'])
    .where(isOneOf(db, 'code', codes))
    .execute()
  return new Map(rows.map(({ code, promotionId }) => [code, promotionId]))
}

/** Takes away the one code of a promotion. */
export async function deleteShared(tx: Tx, promotionId: string): Promise<void> {
  await tx
    .deleteFrom('coupons')
    .where('promotionId', '=', promotionId)
    .where('isShared', '=', 1)
    .execute()
}

/** Codes of a promotion to print, a page by key. */
export function codesAfter(
  db: Reader,
  { promotionId, batch }: { promotionId: string; batch?: string | undefined },
  after: string,
  limit: number
): Promise<CouponRow[]> {
  let query = db
    .selectFrom('coupons')
    .selectAll()
    .where('promotionId', '=', promotionId)
    .where('id', '>', after)
  if (batch !== undefined) query = query.where('batch', '=', batch)
  return query.orderBy('id').limit(limit).execute()
}

/**
 * Marks codes as used by an order, those that are still free and that nobody but its customer has claimed; returns how many
 * that were. Locked in the order of their
 * ids, so that two orders wait for each other at most.
 */
export async function useCoupons(
  tx: Tx,
  { orderId, customerKeys }: { orderId: string; customerKeys: readonly string[] },
  ids: readonly string[]
): Promise<number> {
  if (ids.length === 0) return 0
  if (tx.dialect === 'postgres') {
    await sql`select 1 from coupons where ${isOneOf(tx, 'id', ids)} order by id for update`.execute(
      tx
    )
  }
  const result = await tx
    .updateTable('coupons')
    .set({ orderId, usedAt: tx.now })
    .where(isOneOf(tx, 'id', ids))
    .where('orderId', 'is', null)
    .where((eb) => eb.or([eb('claimedBy', 'is', null), isOneOf(tx, 'claimedBy', customerKeys)]))
    .executeTakeFirst()
  return Number(result.numUpdatedRows)
}

/** Frees the codes that orders used. One that has expired meanwhile is free, and of no use. */
export async function freeCoupons(tx: Tx, orderIds: readonly string[]): Promise<void> {
  await tx
    .updateTable('coupons')
    .set({ orderId: null, usedAt: null })
    .where(isOneOf(tx, 'orderId', orderIds))
    .execute()
}

/** Gives one free code to a customer; undefined: there is none left. */
export async function claimFree(
  tx: Tx,
  promotionId: string,
  claimedBy: string
): Promise<CouponRow | undefined> {
  const lock = sql.raw(tx.dialect === 'postgres' ? 'for update skip locked' : '')
  const { rows } = await sql<CouponRow>`
    update coupons set claimed_by = ${claimedBy}, claimed_at = ${tx.now}
    where id = (select id from coupons
      where promotion_id = ${promotionId} and is_shared = 0 and claimed_by is null
        and order_id is null and (expires_at is null or expires_at > ${tx.now})
      order by id limit 1 ${lock})
      and claimed_by is null and order_id is null
    returning *`.execute(tx)
  return rows[0]
}
