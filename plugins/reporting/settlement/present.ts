import type { Reader } from '#core/database/db'
import { isOneOf } from '#core/database/rows'
import { zoneOf } from './accounts.ts'
import { daysToCash } from './payouts.ts'
import { openSums } from './repository/discrepancies.ts'
import { sumLines } from './repository/statements.ts'
import type { PayoutRow, SettlementLineRow, SettlementStatementRow } from './tables.ts'

/** Statements as the API shows them: two queries, whatever their number. */
export async function presentStatements(db: Reader, rows: readonly SettlementStatementRow[]) {
  const ids = rows.map(({ id }) => id)
  const [sums, open] = [await sumLines(db, ids), await openSums(db, ids)]
  return rows.map(({ hasBalances, ...row }) => ({
    ...row,
    hasBalances: hasBalances === 1,
    classes: sums
      .filter(({ statementId }) => statementId === row.id)
      .map(({ statementId: _, ...sum }) => sum),
    openDiscrepancies: open.get(row.id)?.open ?? 0,
    openDifferenceMinor: open.get(row.id)?.differenceMinor ?? 0
  }))
}

/** Lines as the API shows them, with how they were matched: one query. */
export async function presentLines(db: Reader, rows: readonly SettlementLineRow[]) {
  const ids = rows.flatMap(({ matchId }) => matchId ?? [])
  const matches = await db
    .selectFrom('settlementMatches')
    .select(['id', 'pass', 'differenceMinor'])
    .where(isOneOf(db, 'id', ids))
    .execute()
  const byId = new Map(matches.map((match) => [match.id, match]))
  return rows.map((line) => {
    const match = byId.get(line.matchId ?? '')
    return { ...line, pass: match?.pass ?? null, differenceMinor: match?.differenceMinor ?? null }
  })
}

/** Payouts as the API shows them: two queries, whatever their number. */
export async function presentPayouts(db: Reader, rows: readonly PayoutRow[]) {
  const accounts = await db
    .selectFrom('settlementAccounts')
    .select(['id', 'mapping'])
    .where(isOneOf(db, 'id', [...new Set(rows.map(({ accountId }) => accountId))]))
    .execute()
  const zones = new Map(accounts.map((account) => [account.id, zoneOf(account)]))
  const received = new Map(
    rows.flatMap(({ statementId, receivedOn, accountId }) =>
      receivedOn === null
        ? []
        : [[statementId, { receivedOn, zone: zones.get(accountId)! }] as const]
    )
  )
  const days = await daysToCash(db, received)
  return rows.map((row) => ({
    ...row,
    differenceMinor: row.receivedMinor === null ? null : row.receivedMinor - row.expectedMinor,
    daysToCash: row.receivedOn === null ? null : (days.get(row.statementId) ?? null)
  }))
}
