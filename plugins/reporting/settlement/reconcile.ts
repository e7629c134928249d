import { DateTime } from 'luxon'
import { NotFound } from '#core/http/errors'
import { instantAt, instantMs } from '#core/time'
import type { Tx } from '#core/transaction'
import { dayStart } from '#core/zone'
import type { ReportingScope } from '../scope.ts'
import { zoneOf } from './accounts.ts'
import { adoptFees, bookCosts } from './costs.ts'
import { syncDiscrepancies, tellDifferences } from './discrepancies.ts'
import { StatementSuperseded } from './errors.ts'
import { findOutcome } from './match/outcome.ts'
import { lockAccount } from './repository/accounts.ts'
import { insertLines, linesOfStatement, openLines, saveOutcomes } from './repository/lines.ts'
import { findStatement, markReconciled } from './repository/statements.ts'
import type { SettlementAccountRow, SettlementLineRow, SettlementStatementRow } from './tables.ts'

/** How long a line waits for its order. */
const openMs = 120 * 86_400_000

/** Lines of one statement that are matched together with what its account has open. */
export interface Reconciliation {
  account: SettlementAccountRow
  statement: Pick<SettlementStatementRow, 'id' | 'periodFromOn' | 'periodToOn'>
  lines: SettlementLineRow[]
  /** Whether the lines are still to be inserted. */
  isNew: boolean
  doubled: ReadonlySet<string>
}

/** Holds a statement, and all that is open in its account, against payments and refunds. Its account is locked. */
export async function reconcile(
  tx: Tx,
  scope: ReportingScope,
  { account, statement, lines, isNew, doubled }: Reconciliation
): Promise<void> {
  const own = new Set(lines.map(({ id }) => id))
  const open = (await openOf(tx, account.id)).filter(({ id }) => !own.has(id))
  const zone = zoneOf(account)
  const { periodFromOn, periodToOn } = statement
  const endOn = DateTime.fromISO(periodToOn).plus({ days: 1 }).toISODate() as string
  const outcome = await findOutcome(tx, {
    ...{ account, lines: [...lines, ...open], fresh: isNew ? own : new Set<string>() },
    hasRefunds: scope.aftersales !== undefined,
    period: { from: dayStart(periodFromOn, zone), to: dayStart(endOn, zone) }
  })
  if (isNew) await insertLines(tx, lines)
  const old = outcome.lines.filter(({ id }) => !isNew || !own.has(id))
  await saveOutcomes(tx, old)
  await book(tx, scope, account, outcome.lines)
  const source = { account, outcome, statementId: statement.id, doubled }
  await finish(
    tx,
    scope,
    account,
    new Set([statement.id, ...(await syncDiscrepancies(tx, source))])
  )
}

/** Holds what is open in an account against orders and refunds that came since. */
export async function reconcileOpen(tx: Tx, scope: ReportingScope, id: string): Promise<void> {
  const account = await lockAccount(tx, id)
  if (!account) return
  const lines = await openOf(tx, id)
  const outcome = await findOutcome(tx, {
    ...{ account, lines, fresh: new Set<string>(), period: null },
    hasRefunds: scope.aftersales !== undefined
  })
  await saveOutcomes(tx, outcome.lines)
  await book(tx, scope, account, outcome.lines)
  const source = { account, outcome, statementId: null, doubled: new Set<string>() }
  await finish(tx, scope, account, await syncDiscrepancies(tx, source))
}

/** Matches a statement anew, from the first pass. Errors: NOT_FOUND, STATEMENT_SUPERSEDED. */
export async function reconcileAgain(tx: Tx, scope: ReportingScope, id: string): Promise<void> {
  const found = await findStatement(tx, id)
  if (!found) throw new NotFound({ what: 'settlement statement', id })
  const account = (await lockAccount(tx, found.accountId))!
  const statement = (await findStatement(tx, id))!
  if (statement.supersededBy !== null) {
    throw new StatementSuperseded({ statementId: id, supersededBy: statement.supersededBy })
  }
  const lines = await linesOfStatement(tx, id)
  const doubled = doubledIn(lines)
  await reconcile(tx, scope, { account, statement, lines, isNew: false, doubled })
  tx.audit([{ action: 'settlement.reconcile', subjectType: 'settlement', subjectId: id }])
}

/** Costs of lines, and of fees whose order they have made known. */
async function book(
  tx: Tx,
  scope: ReportingScope,
  account: SettlementAccountRow,
  lines: readonly SettlementLineRow[]
): Promise<void> {
  const adopted = await adoptFees(tx, account.id, lines)
  const byId = new Map([...lines, ...adopted].map((line) => [line.id, line]))
  await bookCosts(tx, scope, { account, lines: [...byId.values()] })
}

/** Lines of a statement that are in it twice: duplicates whose other one is there as well. */
export function doubledIn(lines: readonly SettlementLineRow[]): Set<string> {
  const kept = new Set(
    lines.filter((line) => line.class !== 'duplicate').map(({ identity }) => identity)
  )
  const isDoubled = (line: SettlementLineRow) =>
    line.class === 'duplicate' && kept.has(line.identity)
  return new Set(lines.filter(isDoubled).map(({ id }) => id))
}

function openOf(tx: Tx, accountId: string): Promise<SettlementLineRow[]> {
  return openLines(tx, { accountId, since: instantAt(instantMs(tx.now) - openMs) })
}

async function finish(
  tx: Tx,
  { ctx }: ReportingScope,
  account: SettlementAccountRow,
  concerned: ReadonlySet<string>
): Promise<void> {
  const statementIds = [...concerned]
  await markReconciled(tx, statementIds)
  const open = await tellDifferences(tx, ctx.alerts, { account, statementIds })
  await tx.emit(
    'settlement.reconciled',
    [...open].map(([statementId, count]) => ({ statementId, accountId: account.id, open: count }))
  )
}
