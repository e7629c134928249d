/** Sums of a bill → the column of its rows that each adds up. */
const sums: Readonly<Record<string, string>> = {
  应结订单总金额: '应结订单金额',
  退款总金额: '退款金额',
  充值券退款总金额: '充值券退款金额',
  手续费总金额: '手续费',
  订单总金额: '订单金额',
  申请退款总金额: '申请退款金额'
}
const rowCount = '总交易单数'

/** Decimal places that bills are summed with; fees have five. */
const places = 5
const decimal = /^(-?)(\d{1,15})(?:\.(\d{1,5}))?$/

/** Adds up the rows of a bill, to hold them against the sums that it states itself: exact, without floating point. */
export class BillSums {
  readonly #sums = new Map<string, bigint>()
  #rows = 0n

  /** Adds a row. Returns the columns that hold no amount. */
  add(cells: ReadonlyMap<string, string>): string[] {
    this.#rows++
    return Object.values(sums).filter((column) => {
      const text = cells.get(column)
      if (text === undefined) return false
      const scaled = toScaled(text)
      if (scaled !== null) this.#sums.set(column, (this.#sums.get(column) ?? 0n) + scaled)
      return scaled === null
    })
  }

  /** What of the stated sums is not what the rows add up to. */
  differences(stated: ReadonlyMap<string, string>) {
    const counted = new Map([[rowCount, this.#rows * 10n ** BigInt(places)]])
    for (const [name, column] of Object.entries(sums))
      counted.set(name, this.#sums.get(column) ?? 0n)
    return [...stated].flatMap(([what, text]) => {
      const sum = counted.get(what)
      if (sum !== undefined && toScaled(text) === sum) return []
      return [{ what, stated: text, counted: sum === undefined ? 'nothing' : toText(sum) }]
    })
  }
}

function toScaled(text: string): bigint | null {
  const match = decimal.exec(text)
  if (!match) return null
  const digits = BigInt(match[2] + (match[3] ?? '').padEnd(places, '0'))
  return match[1] === '-' ? -digits : digits
}

function toText(scaled: bigint): string {
  const digits = String(scaled < 0n ? -scaled : scaled).padStart(places + 1, '0')
  const fraction = digits.slice(-places).replace(/0+$/, '').padEnd(2, '0')
  return `${scaled < 0n ? '-' : ''}${digits.slice(0, -places)}.${fraction}`
}
