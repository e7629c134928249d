import { checkTextFile } from '#core/files/check'
import { readCsv, readCsvHeader } from '#core/files/read-csv'
import { instantAt } from '#core/time'
import { dayOn } from '#core/zone'
import { writeTable } from '../../files/text-file.ts'
import { StatementCurrencyMismatch, StatementTooLong } from '../errors.ts'
import type { FormatContext, ParsedLine, ParsedStatement } from '../statement.ts'
import type { LineType } from '../tables.ts'
import { Faults, refuse } from './faults.ts'
import type { Mapping } from './mapping.ts'

/** Types that bring money in, where amounts have no sign. */
const gains: ReadonlySet<LineType> = new Set(['sale', 'promo_subsidy'])

/**
 * Reads a CSV statement by a mapping of its columns; UTF-8 or GBK. With a column of balances each must follow from the one
 * before.
 *
 * Errors: STATEMENT_INVALID, STATEMENT_CURRENCY_MISMATCH, STATEMENT_TOO_LONG, and those of core/files.
 */
export async function readMappedCsv(
  path: string,
  mapping: Mapping,
  context: FormatContext
): Promise<ParsedStatement> {
  const table = `${path}.table`
  const { skipLines, commentPrefix = null, delimiter } = mapping
  await writeTable(path, { to: table, skipLines, commentPrefix })
  await checkTextFile(table, { format: 'csv', maxBytes: Number.MAX_SAFE_INTEGER, delimiter })
  const columns = await readCsvHeader(table, { delimiter })
  for (const [field, column] of Object.entries(mapping.columns)) {
    if (!columns.includes(column)) refuse(1, column, `is no column of this file (${field})`)
  }
  const reader = new RowReader(mapping, context)
  for await (const { line, record, fault } of readCsv(table, { delimiter })) {
    if (fault === null) reader.take(line, record)
    else reader.faults.add(line, 'row', fault)
  }
  return reader.end()
}

class RowReader {
  readonly faults = new Faults()
  readonly #mapping: Mapping
  readonly #context: FormatContext
  readonly #lines: ParsedLine[] = []
  readonly #balances: { line: number; balanceMinor: number; changeMinor: number }[] = []
  #rows = 0
  #fromOn = '9999-12-31'
  #toOn = '0000-01-01'

  constructor(mapping: Mapping, context: FormatContext) {
    this.#mapping = mapping
    this.#context = context
  }

  take(line: number, record: Record<string, string>): void {
    this.#rows++
    const { currency: expected, rowsMax } = this.#context
    if (this.#rows > rowsMax) throw new StatementTooLong({ rowsMax })
    const { columns, dateFormat, zone } = this.#mapping
    const cell = (name: keyof Mapping['columns']): string | null => {
      const column = columns[name]
      return (column === undefined ? null : record[column]?.trim()) || null
    }
    const currency = cell('currency') ?? expected
    if (currency !== expected) {
      throw new StatementCurrencyMismatch({ currency, expected, than: 'its account is', line })
    }
    const postedAt = this.#instant(cell('postedAt') ?? '', { line, format: dateFormat, zone })
    const rawType = cell('type') ?? ''
    const type = this.#typeOf(rawType)
    const base = {
      ...{ fileLine: line, rawType, postedAt },
      ...{ txnId: cell('txnId'), reference: cell('reference'), orderNo: cell('orderNo') },
      description: cell('description')?.slice(0, 500) ?? null
    }
    const amountMinor = this.#amountOf(line, type, cell)
    const feeMinor = this.#feeOf(line, cell)
    if (amountMinor !== 0 || feeMinor === 0) this.#lines.push({ ...base, type, amountMinor })
    if (feeMinor !== 0) this.#lines.push({ ...base, type: 'fee', amountMinor: feeMinor })
    const balance = cell('balance')
    if (balance !== null) {
      const balanceMinor = this.#amount(line, columns.balance!, balance)
      this.#balances.push({ line, balanceMinor, changeMinor: amountMinor + feeMinor })
    }
  }

  #instant(text: string, at: { line: number; format: string; zone: string }): string {
    const column = this.#mapping.columns.postedAt
    const ms = at.format === 'ISO' ? Date.parse(text) : null
    if (ms !== null && Number.isNaN(ms)) this.faults.add(at.line, column, `${text} is no instant`)
    const postedAt =
      ms === null
        ? this.faults.instant(text, { ...at, column })
        : instantAt(Number.isNaN(ms) ? 0 : ms)
    const day = dayOn(postedAt, at.zone)
    if (day < this.#fromOn) this.#fromOn = day
    if (day > this.#toOn) this.#toOn = day
    return postedAt
  }

  #typeOf(rawType: string): LineType {
    const { types, columns, defaultType } = this.#mapping
    if (columns.type === undefined) return defaultType ?? 'unknown'
    return Object.hasOwn(types, rawType) ? types[rawType]! : 'unknown'
  }

  #amountOf(
    line: number,
    type: LineType,
    cell: (name: 'amount' | 'credit' | 'debit') => string | null
  ): number {
    const { columns, sign } = this.#mapping
    if (columns.amount === undefined) {
      const of = (name: 'credit' | 'debit') => {
        const text = cell(name)
        return text === null ? 0 : this.#amount(line, columns[name]!, text)
      }
      // Debits are written with a sign or without; a credit below zero is one that is taken back.
      return of('credit') - Math.abs(of('debit')) + 0
    }
    const text = cell('amount')
    if (text === null) {
      this.faults.add(line, columns.amount, 'is empty')
      return 0
    }
    const amountMinor = this.#amount(line, columns.amount, text)
    if (sign === 'asWritten') return amountMinor
    return (sign === 'inverted' || !gains.has(type) ? -amountMinor : amountMinor) + 0
  }

  #feeOf(line: number, cell: (name: 'fee') => string | null): number {
    const text = cell('fee')
    if (text === null) return 0
    const amountMinor = this.#amount(line, this.#mapping.columns.fee!, text)
    return (this.#mapping.feeSign === 'inverted' ? -amountMinor : amountMinor) + 0
  }

  #amount(line: number, column: string, text: string): number {
    const { decimal, group } = this.#mapping
    const plain = (group === '' ? text : text.replaceAll(group, '')).replace(/^'/, '')
    const dotted = decimal === ',' ? plain.replace(',', '.') : plain
    return this.faults.amount(dotted, { line, column, currency: this.#context.currency })
  }

  end(): ParsedStatement {
    if (this.#rows === 0) refuse(1, 'row', 'the statement has no row')
    const balances = this.#checkBalances()
    this.faults.throwIfAny()
    return {
      currency: this.#context.currency,
      ...{ periodFromOn: this.#fromOn, periodToOn: this.#toOn },
      ...balances,
      ...{ rows: this.#rows, lines: this.#lines }
    }
  }

  #checkBalances(): { openingMinor: number | null; closingMinor: number | null } {
    const column = this.#mapping.columns.balance
    if (column === undefined || this.#balances.length < this.#rows) {
      if (column !== undefined) this.faults.add(1, column, 'is empty in some rows')
      return { openingMinor: null, closingMinor: null }
    }
    const rows =
      this.#mapping.rowOrder === 'newestFirst' ? this.#balances.toReversed() : this.#balances
    const first = rows[0]!
    const openingMinor = first.balanceMinor - first.changeMinor
    let balance = openingMinor
    for (const { line, balanceMinor, changeMinor } of rows) {
      balance += changeMinor
      if (balance === balanceMinor) continue
      this.faults.add(
        line,
        column,
        `${balanceMinor} does not follow from the row before: ${balance}`
      )
      balance = balanceMinor
    }
    return { openingMinor, closingMinor: balance }
  }
}
