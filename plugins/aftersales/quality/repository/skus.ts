import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { insertAll, isOneOf } from '#core/database/rows'
import type { Instant } from '#core/time'
import type { Tx } from '#core/transaction'
import type { QualitySkuRow } from '../tables.ts'

/** Marks the SKUs of cases: one statement. */
export async function markSkusOf(tx: Tx, caseIds: readonly string[]): Promise<void> {
  await sql`insert into quality_dirty (sku, marked_at)
    select distinct l.sku, ${tx.now} from case_lines l
    where ${isOneOf(tx, 'l.caseId', caseIds)} and l.sku <> ''
    on conflict (sku) do nothing`.execute(tx)
}

/** Takes marked SKUs, the oldest first, at most a limit: who has them looks at them. */
export async function takeMarked(tx: Tx, limit: number): Promise<string[]> {
  const lock = sql.raw(tx.dialect === 'postgres' ? 'for update skip locked' : '')
  const { rows } = await sql<{ sku: string }>`delete from quality_dirty where sku in (
      select sku from quality_dirty order by marked_at, sku limit ${sql.lit(limit)} ${lock})
    returning sku`.execute(tx)
  return rows.map(({ sku }) => sku)
}

/** Writes what was sold of SKUs; those of which nothing was sold go. */
export async function saveSkus(tx: Tx, rows: readonly QualitySkuRow[]): Promise<void> {
  const none = rows.filter(({ unitsSold }) => unitsSold <= 0).map(({ sku }) => sku)
  if (none.length > 0) {
    await tx
      .deleteFrom('qualitySkus')
      .where(isOneOf(tx, 'sku', none))
      .execute()
  }
  const sold = rows.filter(({ unitsSold }) => unitsSold > 0)
  const update = ['supplier', 'unitsSold', 'measuredAt']
  await insertAll(tx, 'qualitySkus', sold, { on: ['sku'], update })
}

/** Notes that all SKUs are counted, and takes away what the count has not come across any more. */
export async function endCount(tx: Tx, beganAt: Instant): Promise<void> {
  await tx.deleteFrom('qualitySkus').where('measuredAt', '<', beganAt).execute()
  const row = { what: 'skus', countedAt: tx.now }
  await insertAll(tx, 'qualityCounts', [row], { on: ['what'], update: ['countedAt'] })
}

/** Whether all SKUs were counted once, so that sums over them say something. */
export async function isCountedOnce(db: Reader): Promise<boolean> {
  return (await db.selectFrom('qualityCounts').select('what').execute()).length > 0
}

export async function suppliersOf(db: Reader, skus: readonly string[]): Promise<string[]> {
  const rows = await db
    .selectFrom('qualitySkus')
    .select('supplier')
    .distinct()
    .where(isOneOf(db, 'sku', skus))
    .where('supplier', 'is not', null)
    .execute()
  return rows.map(({ supplier }) => supplier!)
}
