import { isOneOf } from '#core/database/rows'
import type { Tx } from '#core/transaction'
import type { ReportingScope } from '../scope.ts'
import { classOf } from './classes.ts'
import { bookCosts, unbookCosts } from './costs.ts'
import {
  deleteMatches,
  linesOfMatches,
  linesOfStatement,
  orphanedDuplicates,
  saveOutcomes
} from './repository/lines.ts'
import type { SettlementAccountRow, SettlementLineRow } from './tables.ts'

/**
 * Takes a statement out of the reckoning, for the one that replaces it: its payments and refunds are free, its discrepancies
 * are cleared, its costs are taken back and its payouts that have not come are dropped; those that have come go over to the
 * statement that replaces it: see `carryPayouts`. Lines of others that were duplicates
 * of its lines are looked at once the statement that replaces it is there: see `adoptOrphans`.
 */
export async function supersede(
  tx: Tx,
  { ctx }: ReportingScope,
  { account, statementId, by }: { account: SettlementAccountRow; statementId: string; by: string }
): Promise<void> {
  const lines = await linesOfStatement(tx, statementId)
  await unbookCosts(tx, lines)
  const matchIds = [...new Set(lines.flatMap(({ matchId }) => matchId ?? []))]
  const sharing = await linesOfMatches(tx, matchIds)
  await deleteMatches(tx, matchIds)
  const free = { class: 'missing_in_ledger', matchId: null, orderId: null } as const
  await saveOutcomes(
    tx,
    sharing.map((line) => ({ ...line, ...free }))
  )
  await tx
    .updateTable('settlementStatements')
    .set({ supersededBy: by })
    .where('id', '=', statementId)
    .execute()
  await tx
    .updateTable('settlementDiscrepancies')
    .set({ state: 'cleared', resolvedAt: tx.now })
    .where('statementId', '=', statementId)
    .where('state', '=', 'open')
    .execute()
  const payouts = await tx
    .selectFrom('settlementPayouts')
    .select('id')
    .where('statementId', '=', statementId)
    .where('state', '=', 'expected')
    .execute()
  const payoutIds = payouts.map(({ id }) => id)
  await tx
    .deleteFrom('settlementPayouts')
    .where(isOneOf(tx, 'id', payoutIds))
    .execute()
  const late = { kind: 'reporting.payout-late', subjectType: 'payout' } as const
  const differing = { kind: 'reporting.settlement-difference', subjectType: 'settlement' } as const
  await ctx.alerts.clear(tx, [
    { ...differing, subjectId: statementId },
    ...payoutIds.map((subjectId) => ({ ...late, subjectId }))
  ])
  tx.audit([
    {
      ...{ action: 'settlement.supersede', subjectType: 'settlement', subjectId: statementId },
      after: { accountId: account.id, supersededBy: by }
    }
  ])
}

/**
 * Makes duplicates count whose other one was in a statement that was replaced, and is not in the one that replaces it.
 * Returns them.
 */
export async function adoptOrphans(
  tx: Tx,
  scope: ReportingScope,
  account: SettlementAccountRow
): Promise<SettlementLineRow[]> {
  const orphans = await orphanedDuplicates(tx, account.id)
  for (const line of orphans) line.class = classOf(line.type)
  await saveOutcomes(tx, orphans)
  await bookCosts(tx, scope, { account, lines: orphans })
  return orphans
}
