import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { insertAll, isOneOf } from '#core/database/rows'
import type { Tx } from '#core/transaction'
import type { SettlementDiscrepancyRow } from '../tables.ts'
import { inBatches } from './lines.ts'

/** Discrepancies about these lines, payments and refunds, and whatever a statement has. */
export async function discrepanciesOf(
  db: Reader,
  { accountId, subjects }: { accountId: string; subjects: readonly string[] }
): Promise<SettlementDiscrepancyRow[]> {
  return db
    .selectFrom('settlementDiscrepancies')
    .selectAll()
    .where('accountId', '=', accountId)
    .where(isOneOf(db, 'subject', subjects))
    .execute()
}

/** Open discrepancies about payments and refunds that no line stands for. */
export async function openAbout(
  db: Reader,
  accountId: string
): Promise<SettlementDiscrepancyRow[]> {
  return db
    .selectFrom('settlementDiscrepancies')
    .selectAll()
    .where('accountId', '=', accountId)
    .where('state', '=', 'open')
    .where('kind', 'in', ['pending', 'missing_in_statement'])
    .execute()
}

export async function saveDiscrepancies(
  tx: Tx,
  rows: readonly SettlementDiscrepancyRow[]
): Promise<void> {
  await inBatches(rows, (batch) =>
    insertAll(tx, 'settlementDiscrepancies', batch, {
      on: ['accountId', 'subject'],
      update: [
        ...([
          'kind',
          'statementId',
          'orderId',
          'orderNo',
          'amountMinor',
          'differenceMinor'
        ] as const),
        ...(['occurredAt', 'state', 'note', 'resolvedBy', 'resolvedAt', 'version'] as const)
      ]
    })
  )
}

export async function lockDiscrepancy(
  tx: Tx,
  id: string
): Promise<SettlementDiscrepancyRow | undefined> {
  const lock = tx.dialect === 'postgres' ? sql`for update` : sql``
  const { rows } = await sql<SettlementDiscrepancyRow>`
    select * from settlement_discrepancies where id = ${id} ${lock}`.execute(tx)
  return rows[0]
}

/** What is open in statements; what is pending is not counted. */
export async function openSums(
  db: Reader,
  statementIds: readonly string[]
): Promise<Map<string, { open: number; differenceMinor: number }>> {
  const rows = await db
    .selectFrom('settlementDiscrepancies')
    .select('statementId')
    .select(sql<number>`count(*)`.as('open'))
    .select(sql<number>`sum(abs(difference_minor))`.as('differenceMinor'))
    .where(isOneOf(db, 'statementId', statementIds))
    .where('state', '=', 'open')
    .where('kind', '<>', 'pending')
    .groupBy('statementId')
    .execute()
  return new Map(
    rows.map(({ statementId, open, differenceMinor }) => [
      statementId,
      { open: Number(open), differenceMinor: Number(differenceMinor) }
    ])
  )
}
