import { sql } from 'kysely'
import { insertAll, isOneOf } from '#core/database/rows'
import type { Tx } from '#core/transaction'
import type { AutomationSignalRow } from '../tables.ts'

export async function insertSignals(tx: Tx, rows: readonly AutomationSignalRow[]): Promise<void> {
  await insertAll(tx, 'automationSignals', rows)
}

/** Takes signals away, the oldest first, at most a limit: those that nobody else is taking. */
export async function takeSignals(tx: Tx, limit: number): Promise<AutomationSignalRow[]> {
  const lock = sql.raw(tx.dialect === 'postgres' ? 'for update skip locked' : '')
  const { rows } = await sql<AutomationSignalRow>`delete from automation_signals
    where id in (select id from automation_signals order by id limit ${sql.lit(limit)} ${lock})
    returning *`.execute(tx)
  return rows.sort((a, b) => (a.id < b.id ? -1 : 1))
}

export async function forgetSignals(tx: Tx, memberIds: readonly string[]): Promise<void> {
  await tx
    .deleteFrom('automationSignals')
    .where(isOneOf(tx, 'customerId', memberIds))
    .execute()
}
