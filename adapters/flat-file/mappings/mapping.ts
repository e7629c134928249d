import type { ChannelDocument, RejectedEntry } from '#core/channel/documents'
import type { CsvRow } from '#core/files/read-csv'
import type { Instant } from '#core/time'

/** One row of a CSV or XLSX file, by column name. */
export type FileRow = CsvRow

/** What a mapping is told of the account and the file. */
export interface MappingContext {
  /** Name of the file, for reports. */
  source: string
  /** IANA zone of dates without an offset. */
  zone: string
  /** ISO 4217 code of amounts without one. */
  currency: string
  /** What parts whole units from fractions. */
  decimal: '.' | ','
  /**
   * When the file was last written: what it says of an order is as new as that, unless a column
   * says better.
   */
  writtenAt: Instant
  /** Whether the SKUs of the file are listings whose stock is written back. */
  isListing: boolean
}

/** What the rows of one document have become. */
export interface Reading {
  documents: ChannelDocument[]
  rejected: RejectedEntry[]
}

/** How rows of a file become documents. */
export interface Mapping {
  /** Columns without which a file is refused. */
  columns: readonly string[]
  /** The column that says which document a row belongs to. */
  groupBy: string
  /**
   * Turns all rows of one document into what they mean, in the order of the file. One bad row
   * rejects its whole document: an order without that row would be another order. Each of its bad
   * rows is reported.
   */
  read(id: string, rows: readonly FileRow[]): Reading
}

/** Makes a mapping for one file. */
export type MappingFactory = (context: MappingContext) => Mapping
