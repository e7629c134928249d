import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { isOneOf } from '#core/database/rows'
import type { Tx } from '#core/transaction'
import type { LineClass, LineType, SettlementStatementRow } from '../tables.ts'

export async function findStatement(
  db: Reader,
  id: string
): Promise<SettlementStatementRow | undefined> {
  return db.selectFrom('settlementStatements').selectAll().where('id', '=', id).executeTakeFirst()
}

export async function statementOfFile(
  db: Reader,
  fileHash: string
): Promise<SettlementStatementRow | undefined> {
  return db
    .selectFrom('settlementStatements')
    .selectAll()
    .where('fileHash', '=', fileHash)
    .executeTakeFirst()
}

/** Statements of an account that count and whose period is this one. */
export async function statementsOfPeriod(
  db: Reader,
  { accountId, fromOn, toOn }: { accountId: string; fromOn: string; toOn: string }
): Promise<SettlementStatementRow[]> {
  return db
    .selectFrom('settlementStatements')
    .selectAll()
    .where('accountId', '=', accountId)
    .where('periodFromOn', '=', fromOn)
    .where('periodToOn', '=', toOn)
    .where('supersededBy', 'is', null)
    .orderBy('id')
    .execute()
}

/** Lines of statements by what became of them, and what they sum up to. */
export interface ClassSum {
  statementId: string
  class: LineClass
  type: LineType
  lines: number
  amountMinor: number
}

/** Sums the lines of statements by class and type: one query. */
export async function sumLines(db: Reader, ids: readonly string[]): Promise<ClassSum[]> {
  const rows = await db
    .selectFrom('settlementLines')
    .select(['statementId', 'class', 'type'])
    .select(sql<number>`count(*)`.as('lines'))
    .select(sql<number>`sum(amount_minor)`.as('amountMinor'))
    .where(isOneOf(db, 'statementId', ids))
    .groupBy(['statementId', 'class', 'type'])
    .orderBy('statementId')
    .orderBy('class')
    .orderBy('type')
    .execute()
  return rows.map((row) => ({
    ...row,
    lines: Number(row.lines),
    amountMinor: Number(row.amountMinor)
  }))
}

export async function markReconciled(tx: Tx, ids: readonly string[]): Promise<void> {
  await tx
    .updateTable('settlementStatements')
    .set({ reconciledAt: tx.now })
    .where(isOneOf(tx, 'id', ids))
    .execute()
}
