import { DateTime } from 'luxon'
import { ShopkeeperError } from '#core/errors'
import type { CsvRow } from '#core/files/read-csv'
import { unguardCell } from '#core/files/write-csv'
import { parseAmountMinor } from '#core/money'
import { TrafficRowInvalid } from '../errors.ts'
import type { FigureName, TrafficStatement } from '../figures.ts'
import type { TrafficMappingShape } from './mapping.ts'

type Field = keyof TrafficMappingShape['columns']

/** Figures of a column that are whole numbers. */
const counts = {
  visitors: 'visitors',
  pageViews: 'pageViews',
  bounces: 'bounces',
  addsToCart: 'addsToCart',
  favorites: 'favorites',
  impressions: 'impressions',
  clicks: 'clicks',
  adOrders: 'adOrders'
} as const satisfies Partial<Record<Field, FigureName>>
const amounts = { adCost: 'adCostMinor', adSales: 'adSalesMinor' } as const

/** Words for nothing that tools write into cells. */
const blanks = new Set(['', '-', '--', 'N/A', 'null'])

/** Reads figures from the cells of a row. Errors: TRAFFIC_ROW_INVALID naming the column. */
export function readRow(
  { record, fault }: CsvRow,
  mapping: TrafficMappingShape,
  shopCurrency: string
): TrafficStatement {
  if (fault !== null) throw new TrafficRowInvalid({ field: 'row', reason: fault })
  const { columns, defaults } = mapping
  const cell = (field: Field): string => {
    const column = columns[field]
    const text = column === undefined ? '' : unguardCell(record[column] ?? '').trim()
    return blanks.has(text) ? '' : text
  }
  const reader = new CellReader(mapping, cell)
  const currency = cell('currency') || defaults.currency || shopCurrency
  const statement: TrafficStatement = {
    ...{ channelId: cell('channelId') || defaults.channelId || '', dayOn: reader.day() },
    ...{ source: cell('source') || defaults.source || '', sku: cell('sku') },
    ...{ campaign: cell('campaign') || defaults.campaign || '', currency: null }
  }
  for (const [field, name] of Object.entries(counts)) {
    const value = reader.number(field as Field)
    if (value !== null) statement[name] = reader.whole(field as Field, value)
  }
  const { visitors } = statement
  const dwell = reader.number('averageDwell')
  if (dwell !== null && visitors != null) {
    const ms = mapping.dwellUnit === 'seconds' ? dwell * 1000 : dwell
    statement.dwellMs = Math.round(ms * visitors)
  }
  const rate = reader.part('bounceRate')
  if (rate !== null && visitors != null && statement.bounces === undefined) {
    statement.bounces = Math.round(rate * visitors)
  }
  for (const [field, name] of Object.entries(amounts)) {
    const minor = reader.amount(field as Field, currency)
    if (minor === null) continue
    statement[name] = minor
    statement.currency = currency
  }
  return statement
}

class CellReader {
  readonly #mapping: TrafficMappingShape
  readonly #cell: (field: Field) => string

  constructor(mapping: TrafficMappingShape, cell: (field: Field) => string) {
    this.#mapping = mapping
    this.#cell = cell
  }

  #refuse(field: Field, reason: string): never {
    throw new TrafficRowInvalid({ field: this.#mapping.columns[field] ?? field, reason })
  }

  day(): string {
    const text = this.#cell('day')
    const day = DateTime.fromFormat(text, this.#mapping.dateFormat, { zone: 'utc' })
    if (day.isValid) return day.toISODate()
    return this.#refuse(
      'day',
      `${JSON.stringify(text)} is no day, such as ${this.#mapping.dateFormat}`
    )
  }

  #plain(field: Field): string {
    const { decimal, group } = this.#mapping
    const text = this.#cell(field)
    const plain = group === '' ? text : text.replaceAll(group, '')
    return decimal === ',' ? plain.replace(',', '.') : plain
  }

  number(field: Field): number | null {
    const text = this.#plain(field)
    if (text === '') return null
    if (/^\d{1,15}(\.\d{1,10})?$/.test(text)) return Number(text)
    return this.#refuse(field, `${JSON.stringify(text)} is no number of zero or more`)
  }

  whole(field: Field, value: number): number {
    return Number.isInteger(value) ? value : this.#refuse(field, `${value} is no whole number`)
  }

  /** `12.5%`, or a part of 1. */
  part(field: Field): number | null {
    const text = this.#plain(field)
    if (text === '') return null
    const number = /^\d{1,3}(\.\d{1,10})?%?$/.test(text) ? Number.parseFloat(text) : Number.NaN
    const part = text.endsWith('%') ? number / 100 : number
    return part <= 1 ? part : this.#refuse(field, `${JSON.stringify(text)} is no part of a whole`)
  }

  amount(field: Field, currency: string): number | null {
    const text = this.#plain(field)
    if (text === '') return null
    try {
      return parseAmountMinor(text, currency)
    } catch (error) {
      if (!(error instanceof ShopkeeperError)) throw error
      return this.#refuse(field, error.message)
    }
  }
}
