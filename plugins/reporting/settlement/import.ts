import { createReadStream } from 'node:fs'
import { type SpooledFile, spool } from '#core/files/spool'
import { NotFound, ValidationFailed } from '#core/http/errors'
import { newId } from '#core/ids'
import type { Origin, Tx } from '#core/transaction'
import type { ReportingScope } from '../scope.ts'
import type { ImportResult, StatementImport } from './api.ts'
import { classOf } from './classes.ts'
import { StatementFileTaken, StatementSumsDiffer } from './errors.ts'
import { assertNotRestated, identitiesOf } from './identity.ts'
import { expectPayouts } from './payouts.ts'
import { readStatement } from './read-statement.ts'
import { doubledIn, reconcile, reconcileOpen } from './reconcile.ts'
import { findAccount, lockAccount } from './repository/accounts.ts'
import { linesOfIdentity, linesOfStatement } from './repository/lines.ts'
import { findStatement, statementOfFile, statementsOfPeriod } from './repository/statements.ts'
import type { ParsedStatement } from './statement.ts'
import { adoptOrphans, supersede } from './supersede.ts'
import type { SettlementAccountRow, SettlementLineRow, SettlementStatementRow } from './tables.ts'

/**
 * Takes in a statement as a whole or not at all, and holds it against orders and refunds. The same file again, or another
 * file with the same lines, changes nothing; but the lines count in place of what the other file replaces.
 *
 * Errors: NOT_FOUND, those of the format, STATEMENT_SUMS_DIFFER, STATEMENT_CURRENCY_MISMATCH, STATEMENT_RESTATED,
 * STATEMENT_FILE_TAKEN.
 */
export async function importStatement(
  scope: ReportingScope,
  stream: NodeJS.ReadableStream,
  { what, origin }: { what: StatementImport; origin: Origin }
): Promise<ImportResult> {
  const { ctx } = scope
  const { statementMaxBytes, statementMaxRows } = ctx.options.settlement
  const file = await spool(stream, { maxBytes: statementMaxBytes })
  try {
    const account = await findAccount(ctx.db, what.accountId)
    if (!account) throw new NotFound({ what: 'settlement account', id: what.accountId })
    const known = await knownFile(ctx.db, file, what)
    if (known) return known
    const parsed = await readStatement(file.path, account, { rowsMax: statementMaxRows })
    return await ctx.transaction((tx) => take(tx, scope, { file, parsed, what }), origin)
  } finally {
    await file.dispose()
  }
}

/** The same from a file on this machine, for commands. */
export function importStatementFile(
  scope: ReportingScope,
  path: string,
  given: { what: StatementImport; origin: Origin }
): Promise<ImportResult> {
  return importStatement(scope, createReadStream(path), given)
}

async function knownFile(
  db: Parameters<typeof statementOfFile>[0],
  { sha256 }: SpooledFile,
  { accountId }: StatementImport
): Promise<ImportResult | undefined> {
  const known = await statementOfFile(db, sha256)
  if (!known) return undefined
  if (known.accountId === accountId) return { result: 'known', statementId: known.id }
  throw new StatementFileTaken({ accountId: known.accountId, statementId: known.id })
}

interface Taking {
  file: SpooledFile
  parsed: ParsedStatement
  what: StatementImport
}

async function take(
  tx: Tx,
  scope: ReportingScope,
  { file, parsed, what }: Taking
): Promise<ImportResult> {
  const account = (await lockAccount(tx, what.accountId))!
  const already = await knownFile(tx, file, what)
  if (already) return already
  const { replaces } = what
  if (replaces !== null) await assertReplaceable(tx, account, replaces)
  const statement = statementRow(tx, account, { file, parsed, what })
  const lines = lineRows(statement, parsed)
  const equivalent = await equivalentOf(tx, { statement, lines, replaces })
  const counting = equivalent ?? statement
  if (replaces !== null) {
    await supersede(tx, scope, { account, statementId: replaces, by: counting.id })
  }
  if (!equivalent) await add(tx, scope, { account, statement, lines, replaces })
  if (replaces !== null) await succeed(tx, scope, { account, replaces })
  if (equivalent) return { result: 'equivalent', statementId: equivalent.id }
  tx.audit([
    {
      ...{ action: 'settlement.import', subjectType: 'settlement', subjectId: statement.id },
      after: { accountId: account.id, fileHash: file.sha256, lines: lines.length }
    }
  ])
  return { result: 'imported', statementId: statement.id }
}

/** A statement with its lines, and the one that it replaces. */
interface Told {
  statement: SettlementStatementRow
  lines: SettlementLineRow[]
  replaces: string | null
}

/**
 * The statement of the same period that has all of these lines already; the one to be replaced is none.
 * Errors: STATEMENT_RESTATED.
 */
async function equivalentOf(
  tx: Tx,
  { statement, lines, replaces }: Told
): Promise<SettlementStatementRow | undefined> {
  const { accountId, periodFromOn: fromOn, periodToOn: toOn } = statement
  const identities = lines.map(({ identity }) => identity)
  const known = await linesOfIdentity(tx, accountId, identities)
  for (const other of await statementsOfPeriod(tx, { accountId, fromOn, toOn })) {
    if (other.id === replaces) continue
    const same = { statementId: other.id, lines: await linesOfStatement(tx, other.id) }
    assertNotRestated({ lines, known, same })
    const its = new Set(same.lines.map(({ identity }) => identity))
    if (identities.every((identity) => its.has(identity))) return other
  }
  return undefined
}

/** Writes a statement, and holds it against orders and refunds. What it replaces no longer counts. */
async function add(
  tx: Tx,
  scope: ReportingScope,
  { account, statement, lines, replaces }: Told & { account: SettlementAccountRow }
): Promise<void> {
  const identities = lines.map(({ identity }) => identity)
  const known = await linesOfIdentity(tx, account.id, identities)
  classify(lines, new Set(known.map(({ identity }) => identity)))
  await tx.insertInto('settlementStatements').values(statement).execute()
  const doubled = doubledIn(lines)
  await reconcile(tx, scope, { account, statement, lines, isNew: true, doubled })
  await expectPayouts(tx, { account, statement, lines, replaces })
}

/** Lets what were duplicates of a replaced statement's lines count in their place, their payouts too. */
async function succeed(
  tx: Tx,
  scope: ReportingScope,
  { account, replaces }: { account: SettlementAccountRow; replaces: string }
): Promise<void> {
  const adopted = await adoptOrphans(tx, scope, account)
  await reconcileOpen(tx, scope, account.id)
  for (const id of new Set(adopted.map(({ statementId }) => statementId))) {
    const statement = (await findStatement(tx, id))!
    const lines = adopted.filter(({ statementId }) => statementId === id)
    await expectPayouts(tx, { account, statement, lines, replaces })
  }
}

function statementRow(
  tx: Tx,
  account: SettlementAccountRow,
  { file, parsed, what }: Taking
): SettlementStatementRow {
  const totalMinor = parsed.lines.reduce((sum, { amountMinor }) => sum + amountMinor, 0)
  const opening = what.openingMinor ?? parsed.openingMinor
  const closing = what.closingMinor ?? parsed.closingMinor
  const openingMinor = opening ?? 0
  const closingMinor = closing ?? openingMinor + totalMinor
  if (openingMinor + totalMinor !== closingMinor) {
    const counted = String(openingMinor + totalMinor)
    const differences = [{ what: 'closing balance', stated: String(closingMinor), counted }]
    throw new StatementSumsDiffer({ differences })
  }
  return {
    ...{ id: newId('stl'), accountId: account.id, format: account.format },
    ...{ currency: parsed.currency, openingMinor, closingMinor, totalMinor },
    ...{ periodFromOn: parsed.periodFromOn, periodToOn: parsed.periodToOn },
    hasBalances: opening !== null && closing !== null ? 1 : 0,
    ...{ fileRows: parsed.rows, lineCount: parsed.lines.length },
    ...{ fileName: what.fileName, fileHash: file.sha256, supersededBy: null },
    ...{ importedBy: tx.origin.actor, importedAt: tx.now, reconciledAt: tx.now }
  }
}

function lineRows(
  { id: statementId, accountId }: SettlementStatementRow,
  { lines }: ParsedStatement
): SettlementLineRow[] {
  const identities = identitiesOf(lines)
  return lines.map((line, position) => ({
    ...{ id: newId('sln'), statementId, accountId, position, ...line },
    ...{ identity: identities[position]!, class: 'missing_in_ledger', matchId: null, orderId: null }
  }))
}

/** Says what of the lines needs no matching. */
function classify(lines: readonly SettlementLineRow[], known: ReadonlySet<string>): void {
  const seen = new Set(known)
  for (const line of lines) {
    line.class = seen.has(line.identity) ? 'duplicate' : classOf(line.type)
    seen.add(line.identity)
  }
}

/** Errors: VALIDATION_FAILED when it is not a statement of this account that counts. */
async function assertReplaceable(
  tx: Tx,
  account: SettlementAccountRow,
  statementId: string
): Promise<void> {
  const statement = await findStatement(tx, statementId)
  if (statement?.accountId === account.id && statement.supersededBy === null) return
  const detail = `no statement of ${account.id} that counts`
  throw new ValidationFailed({ errors: [{ pointer: '#/replaces', detail }] })
}
