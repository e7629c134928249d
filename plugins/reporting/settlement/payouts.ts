import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { insertAll, isOneOf } from '#core/database/rows'
import { NotFound, VersionOutdated } from '#core/http/errors'
import { newId } from '#core/ids'
import { formatAmount } from '#core/money'
import type { Tx } from '#core/transaction'
import { dayOn } from '#core/zone'
import { addDays, businessDay, daysBetween } from '../query/calendar.ts'
import type { ReportingScope } from '../scope.ts'
import { mappingOf, zoneOf } from './accounts.ts'
import { carryPayouts, type ToldPayout } from './carry-payouts.ts'
import { PayoutReceived } from './errors.ts'
import type {
  PayoutRow,
  SettlementAccountRow,
  SettlementLineRow,
  SettlementStatementRow
} from './tables.ts'

/**
 * Writes what money a statement says is on its way: each of its payouts. A statement of a kind that neither tells of
 * payouts nor of balances, such as a bill of WeChat Pay, is paid out as a whole. What is in the bank already, by the
 * statement that it replaces, is not expected again.
 */
export async function expectPayouts(
  tx: Tx,
  {
    account,
    statement,
    lines,
    replaces
  }: {
    account: SettlementAccountRow
    statement: SettlementStatementRow
    lines: readonly SettlementLineRow[]
    replaces: string | null
  }
): Promise<void> {
  const { payoutDays, currency } = account
  const counted = lines.filter((line) => line.class !== 'duplicate')
  const payouts = counted.filter(({ type }) => type === 'payout')
  const zone = zoneOf(account)
  const each = payouts.map((line) => ({
    ...{ line, expectedMinor: 0 - line.amountMinor },
    expectedOn: addDays(dayOn(line.postedAt, zone), payoutDays)
  }))
  const totalMinor = counted.reduce((sum, { amountMinor }) => sum + amountMinor, 0)
  const whole = { expectedOn: addDays(statement.periodToOn, payoutDays), expectedMinor: totalMinor }
  const isTold = Object.values(mappingOf(account)?.types ?? {}).includes('payout')
  const isWhole = !isTold && statement.hasBalances === 0 && totalMinor > 0
  const told: ToldPayout[] = isWhole ? [{ line: null, ...whole }] : each
  const expected =
    replaces === null ? told : await carryPayouts(tx, { from: replaces, to: statement.id }, told)
  await insertAll(
    tx,
    'settlementPayouts',
    expected.map(
      ({ line, ...row }): PayoutRow => ({
        ...{ id: newId('pyo'), accountId: account.id, statementId: statement.id, currency },
        ...{ lineId: line?.id ?? null, ...row },
        ...{ state: 'expected', receivedMinor: null, receivedOn: null, reference: null },
        ...{ version: 1, createdAt: tx.now }
      })
    )
  )
}

/** What came to the bank. */
export interface Receipt {
  id: string
  expected: number | undefined
  amountMinor: number
  receivedOn: string
  reference: string | null
}

/** Records that a payout is in the bank. Errors: NOT_FOUND, VERSION_OUTDATED, PAYOUT_RECEIVED. */
export async function receivePayout(
  tx: Tx,
  { ctx }: ReportingScope,
  { id, expected, amountMinor, receivedOn, reference }: Receipt
): Promise<PayoutRow> {
  const lock = tx.dialect === 'postgres' ? sql`for update` : sql``
  const { rows } = await sql<PayoutRow>`
    select * from settlement_payouts where id = ${id} ${lock}`.execute(tx)
  const row = rows[0]
  if (!row) throw new NotFound({ what: 'payout', id })
  if (expected !== undefined && expected !== row.version) {
    throw new VersionOutdated({ expected, current: row.version })
  }
  if (row.receivedOn !== null) throw new PayoutReceived({ id, receivedOn: row.receivedOn })
  const next: PayoutRow = {
    ...{ ...row, receivedMinor: amountMinor, receivedOn, reference, version: row.version + 1 },
    state: amountMinor === Number(row.expectedMinor) ? 'received' : 'differs'
  }
  const { id: _, ...columns } = next
  await tx.updateTable('settlementPayouts').set(columns).where('id', '=', id).execute()
  await ctx.alerts.clear(tx, [
    { kind: 'reporting.payout-late', subjectType: 'payout', subjectId: id }
  ])
  tx.audit([
    {
      ...{ action: 'settlement.receive', subjectType: 'payout', subjectId: id },
      after: { amountMinor, receivedOn, reference, expectedMinor: row.expectedMinor }
    }
  ])
  return next
}

/** Raises alerts about payouts that should be in the bank by now. */
export async function tellLatePayouts(tx: Tx, { ctx }: ReportingScope): Promise<void> {
  const today = businessDay(ctx.shop, tx.now)
  const late = await tx
    .selectFrom('settlementPayouts')
    .selectAll()
    .where('state', '=', 'expected')
    .where('expectedOn', '<', today)
    .orderBy('expectedOn')
    .limit(1000)
    .execute()
  await ctx.alerts.raise(
    tx,
    late.map(({ id, accountId, currency, expectedMinor, expectedOn }) => ({
      ...{ kind: 'reporting.payout-late' as const, subjectType: 'payout', subjectId: id },
      message: `${accountId}: ${formatAmount(expectedMinor, currency)} ${currency} should have come by ${expectedOn}`,
      fields: { accountId, expectedMinor, expectedOn }
    }))
  )
}

/** How long sales of statements took until they were in the bank, weighted by their amounts; days, two places. */
export async function daysToCash(
  db: Reader,
  received: ReadonlyMap<string, { receivedOn: string; zone: string }>
): Promise<Map<string, number>> {
  const days = new Map<string, number>()
  if (received.size === 0) return days
  const hour = sql<string>`substr(posted_at, 1, 13)`
  const rows = await db
    .selectFrom('settlementLines')
    .select(['statementId', hour.as('hour')])
    .select(sql<number>`sum(amount_minor)`.as('amountMinor'))
    .where(isOneOf(db, 'statementId', [...received.keys()]))
    .where('type', '=', 'sale')
    .where('class', '<>', 'duplicate')
    .groupBy(['statementId', hour])
    .execute()
  for (const [id, { receivedOn, zone }] of received) {
    const own = rows.filter(({ statementId }) => statementId === id)
    const weight = own.reduce((sum, { amountMinor }) => sum + Number(amountMinor), 0)
    if (weight === 0) continue
    const waited = own.reduce((sum, row) => {
      const soldOn = dayOn(`${row.hour}:00:00.000Z`, zone)
      return sum + daysBetween(soldOn, receivedOn) * Number(row.amountMinor)
    }, 0)
    days.set(id, Math.round((waited / weight) * 100) / 100)
  }
  return days
}
