import type { LineType } from './tables.ts'

/** A line as a format reads it. */
export interface ParsedLine {
  /** From 1, the header included. */
  fileLine: number
  type: LineType
  /** The statement's own word. */
  rawType: string
  txnId: string | null
  reference: string | null
  orderNo: string | null
  amountMinor: number
  postedAt: string
  description: string | null
}

/** A whole statement, checked against what it says of itself. */
export interface ParsedStatement {
  currency: string
  /** Days in the zone that it is written in. */
  periodFromOn: string
  periodToOn: string
  /** Null: it says none. */
  openingMinor: number | null
  closingMinor: number | null
  rows: number
  lines: ParsedLine[]
}

/** What a format needs to know beside the file. */
export interface FormatContext {
  currency: string
  /** Most rows that a statement may have. */
  rowsMax: number
}
