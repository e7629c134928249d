import type { ReportAnswer } from '../../query/types.ts'
import {
  type Cell,
  type FiguresSection,
  shownUnit,
  type TableColumn,
  type TableSection,
  type Text
} from '../../rendering/document.ts'
import { isKnown, isTelling } from './figures.ts'
import { type ReviewFacts, slowDays } from './gather.ts'

const change: Text = { zh: '变化', en: 'Change' }

interface TableOptions {
  id: string
  title: Text
  /** Heading of the names. */
  of: Text
  hidden: ReadonlySet<string>
  /** What a key is called; default: its label. */
  nameOf?: (key: string) => Text
  /** The metric whose change has a column of its own. */
  changeOf?: string
  isHalf?: true
  hasTotals?: true
}

/** An answer by one dimension as a table: names, figures, and what has changed of the first. */
function tableOf(answer: ReportAnswer | null, options: TableOptions): TableSection[] {
  if (!answer || answer.rows.length === 0) return []
  const { id, title, of, hidden, nameOf, changeOf, isHalf, hasTotals } = options
  const dimension = answer.dimensions[0]!
  // A metric without a figure in any row would be a column of dashes.
  const metrics = answer.metrics.filter(({ name }) =>
    answer.rows.some(({ values }) => isKnown(values[name]!) && Boolean(values[name]!.value))
  )
  const columns: TableColumn[] = [{ name: dimension, title: of, unit: 'text' }]
  for (const metric of metrics) {
    const { name, title: heading, isMoreBetter } = metric
    const isCost = hidden.has(name) && { isCost: true as const }
    columns.push({ name, title: heading, unit: shownUnit(metric), ...isCost })
    if (name !== changeOf) continue
    const compared = { unit: 'ratio' as const, isChange: true as const, isMoreBetter }
    columns.push({ name: `${name}Change`, title: change, ...compared, ...isCost })
  }
  const cells = (values: ReportAnswer['totals']): Cell[] =>
    metrics.flatMap(({ name }) => {
      const { value, ratio } = values[name]!
      return name === changeOf ? [value, ratio] : [value]
    })
  const rows = answer.rows.map(({ keys, labels, values }): Cell[] => [
    nameOf ? nameOf(keys[dimension]!) : labels[dimension]!,
    ...cells(values)
  ])
  return [
    {
      ...{ kind: 'table', id, title, part: 'details', columns, rows },
      ...(hasTotals && { totals: [null, ...cells(answer.totals)] }),
      ...(isHalf && { isHalf })
    }
  ]
}

/** Each channel with what it sold, and how well. */
export function channelTable({ channels }: ReviewFacts, hidden: ReadonlySet<string>) {
  return tableOf(channels, {
    ...{ id: 'channels', title: { zh: '渠道', en: 'Channels' }, of: { zh: '渠道', en: 'Channel' } },
    ...{ hidden, changeOf: 'netSales', hasTotals: true }
  })
}

/** What sold best, what it has earned, and how long it lasts. */
export function productTable({ products, top }: ReviewFacts, hidden: ReadonlySet<string>) {
  const title = { zh: `销售额前 ${top} 的 SKU`, en: `Top ${top} SKUs` }
  const of = { zh: 'SKU', en: 'SKU' }
  const sold = products && {
    ...products,
    rows: products.rows.filter(({ values }) => (values.units?.value ?? 1) > 0)
  }
  const options = { id: 'top-products', title, of, hidden, changeOf: 'netSales' }
  return tableOf(sold, options).map((table) => withMarginShare(table, products!))
}

/** Beside what a SKU earned, its part of what all of them did. */
function withMarginShare(table: TableSection, { totals }: ReportAnswer): TableSection {
  const at = table.columns.findIndex(({ name }) => name === 'cm1')
  const all = totals.cm1?.value
  if (at < 0 || !all || all <= 0) return table
  const { isCost } = table.columns[at]!
  const share: TableColumn = {
    ...{ name: 'cm1Share', title: { zh: '毛利占比', en: 'Share of margin' }, unit: 'ratio' },
    ...(isCost && { isCost })
  }
  const shareOf = (margin: Cell | undefined) => (typeof margin === 'number' ? margin / all : null)
  return {
    ...table,
    columns: table.columns.toSpliced(at + 1, 0, share),
    rows: table.rows.map((cells) => cells.toSpliced(at + 1, 0, shareOf(cells[at])))
  }
}

/** What each promotion was used for, and what it has cost. */
export function promotionTable({ promotions }: ReviewFacts, hidden: ReadonlySet<string>) {
  return tableOf(promotions, {
    ...{ id: 'promotions', title: { zh: '促销活动', en: 'Promotions' } },
    ...{ of: { zh: '活动', en: 'Promotion' }, hidden, changeOf: 'promotionCost' }
  })
}

/** Why goods come back. */
export function reasonTable({ reasons, reasonTitle }: ReviewFacts, hidden: ReadonlySet<string>) {
  return tableOf(reasons, {
    ...{ id: 'case-reasons', title: { zh: '售后原因', en: 'Reasons of cases' }, isHalf: true },
    ...{ of: { zh: '原因', en: 'Reason' }, hidden, changeOf: 'casesOpened', nameOf: reasonTitle }
  })
}

/** After-sales as figures. */
export function serviceFigures({ service, kind }: ReviewFacts): FiguresSection[] {
  const metrics = service?.metrics.filter(({ name }) => isTelling([service.totals[name]!])) ?? []
  if (!service || metrics.length === 0) return []
  const figures = metrics.map((metric) => {
    const { name, title, isMoreBetter } = metric
    const unit = shownUnit(metric)
    const { value, previous, ratio } = service.totals[name]!
    const comparisons = [{ title: kind.against[0].title, previous, ratio }]
    return { name, title, unit, isMoreBetter, value, comparisons }
  })
  const title = { zh: '售后与评价', en: 'After-sales and reviews' }
  return [{ kind: 'figures', id: 'after-sales', title, part: 'details', figures }]
}

/** Slow goods that are listed. */
const slowShown = 10

/** What lies in stock and is not asked for. */
export function slowTable({ slow }: ReviewFacts, hidden: ReadonlySet<string>): TableSection[] {
  const rows = slowRows(slow)
  if (!slow) return []
  const shown = rows.slice(0, slowShown)
  const note =
    rows.length > 0
      ? { zh: `共 ${rows.length} 个 SKU`, en: `${rows.length} in all` }
      : { zh: '有库存的 SKU 都有销量', en: 'All that is in stock was sold' }
  const title = {
    zh: `滞销（${slowDays} 天无销量）`,
    en: `Slow movers (no sale for ${slowDays} days)`
  }
  const [table] = tableOf(
    { ...slow, rows: shown, metrics: slow.metrics.filter(({ name }) => name !== 'units') },
    { id: 'slow-movers', title, of: { zh: 'SKU', en: 'SKU' }, hidden, isHalf: true }
  )
  if (table) return [{ ...table, note }]
  return [
    {
      ...{ kind: 'table', id: 'slow-movers', title, part: 'details', isHalf: true, note },
      ...{ columns: [], rows: [] }
    }
  ]
}

/** Goods in stock without a sale. */
export function slowRows(slow: ReportAnswer | null) {
  return (slow?.rows ?? []).filter(({ values }) => {
    return (values.units?.value ?? 0) <= 0 && (values.stockUnits?.value ?? 0) > 0
  })
}
