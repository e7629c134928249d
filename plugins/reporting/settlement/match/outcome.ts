import { newId } from '#core/ids'
import type { Tx } from '#core/transaction'
import { StatementCurrencyMismatch } from '../errors.ts'
import { type Ledger, loadLedger } from '../repository/ledger.ts'
import { deleteMatches, insertMatches, linesOfMatches, matchedKeys } from '../repository/lines.ts'
import {
  matchedTypes,
  type SettlementAccountRow,
  type SettlementLineRow,
  type SettlementMatchEntryRow,
  type SettlementMatchRow
} from '../tables.ts'
import type { LedgerEntry } from './ledger-entry.ts'
import { type MatchLine, matchLines } from './match.ts'

/** What lines are held against. */
export interface OutcomeAsk {
  account: SettlementAccountRow
  /** Lines to match; those that were matched before are freed first. */
  lines: SettlementLineRow[]
  /** Ids of lines that are new: an order in another currency refuses them. */
  fresh: ReadonlySet<string>
  /** Instants of the statement's days; null: only what lines name is read. `to` is exclusive. */
  period: { from: string; to: string } | null
  /** Whether aftersales keeps refunds. */
  hasRefunds: boolean
}

export interface Outcome {
  /** All lines looked at, with what became of them: those asked for and those that shared a match with them. */
  lines: SettlementLineRow[]
  /** Difference of statement and ledger by line; only of lines that are wrong. */
  differences: Map<string, number>
  /** Payments and refunds of the account and the period that no line stands for. */
  absent: LedgerEntry[]
}

/** Matches lines to what is in the ledger and not matched otherwise, and writes the matches; the lines are the caller's to write. */
export async function findOutcome(tx: Tx, ask: OutcomeAsk): Promise<Outcome> {
  const { account, period } = ask
  const lines = await freed(tx, ask.lines)
  const names = lines.flatMap(({ txnId, reference, orderNo }) => [txnId, reference, orderNo])
  const ledger = await loadLedger(tx, {
    scope: {
      channelId: account.channelId,
      paymentMethods: JSON.parse(account.paymentMethods) as string[],
      hasRefunds: ask.hasRefunds
    },
    names: [...new Set(names.filter((name): name is string => name !== null))],
    period
  })
  const keys = ledger.entries.map(({ key }) => key)
  const taken = await matchedKeys(tx, account.id, keys)
  const isFree = ({ key, orderId }: LedgerEntry) =>
    !taken.has(key) && ledger.currencyOf.get(orderId) === account.currency
  const entries = ledger.entries.filter(isFree)
  const rows = new Map(lines.map((line) => [line.id, line]))
  const toMatch: MatchLine[] = []
  for (const line of lines) {
    const orderIds = ordersOf(ledger, line, { ask })
    if (line.class === 'duplicate' || line.type === 'unknown') continue
    if (!matchedTypes.has(line.type)) line.orderId = orderIds.length === 1 ? orderIds[0]! : null
    else toMatch.push({ ...line, orderIds })
  }
  const { matches, missing, unclaimed } = matchLines(toMatch, entries, account)
  const differences = new Map<string, number>()
  for (const { id, amountMinor } of missing) {
    Object.assign(rows.get(id)!, { class: 'missing_in_ledger', matchId: null, orderId: null })
    differences.set(id, amountMinor)
  }
  const matchRows: SettlementMatchRow[] = []
  const entryRows: SettlementMatchEntryRow[] = []
  for (const match of matches) {
    const { pass, differenceMinor } = match
    const { orderId } = match.entries[0]!
    const matchId = newId('stm')
    const of = { accountId: account.id, matchId }
    matchRows.push({
      ...{ id: matchId, accountId: account.id, pass, orderId },
      ...{ linesMinor: sumOf(match.lines), ledgerMinor: sumOf(match.entries) },
      ...{ differenceMinor, matchedAt: tx.now }
    })
    for (const { key, amountMinor, at } of match.entries) {
      entryRows.push({ ...of, ledgerKey: key, amountMinor, occurredAt: at })
    }
    for (const { id } of match.lines) {
      const isWrong = pass === 5
      const outcome = { class: isWrong ? 'amount_mismatch' : 'matched', matchId, orderId }
      Object.assign(rows.get(id)!, outcome)
      if (isWrong) differences.set(id, differenceMinor)
    }
  }
  await insertMatches(tx, matchRows, entryRows)
  return { lines, differences, absent: unclaimed.filter(({ key }) => ledger.inScope.has(key)) }
}

/** Frees what the lines were matched to before; whoever shared a match with them is matched anew as well. */
async function freed(tx: Tx, lines: readonly SettlementLineRow[]): Promise<SettlementLineRow[]> {
  const matchIds = [...new Set(lines.flatMap(({ matchId }) => matchId ?? []))]
  if (matchIds.length === 0) return [...lines]
  const known = new Set(lines.map(({ id }) => id))
  const sharing = await linesOfMatches(tx, matchIds)
  await deleteMatches(tx, matchIds)
  return [...lines, ...sharing.filter(({ id }) => !known.has(id))]
}

/**
 * Orders that a line may be about, in its currency. Errors: STATEMENT_CURRENCY_MISMATCH when a new line names an order that
 * is in another one.
 */
function ordersOf(
  { orderIdsByName, currencyOf }: Ledger,
  { id, orderNo, fileLine }: SettlementLineRow,
  { ask: { account, fresh } }: { ask: OutcomeAsk }
): string[] {
  const named = orderNo === null ? [] : (orderIdsByName.get(orderNo) ?? [])
  const { currency } = account
  const orderIds = named.filter((orderId) => currencyOf.get(orderId) === currency)
  if (named.length > 0 && orderIds.length === 0 && fresh.has(id)) {
    const expected = currencyOf.get(named[0]!)!
    const than = `order ${orderNo} is`
    throw new StatementCurrencyMismatch({ currency, expected, than, line: fileLine })
  }
  return orderIds
}

function sumOf(amounts: readonly { amountMinor: number }[]): number {
  return amounts.reduce((sum, { amountMinor }) => sum + amountMinor, 0)
}
