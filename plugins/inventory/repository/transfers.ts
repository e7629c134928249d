import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { insertAll, isOneOf, rowsFrom } from '#core/database/rows'
import type { Tx } from '#core/transaction'
import type { TransferLineRow, TransferRow } from '../tables.ts'

export async function insertTransfer(
  tx: Tx,
  row: TransferRow,
  lines: readonly TransferLineRow[]
): Promise<void> {
  await insertAll(tx, 'transfers', [row])
  await insertAll(tx, 'transferLines', lines)
}

export async function findTransfer(db: Reader, id: string): Promise<TransferRow | undefined> {
  return db.selectFrom('transfers').selectAll().where('id', '=', id).executeTakeFirst()
}

/** A transfer that is on its way, which nobody else changes until this transaction ends. */
export async function lockTransfer(tx: Tx, id: string): Promise<TransferRow | undefined> {
  return tx
    .updateTable('transfers')
    .set({ version: sql<number>`version + 1` })
    .where('id', '=', id)
    .where('state', '=', 'in_transit')
    .returningAll()
    .executeTakeFirst()
}

export async function endTransfer(tx: Tx, id: string): Promise<void> {
  await tx
    .updateTable('transfers')
    .set({ state: 'received', receivedAt: tx.now })
    .where('id', '=', id)
    .execute()
}

/** Lines of transfers with their SKUs. */
export async function transferLinesOf(
  db: Reader,
  ids: readonly string[]
): Promise<(TransferLineRow & { sku: string })[]> {
  const { rows } = await sql<TransferLineRow & { sku: string }>`
    select line.transfer_id, line.variant_id, line.shipped, line.received, line.lost, variant.sku
    from transfer_lines as line
    join stock_variants as variant on variant.variant_id = line.variant_id
    where ${isOneOf(db, 'line.transferId', ids)}
    order by line.transfer_id, variant.sku`.execute(db)
  return rows
}

export async function updateTransferLines(
  tx: Tx,
  lines: readonly TransferLineRow[]
): Promise<void> {
  const columns = {
    transferId: 'text',
    variantId: 'text',
    received: 'integer',
    lost: 'integer'
  } as const
  await sql`
    update transfer_lines set received = line.received, lost = line.lost
    from ${rowsFrom(tx, 'line', columns, lines)}
    where transfer_lines.transfer_id = line.transfer_id
      and transfer_lines.variant_id = line.variant_id`.execute(tx)
}
