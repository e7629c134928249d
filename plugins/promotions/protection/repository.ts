import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { type Page, pageOf } from '#core/database/keyset'
import { insertAll, isOneOf } from '#core/database/rows'
import type { Tx } from '#core/transaction'
import type { ClaimState, PriceProtectionClaimRow } from './tables.ts'

/** Inserts claims for lines that have none yet; those that have keep theirs. */
export async function insertClaims(
  tx: Tx,
  rows: readonly PriceProtectionClaimRow[]
): Promise<void> {
  await insertAll(tx, 'priceProtectionClaims', rows, { on: ['orderLineId'] })
}

/** Claims of lines, in the order they were made. */
export function claimsOfLines(
  db: Reader,
  orderLineIds: readonly string[]
): Promise<PriceProtectionClaimRow[]> {
  return db
    .selectFrom('priceProtectionClaims')
    .selectAll()
    .where(isOneOf(db, 'orderLineId', orderLineIds))
    .orderBy('id')
    .execute()
}

/** One page of claims, newest first: one query. */
export function listClaims(
  db: Reader,
  filters: { orderId?: string | undefined; state?: ClaimState | undefined },
  paging: { limit: number; after?: string | undefined }
): Promise<Page<PriceProtectionClaimRow>> {
  let query = db.selectFrom('priceProtectionClaims').selectAll()
  const { orderId, state } = filters
  if (orderId !== undefined) query = query.where('orderId', '=', orderId)
  if (state !== undefined) query = query.where('state', '=', state)
  return pageOf(query, { list: 'priceProtectionClaims', sort: ['-id'], ...paging })
}

/** A claim about to be decided, locked. */
export async function lockClaim(tx: Tx, id: string): Promise<PriceProtectionClaimRow | undefined> {
  const lock = sql.raw(tx.dialect === 'postgres' ? 'for update' : '')
  const { rows } = await sql<PriceProtectionClaimRow>`
    select * from price_protection_claims where id = ${id} ${lock}`.execute(tx)
  return rows[0]
}

export async function saveClaim(tx: Tx, row: PriceProtectionClaimRow): Promise<void> {
  const { id, ...columns } = row
  await tx.updateTable('priceProtectionClaims').set(columns).where('id', '=', id).execute()
}
