import { dayOn } from '#core/zone'
import { readLines } from '../../files/text-file.ts'
import { StatementCurrencyMismatch, StatementSumsDiffer, StatementTooLong } from '../errors.ts'
import type { FormatContext, ParsedLine, ParsedStatement } from '../statement.ts'
import { Faults, refuse } from './faults.ts'
import { BillSums } from './wechatpay-sums.ts'

/** Times of bills are Beijing's. */
const zone = 'Asia/Shanghai'
const timeFormat = 'yyyy-MM-dd HH:mm:ss'

const required = [
  '交易时间',
  '微信订单号',
  '商户订单号',
  '交易状态',
  '货币种类',
  '手续费',
  '订单金额'
]
/** Undone before it was settled: the money goes back as with a refund. */
const refundStates = new Set(['REFUND', 'REVOKED'])

/**
 * Reads a trade bill of WeChat Pay: UTF-8 with a byte order mark, each value behind a backtick, two lines at the end that
 * sum it up.
 *
 * A row becomes a sale or a refund of what the buyer paid (订单金额, 申请退款金额), a fee, and the coupons that the
 * merchant bears (应结订单金额 − 订单金额). So their sum is what is settled. What names the payer is not kept. A bill is of
 * one day of Beijing.
 *
 * Errors: STATEMENT_INVALID, STATEMENT_SUMS_DIFFER, STATEMENT_CURRENCY_MISMATCH, STATEMENT_TOO_LONG.
 * Source: WeChat Pay merchant documentation, "download trade bill" (tradebill).
 */
export async function readWechatpay(
  path: string,
  context: FormatContext
): Promise<ParsedStatement> {
  const faults = new Faults()
  const bill = new Bill(faults, context)
  for await (const text of readLines(path)) bill.take(text)
  bill.end()
  faults.throwIfAny()
  return bill.statement()
}

/** Cells of a row by column, without their backticks. */
type Cells = ReadonlyMap<string, string>

class Bill {
  readonly #faults: Faults
  readonly #context: FormatContext
  readonly #sums = new BillSums()
  readonly #lines: ParsedLine[] = []
  #columns: string[] = []
  #line = 0
  #rows = 0
  /** Day → how many rows are of it, and the first of them. */
  readonly #days = new Map<string, { rows: number; line: number }>()
  #billOn = ''
  #summaryColumns: string[] = []
  #summary: Map<string, string> | undefined

  constructor(faults: Faults, context: FormatContext) {
    this.#faults = faults
    this.#context = context
  }

  take(raw: string): void {
    this.#line++
    const text = this.#line === 1 ? raw.replace(/^\uFEFF/, '') : raw
    if (this.#columns.length === 0) {
      this.#takeHeader(text)
      return
    }
    if (this.#summary !== undefined) {
      if (text.trim() !== '') refuse(this.#line, 'row', 'comes after the summary')
      return
    }
    if (this.#summaryColumns.length > 0) {
      const cells = this.#cellsOf(text, this.#summaryColumns)
      if (cells) this.#summary = new Map(cells)
      return
    }
    if (text.startsWith('总交易单数')) this.#summaryColumns = text.split(',')
    else this.#takeRow(text)
  }

  #takeHeader(text: string): void {
    this.#columns = text.split(',').map((name) => name.trim())
    for (const name of required) {
      if (!this.#columns.includes(name)) refuse(1, name, 'is no column of this file')
    }
  }

  #cellsOf(text: string, columns: readonly string[]): Cells | undefined {
    if (!text.startsWith('`')) {
      this.#faults.add(this.#line, columns[0]!, 'has no backtick before it')
      return undefined
    }
    // Not at each comma: names of goods may hold one.
    const values = text.slice(1).split(',`')
    if (values.length === columns.length) {
      return new Map(columns.map((column, at) => [column, values[at]!.trim()]))
    }
    const reason = `has ${values.length} values, not ${columns.length}`
    this.#faults.add(this.#line, 'row', reason)
    return undefined
  }

  #takeRow(text: string): void {
    this.#rows++
    if (this.#rows > this.#context.rowsMax) {
      throw new StatementTooLong({ rowsMax: this.#context.rowsMax })
    }
    const cells = this.#cellsOf(text, this.#columns)
    if (!cells) return
    this.#assertCurrency(cells.get('货币种类')!)
    for (const column of this.#sums.add(cells)) {
      this.#faults.add(this.#line, column, `${JSON.stringify(cells.get(column))} is no amount`)
    }
    // Bills of refunds alone tell when the money went back beside when it was paid.
    const column = cells.get('退款成功时间') ? '退款成功时间' : '交易时间'
    const at = { line: this.#line, column, format: timeFormat, zone }
    const postedAt = this.#faults.instant(cells.get(column)!, at)
    const day = dayOn(postedAt, zone)
    const known = this.#days.get(day)
    if (known) known.rows++
    else this.#days.set(day, { rows: 1, line: this.#line })
    this.#addLines(cells, postedAt)
  }

  #assertCurrency(currency: string): void {
    const expected = this.#context.currency
    if (currency === expected) return
    const than = 'its account is'
    throw new StatementCurrencyMismatch({ currency, expected, than, line: this.#line })
  }

  #addLines(cells: Cells, postedAt: string): void {
    const rawType = cells.get('交易状态')!
    const amount = (column: string): number => {
      const at = { line: this.#line, column, currency: this.#context.currency }
      return this.#faults.amount(cells.get(column) ?? '0', at)
    }
    const isRefund = refundStates.has(rawType)
    const id = (column: string): string | null => {
      const value = cells.get(column)
      return value === undefined || value === '' || value === '0' ? null : value
    }
    const base = {
      ...{ fileLine: this.#line, rawType, postedAt, description: null },
      orderNo: id('商户订单号'),
      txnId: (isRefund && id('微信退款单号')) || id('微信订单号'),
      reference: isRefund ? id('商户退款单号') : null
    }
    const paid = isRefund ? -amount(this.#grossOf('申请退款金额', '退款金额')) : amount('订单金额')
    const settled = isRefund
      ? -amount('退款金额')
      : amount(this.#grossOf('应结订单金额', '订单金额'))
    const type = isRefund ? 'refund' : rawType === 'SUCCESS' ? 'sale' : 'unknown'
    const parts = [
      { type, amountMinor: paid },
      { type: 'promo_subsidy', amountMinor: settled - paid },
      { type: 'fee', amountMinor: -amount('手续费') }
    ] as const
    for (const [at, part] of parts.entries()) {
      // `-0` is not 0 to everybody.
      const amountMinor = part.amountMinor + 0
      if (at === 0 || amountMinor !== 0) this.#lines.push({ ...base, ...part, amountMinor })
    }
  }

  /** Older bills lack some columns. */
  #grossOf(column: string, older: string): string {
    return this.#columns.includes(column) ? column : older
  }

  end(): void {
    if (this.#columns.length === 0) refuse(1, 'header', 'the file has no row')
    if (this.#summary === undefined) {
      this.#faults.throwIfAny()
      refuse(this.#line, 'summary', 'the file ends without its two lines of sums: it is cut off')
    }
    if (this.#rows === 0) refuse(this.#line, 'row', 'the statement has no row')
    this.#takeDay()
    this.#faults.throwIfAny()
    const differences = this.#sums.differences(this.#summary)
    if (differences.length > 0) throw new StatementSumsDiffer({ differences })
  }

  /** A bill is of one day: that of most rows. */
  #takeDay(): void {
    const days = [...this.#days].sort(([, a], [, b]) => b.rows - a.rows)
    this.#billOn = days[0]![0]
    for (const [day, { line }] of days.slice(1)) {
      this.#faults.add(line, '交易时间', `is of ${day}, the bill is of ${this.#billOn}`)
    }
  }

  statement(): ParsedStatement {
    return {
      currency: this.#context.currency,
      ...{ periodFromOn: this.#billOn, periodToOn: this.#billOn },
      ...{ openingMinor: null, closingMinor: null },
      ...{ rows: this.#rows, lines: this.#lines }
    }
  }
}
