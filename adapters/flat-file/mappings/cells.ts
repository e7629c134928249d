import type { RejectedEntry } from '#core/channel/documents'
import { currencyExponent } from '#core/currency'
import { ShopkeeperError } from '#core/errors'
import { AmountInvalid, parseAmountMinor } from '#core/money'
import type { Instant } from '#core/time'
import { localInstant } from '#core/zone'
import {
  CellMissing,
  DateImpossible,
  PriceNegative,
  QuantityInvalid,
  RowShapeInvalid,
  reasonOf
} from '../errors.ts'
import type { FileRow } from './mapping.ts'

/** How the cells of a file are written. */
export interface CellRules {
  zone: string
  decimal: '.' | ','
  /**
   * Luxon's tokens, such as `dd/MM/yyyy HH:mm`. Without one: ISO 8601, with a space for the `T` if
   * need be.
   */
  dateFormat?: string | undefined
}

/** A cell that cannot be read, on its way to the report. */
class BadCell extends Error {
  readonly column: string | null
  readonly condition: ShopkeeperError

  constructor(column: string | null, condition: ShopkeeperError) {
    super(condition.message)
    this.column = column
    this.condition = condition
  }
}

/** Reads rows by a function; bad ones are reported instead. */
export function readRows<T>(
  rows: readonly FileRow[],
  { source, externalId }: { source: string; externalId: string },
  read: (row: FileRow, index: number) => T
): { values: T[]; rejected: RejectedEntry[] } {
  const values: T[] = []
  const rejected: RejectedEntry[] = []
  rows.forEach((row, index) => {
    try {
      if (row.fault !== null) throw new BadCell(null, new RowShapeInvalid({ reason: row.fault }))
      values.push(read(row, index))
    } catch (error) {
      if (!(error instanceof BadCell)) throw error
      const { column, condition } = error
      rejected.push({ source, line: row.line, column, reason: reasonOf(condition), externalId })
    }
  })
  return { values, rejected }
}

const wholePattern = /^[+-]?\d{1,16}(?:\.0+)?$/
const datePattern =
  /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?))?\s?(Z|UTC|[+-]\d{2}:?\d{2})?$/
const groupedPatterns = {
  '.': /^[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?$/,
  ',': /^[+-]?\d{1,3}(?:\.\d{3})+(?:,\d+)?$/
}

/** Reads cells of a file by its rules. Every method throws what `readRows` reports. */
export class CellReader {
  readonly #rules: CellRules
  #lastDate = ''
  #lastInstant: Instant = ''

  constructor(rules: CellRules) {
    this.#rules = rules
  }

  text(row: FileRow, column: string): string {
    const text = cellOf(row, column)
    if (text === '') throw new BadCell(column, new CellMissing({}))
    return text
  }

  /** A whole number, such as `6` or `6.0`; below zero only where `mayBeNegative`. */
  quantity(row: FileRow, column: string, mayBeNegative: boolean): number {
    const value = this.text(row, column)
    const quantity = wholePattern.test(value) ? Number(value) : Number.NaN
    if (Number.isSafeInteger(quantity) && (mayBeNegative || quantity >= 0)) return quantity
    const expected = mayBeNegative ? 'a whole number' : 'a whole number of 0 or more'
    throw new BadCell(column, new QuantityInvalid({ value, expected }))
  }

  /** A price as a plain decimal number, such as `2.55`. */
  price(row: FileRow, column: string, mayBeNegative = false): string {
    const value = this.text(row, column)
    const decimal = this.#plain(value)
    if (!mayBeNegative && decimal.startsWith('-') && /[1-9]/.test(decimal)) {
      throw new BadCell(column, new PriceNegative({ value }))
    }
    return decimal
  }

  /** An amount in minor units: a decimal number times a quantity, rounded once. */
  amount(column: string, decimal: string, currency: string, quantity = 1): number {
    return rejecting(column, () => parseAmountMinor(decimal, currency, quantity))
  }

  /** The sum of amounts in minor units. */
  sum(column: string, amountsMinor: readonly number[]): number {
    return rejecting(column, () => sumMinor(amountsMinor))
  }

  currency(row: FileRow, column: string): string {
    const currency = this.text(row, column).toUpperCase()
    rejecting(column, () => currencyExponent(currency))
    return currency
  }

  instant(row: FileRow, column: string): Instant {
    const text = this.text(row, column)
    // Rows of one order carry the same time: it is worked out once.
    if (text !== this.#lastDate) {
      this.#lastInstant = this.#toInstant(column, text)
      this.#lastDate = text
    }
    return this.#lastInstant
  }

  #toInstant(column: string, text: string): Instant {
    const { zone, dateFormat } = this.#rules
    const iso = dateFormat ? text : toIso(text)
    const instant = iso === null ? null : localInstant(iso, zone, dateFormat)
    if (instant !== null) return instant
    const expected = `a date and time as ${dateFormat ?? 'YYYY-MM-DD HH:MM:SS'}`
    throw new BadCell(column, new DateImpossible({ value: text, expected }))
  }

  #plain(value: string): string {
    const { decimal } = this.#rules
    const ungrouped = groupedPatterns[decimal].test(value)
      ? value.replaceAll(decimal === '.' ? ',' : '.', '')
      : value
    if (decimal === '.') return ungrouped
    // A point that groups nothing is not a decimal sign here: left in, it would be read as one.
    return ungrouped.includes('.') ? `not a number: ${value}` : ungrouped.replace(',', '.')
  }
}

/** What stands in a cell, without the space around it; empty when the file has no such column. */
export function cellOf({ record }: FileRow, column: string): string {
  return record[column]?.trim() ?? ''
}

/** Adds up amounts. Errors: AMOUNT_INVALID beyond 2^53 − 1. */
function sumMinor(amountsMinor: readonly number[]): number {
  const sum = amountsMinor.reduce((total, amount) => total + amount, 0)
  if (Number.isSafeInteger(sum)) return sum
  throw new AmountInvalid({ amount: String(sum), reason: 'is beyond ±(2^53 − 1) minor units' })
}

function toIso(text: string): string | null {
  const match = datePattern.exec(text)
  if (!match) return null
  const [, date, time = '00:00:00', offset = ''] = match
  return `${date}T${time}${offset === 'UTC' ? 'Z' : offset}`
}

function rejecting<T>(column: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    throw error instanceof ShopkeeperError ? new BadCell(column, error) : error
  }
}
