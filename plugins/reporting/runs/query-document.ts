import type { Shop } from '#core/plugin'
import type { Metric } from '../metrics/metric.ts'
import { isTime } from '../query/calendar.ts'
import type { ReportAnswer, ReportRow } from '../query/types.ts'
import type {
  Cell,
  ChartSection,
  FigureCard,
  ReportDocument,
  TableColumn,
  TableSection,
  Text
} from '../rendering/document.ts'
import { dimensionTitles } from './dimension-titles.ts'

export interface QueryDocumentOptions {
  title: Text
  shop: Readonly<Shop>
  /** Those of the registry: which tell what goods cost. */
  metrics: readonly Metric[]
}

/** Points that a chart of days shows at most; longer ones are tables alone. */
const pointsMax = 400
/** Names that a chart of bars shows. */
const barsMax = 12

const previously: Text = { zh: '对比期', en: 'Compared' }
const changed: Text = { zh: '变化', en: 'change' }

/** The answer to a question as a report: figures in total, a chart of the first metric, and the table of all rows. */
export function queryDocument(answer: ReportAnswer, options: QueryDocumentOptions): ReportDocument {
  const { shop, title } = options
  const hidden = new Set(options.metrics.filter((m) => m.isConfidential).map((m) => m.name))
  const chart = answer.dimensions.length === 1 ? chartOf(answer, hidden) : null
  const { period, comparison } = answer
  return {
    ...{ name: 'query', title, shop: shop.name, zone: shop.zone, currency: answer.currency },
    period: { from: period.from, to: period.to },
    comparison: comparison && { from: comparison.from, to: comparison.to },
    sections: [
      {
        ...{ kind: 'figures', id: 'totals', title: { zh: '合计', en: 'In total' }, part: 'how' },
        figures: answer.metrics.map((metric) => totalOf(metric, answer, hidden))
      },
      ...(chart ? [chart] : []),
      tableOf(answer, hidden)
    ]
  }
}

type AnsweredMetric = ReportAnswer['metrics'][number]
const ifHidden = (hidden: ReadonlySet<string>, name: string) =>
  hidden.has(name) && { isCost: true as const }

function totalOf(
  { name, title, unit, isMoreBetter }: AnsweredMetric,
  { totals, comparison }: ReportAnswer,
  hidden: ReadonlySet<string>
): FigureCard {
  const { value, previous, ratio } = totals[name]!
  const comparisons = comparison ? [{ title: previously, previous, ratio }] : []
  return { name, title, unit, value, isMoreBetter, comparisons, ...ifHidden(hidden, name) }
}

/** The first metric over time, or by the largest names. */
function chartOf(answer: ReportAnswer, hidden: ReadonlySet<string>): ChartSection | null {
  const dimension = answer.dimensions[0]!
  const metric = answer.metrics[0]!
  const overTime = isTime(dimension)
  const rows = overTime ? answer.rows : answer.rows.slice(0, barsMax)
  if (rows.length === 0 || rows.length > pointsMax) return null
  const valuesOf = (of: 'value' | 'previous') => rows.map(({ values }) => values[metric.name]![of])
  const mark = overTime && rows.length > 31 ? 'line' : 'bar'
  return {
    ...{ kind: 'chart', id: 'chart', title: metric.title, part: 'how' },
    ...ifHidden(hidden, metric.name),
    chart: {
      type: overTime ? 'columns' : 'rows',
      x: {
        title: dimensionTitles[dimension],
        kind: dimension === 'day' ? 'day' : 'text',
        keys: rows.map((row) => (overTime ? row.keys[dimension]! : row.labels[dimension]!))
      },
      y: { title: metric.title, unit: metric.unit, isMoreBetter: null },
      series: [
        { name: 'value', title: metric.title, mark, values: valuesOf('value') },
        ...(answer.comparison && overTime
          ? [
              {
                name: 'previous',
                title: previously,
                mark: 'dashed' as const,
                values: valuesOf('previous')
              }
            ]
          : [])
      ]
    }
  }
}

function tableOf(answer: ReportAnswer, hidden: ReadonlySet<string>): TableSection {
  const { dimensions, metrics, comparison, rows, rowsTotal } = answer
  const keyColumns = dimensions.map(
    (name): TableColumn => ({
      ...{ name, title: dimensionTitles[name], unit: name === 'day' ? 'day' : 'text' }
    })
  )
  const figureColumns = metrics.flatMap(({ name, title, unit, isMoreBetter }): TableColumn[] => {
    const column = { name, title, unit, ...ifHidden(hidden, name) }
    if (!comparison) return [column]
    const of = (word: Text): Text => ({
      zh: `${title.zh}${word.zh}`,
      en: `${title.en}, ${word.en}`
    })
    return [
      column,
      { ...column, name: `${name}Previous`, title: of({ zh: previously.zh, en: 'compared' }) },
      {
        ...column,
        name: `${name}Change`,
        title: of(changed),
        unit: 'ratio',
        isChange: true,
        isMoreBetter
      }
    ]
  })
  const figuresOf = (values: ReportRow['values']): Cell[] =>
    metrics.flatMap(({ name }) => {
      const { value, previous, ratio } = values[name]!
      return comparison ? [value, previous, ratio] : [value]
    })
  const isCut = rowsTotal > rows.length
  return {
    ...{ kind: 'table', id: 'rows', title: { zh: '明细', en: 'In detail' }, part: 'details' },
    columns: [...keyColumns, ...figureColumns],
    rows: rows.map(({ labels, keys, values }) => [
      ...dimensions.map((name) => (name === 'day' ? keys[name]! : labels[name]!)),
      ...figuresOf(values)
    ]),
    ...(dimensions.length > 0 && {
      totals: [...dimensions.map(() => null), ...figuresOf(answer.totals)]
    }),
    ...(isCut && {
      note: {
        zh: `共 ${rowsTotal} 行，显示前 ${rows.length} 行`,
        en: `The first ${rows.length} of ${rowsTotal} rows`
      }
    })
  }
}
