import type { Reader } from '#core/database/db'
import { insertAll } from '#core/database/rows'
import type { Tx } from '#core/transaction'
import type { ComparisonRow } from '../tables.ts'

/** The comparison of a channel's stock that goes on, if one does. */
export async function findComparison(
  db: Reader,
  channelId: string
): Promise<ComparisonRow | undefined> {
  return db
    .selectFrom('channelComparisons')
    .selectAll()
    .where('channelId', '=', channelId)
    .executeTakeFirst()
}

/** Begins to compare, before the first listing. */
export async function beginComparison(
  tx: Tx,
  { channelId, recheck }: Pick<ComparisonRow, 'channelId' | 'recheck'>
): Promise<ComparisonRow> {
  const none = { afterId: '', checked: 0, differing: 0, differences: '[]' }
  const row: ComparisonRow = { channelId, recheck, ...none }
  await insertAll(tx, 'channelComparisons', [row])
  return row
}

/** Moves a comparison on from where it was read. False: another run was here meanwhile. */
export async function moveComparison(
  tx: Tx,
  { channelId, afterId }: ComparisonRow,
  to: ComparisonRow
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('channelComparisons')
    .set(to)
    .where('channelId', '=', channelId)
    .where('afterId', '=', afterId)
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

/** Ends a comparison. */
export async function endComparison(tx: Tx, channelId: string): Promise<void> {
  await tx.deleteFrom('channelComparisons').where('channelId', '=', channelId).execute()
}

/** Channels whose stock is being compared. */
export async function openComparisons(db: Reader): Promise<string[]> {
  const rows = await db
    .selectFrom('channelComparisons')
    .select('channelId')
    .orderBy('channelId')
    .execute()
  return rows.map(({ channelId }) => channelId)
}
