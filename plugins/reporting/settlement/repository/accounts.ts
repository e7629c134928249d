import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import type { Tx } from '#core/transaction'
import type { SettlementAccountRow } from '../tables.ts'

export async function findAccount(
  db: Reader,
  id: string
): Promise<SettlementAccountRow | undefined> {
  return db.selectFrom('settlementAccounts').selectAll().where('id', '=', id).executeTakeFirst()
}

/** An account, locked until the transaction ends: one statement of it is taken at a time. */
export async function lockAccount(tx: Tx, id: string): Promise<SettlementAccountRow | undefined> {
  const lock = tx.dialect === 'postgres' ? sql`for update` : sql``
  const { rows } = await sql<SettlementAccountRow>`
    select * from settlement_accounts where id = ${id} ${lock}`.execute(tx)
  return rows[0]
}

export async function accountIds(db: Reader): Promise<string[]> {
  const rows = await db.selectFrom('settlementAccounts').select('id').orderBy('id').execute()
  return rows.map(({ id }) => id)
}
