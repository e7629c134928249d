import { defineError } from '#core/errors'

/** A place in the file that cannot be read, and why. */
export interface StatementFault {
  /** From 1, the header included. */
  line: number
  column: string
  reason: string
}

export const StatementInvalid = defineError({
  code: 'STATEMENT_INVALID',
  status: 400,
  title: 'The file is not a statement of this format',
  detail: (f: { faults: StatementFault[]; count: number }) =>
    `nothing was imported; ${f.count} fault(s): ${f.faults
      .map(({ line, column, reason }) => `line ${line}, ${column}: ${reason}`)
      .join('; ')}`
})

export const StatementSumsDiffer = defineError({
  code: 'STATEMENT_SUMS_DIFFER',
  status: 422,
  title: 'The statement contradicts itself',
  detail: (f: { differences: { what: string; stated: string; counted: string }[] }) =>
    `nothing was imported; ${f.differences
      .map(({ what, stated, counted }) => `${what}: it says ${stated}, its rows say ${counted}`)
      .join('; ')}. Download the file again`
})

export const StatementCurrencyMismatch = defineError({
  code: 'STATEMENT_CURRENCY_MISMATCH',
  status: 422,
  title: 'The statement is in another currency',
  detail: (f: { currency: string; expected: string; than: string; line: number }) =>
    `line ${f.line} is in ${f.currency}, ${f.than} in ${f.expected}; nothing was imported`
})

export const StatementRestated = defineError({
  code: 'STATEMENT_RESTATED',
  status: 409,
  title: 'A statement of the same period says something else',
  detail: (f: { statementId: string; reason: string }) =>
    `${f.statementId}: ${f.reason}. If the platform has restated it, pass replaces=${f.statementId}`
})

export const StatementFileTaken = defineError({
  code: 'STATEMENT_FILE_TAKEN',
  status: 409,
  title: 'This file was imported for another account',
  detail: (f: { accountId: string; statementId: string }) =>
    `it is ${f.statementId} of the account ${f.accountId}`
})

export const StatementTooLong = defineError({
  code: 'STATEMENT_TOO_LONG',
  status: 413,
  title: 'The statement has too many rows',
  detail: (f: { rowsMax: number }) => `at most ${f.rowsMax}; import it by days`
})

export const StatementSuperseded = defineError({
  code: 'STATEMENT_SUPERSEDED',
  status: 409,
  title: 'The statement was replaced by another one',
  detail: (f: { statementId: string; supersededBy: string }) =>
    `${f.statementId} was replaced by ${f.supersededBy}`
})

export const SettlementAccountInvalid = defineError({
  code: 'SETTLEMENT_ACCOUNT_INVALID',
  status: 422,
  title: 'The settlement account cannot be like that',
  detail: (f: { field: string; reason: string }) => `${f.field}: ${f.reason}`
})

export const DiscrepancyClosed = defineError({
  code: 'DISCREPANCY_CLOSED',
  status: 409,
  title: 'The discrepancy is closed already',
  detail: (f: { id: string; state: string }) => `${f.id} is ${f.state}`
})

export const PayoutReceived = defineError({
  code: 'PAYOUT_RECEIVED',
  status: 409,
  title: 'The payout was received already',
  detail: (f: { id: string; receivedOn: string }) => `${f.id} was received on ${f.receivedOn}`
})

export const settlementErrors = [
  StatementInvalid,
  StatementSumsDiffer,
  StatementCurrencyMismatch,
  StatementRestated,
  StatementFileTaken,
  StatementTooLong,
  StatementSuperseded,
  SettlementAccountInvalid,
  DiscrepancyClosed,
  PayoutReceived
]
