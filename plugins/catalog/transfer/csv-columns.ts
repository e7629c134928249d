import { currencyExponent } from '#core/currency'
import { ShopkeeperError } from '#core/errors'
import { CsvHeaderInvalid } from '#core/files/errors'
import type { CsvRow } from '#core/files/read-csv'
import { unguardCell } from '#core/files/write-csv'
import { parseAmountMinor } from '#core/money'
import { type CheckedRow, checkRow } from './row.ts'

/** How a cell is read. */
type Kind = 'text' | 'integer' | 'flag' | 'json'

/** Columns of a CSV file beside `cost`, `costCurrency` and one `price:XXX` for each currency. */
export const csvColumns = {
  sku: 'text',
  handle: 'text',
  title: 'text',
  description: 'text',
  category: 'text',
  taxClass: 'text',
  attributes: 'json',
  lifecycle: 'text',
  variantTitle: 'text',
  gtin: 'text',
  isTracked: 'flag',
  weightGrams: 'integer',
  lengthMm: 'integer',
  widthMm: 'integer',
  heightMm: 'integer',
  variantTaxClass: 'text',
  variantAttributes: 'json',
  optionValues: 'json',
  position: 'integer'
} as const satisfies Record<string, Kind>

const pricePattern = /^price:([A-Z]{3})$/

/**
 * Refuses a file whose header has a column that we don't know, or lacks `sku`. Errors:
 * CSV_HEADER_INVALID.
 */
export function assertColumns(header: readonly string[]): void {
  if (!header.includes('sku')) throw new CsvHeaderInvalid({ reason: 'there is no column sku' })
  for (const column of header) {
    if (column in csvColumns || column === 'cost' || column === 'costCurrency') continue
    const currency = pricePattern.exec(column)?.[1]
    if (currency === undefined) {
      const known = [...Object.keys(csvColumns), 'cost', 'costCurrency', 'price:CNY'].join(', ')
      throw new CsvHeaderInvalid({ reason: `${column} is no column here; there are ${known}` })
    }
    try {
      currencyExponent(currency)
    } catch {
      throw new CsvHeaderInvalid({ reason: `${column} names no currency in use` })
    }
  }
}

/** Thrown while a row is read; never leaves this file. */
class CellFault extends Error {
  readonly column: string
  constructor(column: string, reason: string) {
    super(reason)
    this.column = column
  }
}

/** Turns a CSV row into a row of an import. An empty cell leaves what it names as it is. */
export function fromCsv({ line, record, fault }: CsvRow): CheckedRow {
  const sku = record.sku || null
  if (fault !== null) return { line, sku, row: null, fault: { column: 'row', reason: fault } }
  try {
    return checkRow(line, toValue(record))
  } catch (error) {
    if (!(error instanceof CellFault)) throw error
    return { line, sku, row: null, fault: { column: error.column, reason: error.message } }
  }
}

function toValue(record: Record<string, string>): Record<string, unknown> {
  const value: Record<string, unknown> = {}
  const prices: { amountMinor: number; currency: string }[] = []
  for (const [column, cell] of Object.entries(record)) {
    if (cell === '') continue
    const text = unguardCell(cell)
    const kind = (csvColumns as Record<string, Kind>)[column]
    const currency = kind ? undefined : pricePattern.exec(column)?.[1]
    if (kind) value[column] = readCell(column, kind, text)
    else if (currency) prices.push({ amountMinor: readAmount(column, text, currency), currency })
  }
  if (prices.length > 0) value.prices = prices
  if (record.cost) value.cost = readCost(record)
  return value
}

function readCell(column: string, kind: Kind, text: string): unknown {
  switch (kind) {
    case 'text':
      return text
    case 'integer':
      if (!/^-?\d{1,15}$/.test(text)) throw new CellFault(column, 'must be a whole number')
      return Number(text)
    case 'flag':
      if (/^(true|1|yes)$/i.test(text)) return true
      if (/^(false|0|no)$/i.test(text)) return false
      throw new CellFault(column, 'must be true or false')
    case 'json':
      try {
        return JSON.parse(text)
      } catch {
        throw new CellFault(column, 'must be a JSON object')
      }
  }
}

function readCost(record: Record<string, string>) {
  const currency = record.costCurrency ?? ''
  if (currency === '') throw new CellFault('costCurrency', 'is needed beside cost')
  return { amountMinor: readAmount('cost', record.cost!, currency), currency }
}

/**
 * A decimal amount with no more places than the currency has: a list price is never rounded in
 * silence.
 */
function readAmount(column: string, text: string, currency: string): number {
  try {
    const places = /\.(\d*?)0*$/.exec(text)?.[1]?.length ?? 0
    const exponent = currencyExponent(currency)
    if (places > exponent) throw new CellFault(column, `${currency} has ${exponent} decimal places`)
    return parseAmountMinor(text, currency)
  } catch (error) {
    if (error instanceof ShopkeeperError) throw new CellFault(column, error.message)
    throw error
  }
}
