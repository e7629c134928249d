import { currencyExponent } from '#core/currency'
import { VersionOutdated } from '#core/http/errors'
import type { Tx } from '#core/transaction'
import { isZone } from '#core/zone'
import { SettlementAccountInvalid } from './errors.ts'
import type { Mapping } from './formats/mapping.ts'
import { lockAccount } from './repository/accounts.ts'
import type { AccountInputShape } from './schema.ts'
import type { SettlementAccountRow } from './tables.ts'

/** Days of statements without a mapping are Beijing's: so are those of WeChat Pay. */
const defaultZone = 'Asia/Shanghai'

/** The mapping of an account; null: its format needs none. */
export function mappingOf({ mapping }: Pick<SettlementAccountRow, 'mapping'>): Mapping | null {
  return mapping === null ? null : (JSON.parse(mapping) as Mapping)
}

/** The zone that an account's statements are written in. */
export function zoneOf(account: Pick<SettlementAccountRow, 'mapping'>): string {
  return mappingOf(account)?.zone ?? defaultZone
}

/** An account as the API shows it. */
export function presentAccount({ mapping, paymentMethods, ...plain }: SettlementAccountRow) {
  return {
    ...plain,
    mapping: mappingOf({ mapping }),
    paymentMethods: JSON.parse(paymentMethods) as string[]
  }
}

/** Writes an account, or the one of that id anew. Errors: VERSION_OUTDATED, SETTLEMENT_ACCOUNT_INVALID, CURRENCY_UNKNOWN. */
export async function saveAccount(
  tx: Tx,
  { id, expected, input }: { id: string; expected: number | undefined; input: AccountInputShape }
): Promise<SettlementAccountRow> {
  const before = await lockAccount(tx, id)
  if (expected !== undefined && before?.version !== expected) {
    throw new VersionOutdated({ expected, current: before?.version ?? 0 })
  }
  await assertSound(tx, before, input)
  const { mapping, paymentMethods, channelId = null, ...plain } = input
  const row: SettlementAccountRow = {
    ...{ id, ...plain, channelId },
    mapping: mapping === undefined ? null : JSON.stringify(mapping),
    paymentMethods: JSON.stringify(paymentMethods),
    version: (before?.version ?? 0) + 1,
    createdAt: before?.createdAt ?? tx.now,
    updatedAt: tx.now
  }
  if (before) {
    await tx.updateTable('settlementAccounts').set(row).where('id', '=', id).execute()
  } else await tx.insertInto('settlementAccounts').values(row).execute()
  const action = 'settlement.account'
  tx.audit([{ action, subjectType: 'settlementAccount', subjectId: id, before, after: input }])
  return row
}

async function assertSound(
  tx: Tx,
  before: SettlementAccountRow | undefined,
  { currency, format, mapping }: AccountInputShape
): Promise<void> {
  currencyExponent(currency)
  const refuse = (field: string, reason: string): never => {
    throw new SettlementAccountInvalid({ field, reason })
  }
  if (format === 'csv' && !mapping) refuse('#/mapping', 'say which columns hold what')
  if (format !== 'csv' && mapping) refuse('#/mapping', `the format ${format} needs none`)
  if (mapping) {
    const { amount, credit, debit, type } = mapping.columns
    const isPair = credit !== undefined && debit !== undefined && amount === undefined
    const isOne = amount !== undefined && credit === undefined && debit === undefined
    if (!isPair && !isOne) {
      refuse('#/mapping/columns', 'name either amount, or both credit and debit')
    }
    if (type === undefined && mapping.defaultType === undefined) {
      refuse('#/mapping/defaultType', 'without a column for types, say which type all rows are of')
    }
    if (!isZone(mapping.zone)) refuse('#/mapping/zone', `${mapping.zone} is no IANA zone`)
    if (mapping.group === mapping.decimal) {
      refuse('#/mapping/group', 'cannot be the decimal mark as well')
    }
  }
  if (before && before.currency !== currency && (await hasStatements(tx, before.id))) {
    refuse('#/currency', `it has statements in ${before.currency}; make another account`)
  }
}

async function hasStatements(tx: Tx, accountId: string): Promise<boolean> {
  const row = await tx
    .selectFrom('settlementStatements')
    .select('id')
    .where('accountId', '=', accountId)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}
