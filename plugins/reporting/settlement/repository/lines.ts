import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { selectMany } from '#core/database/many-rows'
import { insertAll, isOneOf, rowsFrom } from '#core/database/rows'
import type { Tx } from '#core/transaction'
import type { SettlementLineRow, SettlementMatchEntryRow, SettlementMatchRow } from '../tables.ts'

const columns = [
  'id',
  'statementId',
  'accountId',
  'position',
  'fileLine',
  'type',
  'rawType',
  'txnId',
  'reference',
  'orderNo',
  'amountMinor',
  'postedAt',
  'description',
  'identity',
  'class',
  'matchId',
  'orderId'
] as const satisfies readonly (keyof SettlementLineRow)[]
const orderBy = ['statementId', 'position'] as const

/** Rows of one statement of SQL: bounds what is in memory twice. */
const batchRows = 5000

/** Calls work for each batch of rows, one after the other. */
export async function inBatches<Row>(
  rows: readonly Row[],
  work: (batch: Row[]) => Promise<unknown>
): Promise<void> {
  for (let at = 0; at < rows.length; at += batchRows) await work(rows.slice(at, at + batchRows))
}

export async function insertLines(tx: Tx, rows: readonly SettlementLineRow[]): Promise<void> {
  await inBatches(rows, (batch) => insertAll(tx, 'settlementLines', batch))
}

/** Lines of an account's statements that count which have one of these identities. */
export async function linesOfIdentity(
  db: Reader,
  accountId: string,
  identities: readonly string[]
): Promise<SettlementLineRow[]> {
  const isKnown = isOneOf(db, 'identity', identities)
  return selectMany<SettlementLineRow>(db, {
    ...{ columns, orderBy },
    from: sql`select * from settlement_lines where account_id = ${accountId} and ${isKnown}
      and statement_id not in (select id from settlement_statements where superseded_by is not null)`
  })
}

/** All lines of a statement. */
export async function linesOfStatement(db: Reader, statementId: string) {
  return selectMany<SettlementLineRow>(db, {
    ...{ columns, orderBy },
    from: sql`select * from settlement_lines where statement_id = ${statementId}`
  })
}

/** Lines of these matches. */
export async function linesOfMatches(db: Reader, matchIds: readonly string[]) {
  return selectMany<SettlementLineRow>(db, {
    ...{ columns, orderBy },
    from: sql`select * from settlement_lines
      where match_id is not null and ${isOneOf(db, 'matchId', matchIds)}`
  })
}

/** Open lines of an account that were posted since: those that may still find their payment or refund. */
export async function openLines(
  db: Reader,
  { accountId, since }: { accountId: string; since: string }
): Promise<SettlementLineRow[]> {
  return selectMany<SettlementLineRow>(db, {
    ...{ columns, orderBy },
    from: sql`select * from settlement_lines
      where account_id = ${accountId} and class in ('missing_in_ledger', 'amount_mismatch')
      and posted_at >= ${since}
      and statement_id not in (select id from settlement_statements where superseded_by is not null)`
  })
}

/** Lines that need no counterpart and name one of these orders, which was not known when they were told. */
export async function bookedWithoutOrder(
  db: Reader,
  accountId: string,
  orderNos: readonly string[]
): Promise<SettlementLineRow[]> {
  return selectMany<SettlementLineRow>(db, {
    ...{ columns, orderBy },
    from: sql`select * from settlement_lines
      where account_id = ${accountId} and ${isOneOf(db, 'orderNo', orderNos)}
      and class = 'booked' and order_id is null
      and statement_id not in (select id from settlement_statements where superseded_by is not null)`
  })
}

/** Duplicates of an account whose other one no longer counts, one of each. */
export async function orphanedDuplicates(
  db: Reader,
  accountId: string
): Promise<SettlementLineRow[]> {
  return selectMany<SettlementLineRow>(db, {
    ...{ columns, orderBy },
    from: sql`select * from settlement_lines where id in (
      select min(l.id) from settlement_lines l join settlement_statements s on s.id = l.statement_id
      where l.account_id = ${accountId} and s.superseded_by is null
      group by l.identity having max(case when l.class <> 'duplicate' then 1 else 0 end) = 0)`
  })
}

/** Writes what became of lines that are there already. */
export async function saveOutcomes(tx: Tx, rows: readonly SettlementLineRow[]): Promise<void> {
  const shape = { id: 'text', class: 'text', matchId: 'text', orderId: 'text' } as const
  await inBatches(rows, (batch) =>
    sql`update settlement_lines set class = outcome.class, match_id = outcome.match_id,
        order_id = outcome.order_id
      from ${rowsFrom(tx, 'outcome', shape, batch)} where settlement_lines.id = outcome.id`.execute(
      tx
    )
  )
}

/** Removes matches: their payments and refunds are free again. The lines are written by the caller. */
export async function deleteMatches(tx: Tx, matchIds: readonly string[]): Promise<void> {
  if (matchIds.length === 0) return
  await tx
    .deleteFrom('settlementMatchEntries')
    .where(isOneOf(tx, 'matchId', matchIds))
    .execute()
  await tx
    .deleteFrom('settlementMatches')
    .where(isOneOf(tx, 'id', matchIds))
    .execute()
}

export async function insertMatches(
  tx: Tx,
  matches: readonly SettlementMatchRow[],
  entries: readonly SettlementMatchEntryRow[]
): Promise<void> {
  await inBatches(matches, (batch) => insertAll(tx, 'settlementMatches', batch))
  await inBatches(entries, (batch) => insertAll(tx, 'settlementMatchEntries', batch))
}

/** Of these payments and refunds those that lines of the account stand for already. */
export async function matchedKeys(
  db: Reader,
  accountId: string,
  keys: readonly string[]
): Promise<Set<string>> {
  const rows = await db
    .selectFrom('settlementMatchEntries')
    .select('ledgerKey')
    .where('accountId', '=', accountId)
    .where(isOneOf(db, 'ledgerKey', keys))
    .execute()
  return new Set(rows.map(({ ledgerKey }) => ledgerKey))
}
