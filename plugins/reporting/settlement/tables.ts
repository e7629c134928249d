/** What a line of a statement is about. `unknown`: a word of the statement that nobody has explained. */
export const lineTypes = [
  'sale',
  'refund',
  'fee',
  'commission',
  'shipping',
  'promo_subsidy',
  'adjustment',
  'chargeback',
  'ads',
  'reserve',
  'payout',
  'unknown'
] as const
export type LineType = (typeof lineTypes)[number]

/** Types whose lines must have a payment or a refund of ours beside them. */
export const matchedTypes: ReadonlySet<LineType> = new Set(['sale', 'refund', 'chargeback'])

/**
 * What became of a line; each has exactly one. `matched`: beside it stand payments or refunds of ours. `booked`: needs none,
 * such as a fee. `duplicate`: told already. `amount_mismatch`: of an order of ours, with another amount.
 */
export const lineClasses = [
  'matched',
  'booked',
  'duplicate',
  'amount_mismatch',
  'missing_in_ledger',
  'unknown_type'
] as const
export type LineClass = (typeof lineClasses)[number]

/** What can be wrong. `pending`: ours is not in the statement, but too young to be missed. */
export const discrepancyKinds = [
  'missing_in_ledger',
  'missing_in_statement',
  'pending',
  'amount_mismatch',
  'duplicate',
  'unknown_type'
] as const
export type DiscrepancyKind = (typeof discrepancyKinds)[number]

/** `cleared`: the cause is gone by itself, such as by an order that came late. */
export const discrepancyStates = ['open', 'resolved', 'cleared'] as const

export const statementFormats = ['wechatpay', 'csv'] as const
export type StatementFormat = (typeof statementFormats)[number]

export const payoutStates = ['expected', 'received', 'differs'] as const

/** An account at a platform or a payment provider that tells what it owes by statements. */
export interface SettlementAccountRow {
  id: string
  provider: string
  name: string
  /** Whose orders it settles; null: those of any channel. */
  channelId: string | null
  currency: string
  format: StatementFormat
  /** JSON of `Mapping`; null: the format needs none. */
  mapping: string | null
  /** JSON: methods of recorded payments that go through it. */
  paymentMethods: string
  settleLagDays: number
  toleranceMinor: number
  /** Days from a statement or payout line until the money is in the bank. */
  payoutDays: number
  version: number
  createdAt: string
  updatedAt: string
}

export interface SettlementStatementRow {
  id: string
  accountId: string
  format: StatementFormat
  currency: string
  /** Days of the zone that the statement is written in. */
  periodFromOn: string
  periodToOn: string
  openingMinor: number
  closingMinor: number
  /** 1: it says both itself; 0: opening is taken for zero. */
  hasBalances: number
  totalMinor: number
  /** Rows of the file, and lines that they became. */
  fileRows: number
  lineCount: number
  fileName: string | null
  fileHash: string
  /** The statement that replaces it; null: it counts. */
  supersededBy: string | null
  importedBy: string
  importedAt: string
  reconciledAt: string
}

export interface SettlementLineRow {
  id: string
  statementId: string
  accountId: string
  position: number
  /** Row of the file. */
  fileLine: number
  type: LineType
  rawType: string
  txnId: string | null
  /** The merchant's own name of the payment or refund. */
  reference: string | null
  orderNo: string | null
  /** What the account gains: sales positive, fees negative. */
  amountMinor: number
  postedAt: string
  description: string | null
  /** Hash: the same line in two statements has the same. */
  identity: string
  class: LineClass
  matchId: string | null
  orderId: string | null
}

/** Lines that stand for payments or refunds of ours: the sums are the same up to the difference. */
export interface SettlementMatchRow {
  id: string
  accountId: string
  /** The pass that found it, 1 to 4; 5: an amount mismatch. */
  pass: number
  orderId: string
  linesMinor: number
  ledgerMinor: number
  differenceMinor: number
  matchedAt: string
}

export interface SettlementMatchEntryRow {
  accountId: string
  /** `payment:…`, `order:…`, `refund:…` or `creditNote:…`. */
  ledgerKey: string
  matchId: string
  amountMinor: number
  occurredAt: string
}

export interface SettlementDiscrepancyRow {
  id: string
  accountId: string
  statementId: string
  kind: DiscrepancyKind
  /** Id of the line, or key of the ledger entry. */
  subject: string
  orderId: string | null
  orderNo: string | null
  amountMinor: number
  /** Statement minus ledger. */
  differenceMinor: number
  occurredAt: string
  state: (typeof discrepancyStates)[number]
  note: string | null
  resolvedBy: string | null
  resolvedAt: string | null
  openedAt: string
  version: number
}

/** Money that an account sends to the bank. */
export interface PayoutRow {
  id: string
  accountId: string
  statementId: string
  /** The line that told of it; null: the statement as a whole is paid out. */
  lineId: string | null
  currency: string
  expectedMinor: number
  expectedOn: string
  state: (typeof payoutStates)[number]
  receivedMinor: number | null
  receivedOn: string | null
  reference: string | null
  version: number
  createdAt: string
}

declare module 'shopkeeper' {
  interface Tables {
    settlementAccounts: SettlementAccountRow
    settlementStatements: SettlementStatementRow
    settlementLines: SettlementLineRow
    settlementMatches: SettlementMatchRow
    settlementMatchEntries: SettlementMatchEntryRow
    settlementDiscrepancies: SettlementDiscrepancyRow
    settlementPayouts: PayoutRow
  }
  interface Permissions {
    'settlement:read': true
    'settlement:write': true
  }
  interface Events {
    'settlement.reconciled': { statementId: string; accountId: string; open: number }
  }
  interface AlertKinds {
    'reporting.settlement-difference': {
      accountId: string
      open: number
      differenceMinor: number
      currency: string
    }
    'reporting.payout-late': { accountId: string; expectedMinor: number; expectedOn: string }
  }
  interface Jobs {
    'reporting.reconcile-settlements': Record<never, never>
  }
}
