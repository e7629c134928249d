import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { type Page, pageOf } from '#core/database/keyset'
import { insertAll } from '#core/database/rows'
import type { Tx } from '#core/transaction'
import type { ReportHotProductRow } from './tables.ts'

export function hotProductsAfter(
  db: Reader,
  after: string,
  limit: number
): Promise<ReportHotProductRow[]> {
  return db
    .selectFrom('reportHotProducts')
    .selectAll()
    .where('sku', '>', after)
    .orderBy('sku')
    .limit(limit)
    .execute()
}

export function listHotProducts(
  db: Reader,
  { state, ...paging }: { state?: string | undefined; limit: number; after?: string | undefined }
): Promise<Page<ReportHotProductRow>> {
  let query = db.selectFrom('reportHotProducts').selectAll()
  if (state) query = query.where('state', '=', state as ReportHotProductRow['state'])
  return pageOf(query, { list: 'hot-products', sort: ['sku'], ...paging })
}

export async function lockHotProduct(
  tx: Tx,
  sku: string
): Promise<ReportHotProductRow | undefined> {
  const lock = tx.dialect === 'postgres' ? sql`for update` : sql``
  const { rows } = await sql<ReportHotProductRow>`
    select * from report_hot_products where sku = ${sku} ${lock}`.execute(tx)
  return rows[0]
}

/** Writes products anew, those that are there replaced. */
export async function saveHotProducts(tx: Tx, rows: readonly ReportHotProductRow[]): Promise<void> {
  const { sku: _, createdAt: __, createdBy: ___, ...rest } = rows[0] ?? ({} as ReportHotProductRow)
  await insertAll(tx, 'reportHotProducts', rows, { on: ['sku'], update: Object.keys(rest) })
}

export async function deleteHotProduct(tx: Tx, sku: string): Promise<void> {
  await tx.deleteFrom('reportHotProducts').where('sku', '=', sku).execute()
}
