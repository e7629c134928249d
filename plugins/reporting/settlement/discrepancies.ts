import type { Alerts } from '#core/alerts/types'
import { NotFound, VersionOutdated } from '#core/http/errors'
import { newId } from '#core/ids'
import { formatAmount } from '#core/money'
import { instantMs } from '#core/time'
import type { Tx } from '#core/transaction'
import { DiscrepancyClosed } from './errors.ts'
import type { Outcome } from './match/outcome.ts'
import {
  discrepanciesOf,
  lockDiscrepancy,
  openAbout,
  openSums,
  saveDiscrepancies
} from './repository/discrepancies.ts'
import { matchedKeys } from './repository/lines.ts'
import type {
  DiscrepancyKind,
  SettlementAccountRow,
  SettlementDiscrepancyRow,
  SettlementLineRow
} from './tables.ts'

type Wanted = Pick<
  SettlementDiscrepancyRow,
  | 'kind'
  | 'statementId'
  | 'subject'
  | 'orderId'
  | 'orderNo'
  | 'amountMinor'
  | 'differenceMinor'
  | 'occurredAt'
>

const kindOfClass: Partial<Record<SettlementLineRow['class'], DiscrepancyKind>> = {
  missing_in_ledger: 'missing_in_ledger',
  amount_mismatch: 'amount_mismatch',
  unknown_type: 'unknown_type'
}

/** Where discrepancies come from: an outcome, and whose period it has looked at. */
export interface DiscrepancySource {
  account: SettlementAccountRow
  outcome: Outcome
  /** Set: `outcome.absent` is of this statement. */
  statementId: string | null
  /** Lines that are in their statement twice. */
  doubled: ReadonlySet<string>
}

/**
 * Writes what an outcome leaves open, and clears what it has settled. A discrepancy that somebody has resolved stays so as
 * long as it is the same. Returns the statements it concerns.
 */
export async function syncDiscrepancies(
  tx: Tx,
  { account, outcome, statementId, doubled }: DiscrepancySource
): Promise<Set<string>> {
  const wanted = new Map<string, Wanted>()
  for (const line of outcome.lines) {
    const kind = doubled.has(line.id) ? 'duplicate' : kindOfClass[line.class]
    if (kind) wanted.set(line.id, ofLine(line, kind, outcome.differences))
  }
  const old = await openAbout(tx, account.id)
  const touched = new Set(outcome.lines.map(({ id }) => id))
  const matched = await matchedKeys(
    tx,
    account.id,
    old.map(({ subject }) => subject)
  )
  for (const row of old) {
    if (matched.has(row.subject) || row.statementId === statementId) touched.add(row.subject)
    else wanted.set(row.subject, { ...row, kind: absentKind(account, row.occurredAt, tx.now) })
  }
  if (statementId !== null) {
    for (const { key, orderId, amountMinor, at } of outcome.absent) {
      wanted.set(key, {
        ...{ kind: absentKind(account, at, tx.now), statementId, subject: key, orderId },
        ...{ orderNo: null, amountMinor, differenceMinor: -amountMinor, occurredAt: at }
      })
    }
  }
  const subjects = [...new Set([...touched, ...wanted.keys()])]
  const known = await discrepanciesOf(tx, { accountId: account.id, subjects })
  const changed = changesOf(tx, account.id, { wanted, known })
  await saveDiscrepancies(tx, changed)
  return new Set([...changed, ...known].map((row) => row.statementId))
}

function ofLine(
  line: SettlementLineRow,
  kind: DiscrepancyKind,
  differences: ReadonlyMap<string, number>
): Wanted {
  const { id, statementId, orderId, orderNo, amountMinor, postedAt } = line
  const differenceMinor = differences.get(id) ?? amountMinor
  return {
    ...{ kind, statementId, subject: id, orderId, orderNo },
    ...{ amountMinor, differenceMinor, occurredAt: postedAt }
  }
}

/** What is younger than the settle lag may come with the next statement. */
function absentKind({ settleLagDays }: SettlementAccountRow, at: string, now: string) {
  const isYoung = instantMs(now) - instantMs(at) < settleLagDays * 86_400_000
  return isYoung ? 'pending' : 'missing_in_statement'
}

function changesOf(
  tx: Tx,
  accountId: string,
  {
    wanted,
    known
  }: { wanted: ReadonlyMap<string, Wanted>; known: readonly SettlementDiscrepancyRow[] }
): SettlementDiscrepancyRow[] {
  const bySubject = new Map(known.map((row) => [row.subject, row]))
  const unresolved = { state: 'open', note: null, resolvedBy: null, resolvedAt: null } as const
  const changed: SettlementDiscrepancyRow[] = []
  for (const [subject, want] of wanted) {
    const row = bySubject.get(subject)
    const { kind, statementId, orderId, orderNo, amountMinor, differenceMinor, occurredAt } = want
    const next = { kind, statementId, orderId, orderNo, amountMinor, differenceMinor, occurredAt }
    if (row === undefined) {
      const id = newId('dsc')
      const of = { id, accountId, subject, openedAt: tx.now, version: 1 }
      changed.push({ ...of, ...next, ...unresolved })
      continue
    }
    const isSame = row.kind === kind && row.differenceMinor === differenceMinor
    if (isSame && row.state !== 'cleared') continue
    changed.push({ ...row, ...next, ...unresolved, version: row.version + 1 })
  }
  for (const row of known) {
    if (wanted.has(row.subject) || row.state !== 'open') continue
    const cleared = { state: 'cleared', resolvedAt: tx.now } as const
    changed.push({ ...row, ...cleared, version: row.version + 1 })
  }
  return changed
}

/** Raises or clears the alerts of statements, by what is open in them. Returns how much that is. */
export async function tellDifferences(
  tx: Tx,
  alerts: Alerts,
  { account, statementIds }: { account: SettlementAccountRow; statementIds: readonly string[] }
): Promise<Map<string, number>> {
  const sums = await openSums(tx, statementIds)
  const { id: accountId, name, currency } = account
  const subject = (subjectId: string) => ({
    ...{ kind: 'reporting.settlement-difference' as const, subjectType: 'settlement', subjectId }
  })
  await alerts.clear(tx, statementIds.filter((id) => !sums.has(id)).map(subject))
  await alerts.raise(
    tx,
    [...sums].map(([id, { open, differenceMinor }]) => ({
      ...subject(id),
      message: `${name}: ${open} line(s) and orders do not agree, ${formatAmount(differenceMinor, currency)} ${currency} in all`,
      fields: { accountId, open, differenceMinor, currency }
    }))
  )
  return new Map(statementIds.map((id) => [id, sums.get(id)?.open ?? 0]))
}

/** Says that a discrepancy is dealt with, and how. Errors: NOT_FOUND, VERSION_OUTDATED, DISCREPANCY_CLOSED. */
export async function resolveDiscrepancy(
  tx: Tx,
  { id, expected, note }: { id: string; expected: number | undefined; note: string }
): Promise<SettlementDiscrepancyRow> {
  const row = await lockDiscrepancy(tx, id)
  if (!row) throw new NotFound({ what: 'settlement discrepancy', id })
  if (expected !== undefined && expected !== row.version) {
    throw new VersionOutdated({ expected, current: row.version })
  }
  if (row.state !== 'open') throw new DiscrepancyClosed({ id, state: row.state })
  const { actor: resolvedBy } = tx.origin
  const resolution = { state: 'resolved', note, resolvedBy, resolvedAt: tx.now } as const
  const next = { ...row, ...resolution, version: row.version + 1 }
  await saveDiscrepancies(tx, [next])
  tx.audit([
    {
      ...{ action: 'settlement.resolve', subjectType: 'settlementDiscrepancy', subjectId: id },
      after: { kind: row.kind, differenceMinor: row.differenceMinor, note }
    }
  ])
  return next
}
