import type {
  AdviceSection,
  Cell,
  CellUnit,
  ChartSection,
  FiguresSection,
  Language,
  ReportDocument,
  Section
} from '../document.ts'
import { evidenceOf, readCell } from '../document.ts'

/** A cell in one language. */
export type SheetCell = string | number | null

/** A section as rows and columns, in one language: what tables in files are made of. */
export interface Sheet {
  id: string
  title: string
  columns: { name: string; title: string; unit: CellUnit }[]
  /** `unit` of a row goes before that of the column: figures stand below each other. */
  rows: { unit?: CellUnit; cells: SheetCell[] }[]
  /** Of all rows. */
  totals?: SheetCell[]
}

/** All sections of a report as tables, in its order. */
export function sheetsOf({ sections }: ReportDocument, language: Language): Sheet[] {
  return sections.map((section) => ({
    id: section.id,
    title: section.title[language],
    ...contentOf(section, language)
  }))
}

function contentOf(
  section: Section,
  language: Language
): Pick<Sheet, 'columns' | 'rows' | 'totals'> {
  switch (section.kind) {
    case 'figures':
      return ofFigures(section, language)
    case 'chart':
      return ofChart(section, language)
    case 'advice':
      return ofAdvice(section, language)
    default:
      return {
        columns: section.columns.map(({ name, title, unit }) => {
          return { name, unit, title: title[language] }
        }),
        rows: section.rows.map((cells) => ({
          cells: cells.map((cell) => readCell(cell, language))
        })),
        ...(section.totals && { totals: withName(section.totals, language) })
      }
  }
}

function withName([name, ...totals]: Cell[], language: Language): SheetCell[] {
  return [name ?? headings.total, ...totals].map((cell) => readCell(cell ?? null, language))
}

const headings = {
  total: { zh: '合计', en: 'Total' },
  metric: { zh: '指标', en: 'Metric' },
  value: { zh: '数值', en: 'Value' },
  target: { zh: '目标', en: 'Target' },
  previous: { zh: '当时', en: 'Previous' },
  change: { zh: '变化', en: 'Change' },
  advice: { zh: '建议', en: 'Recommendation' },
  evidence: { zh: '依据', en: 'Evidence' }
}

function ofFigures({ figures }: FiguresSection, language: Language) {
  const against = figures[0]?.comparisons.map(({ title }) => title[language]) ?? []
  const compared = against.flatMap((title, index) => {
    const of = (what: 'previous' | 'change') => `${title}: ${headings[what][language]}`
    return [
      { name: `previous${index + 1}`, title: of('previous'), unit: 'count' as const },
      { name: `change${index + 1}`, title: of('change'), unit: 'ratio' as const }
    ]
  })
  return {
    columns: [
      { name: 'metric', title: headings.metric[language], unit: 'text' as const },
      { name: 'value', title: headings.value[language], unit: 'count' as const },
      { name: 'target', title: headings.target[language], unit: 'count' as const },
      ...compared
    ],
    rows: figures.map(({ title, unit, value, target, comparisons }) => ({
      unit,
      cells: [
        title[language],
        value,
        target?.value ?? null,
        ...comparisons.flatMap(({ previous, ratio }) => [previous, ratio])
      ]
    }))
  }
}

function ofChart({ chart: { x, y, series } }: ChartSection, language: Language) {
  const keyUnit: CellUnit = x.kind === 'day' ? 'day' : 'text'
  return {
    columns: [
      { name: 'key', title: x.title[language], unit: keyUnit },
      ...series.map(({ name, title }) => ({ name, title: title[language], unit: y.unit }))
    ],
    rows: x.keys.map((key, index) => ({
      cells: [
        typeof key === 'string' ? key : key[language],
        ...series.map(({ values }) => values[index] ?? null)
      ]
    }))
  }
}

function ofAdvice({ items }: AdviceSection, language: Language) {
  return {
    columns: (['advice', 'evidence'] as const).map((name) => {
      return { name, title: headings[name][language], unit: 'text' as const }
    }),
    rows: items.map((item) => ({ cells: [item.text[language], evidenceOf(item)[language]] }))
  }
}

/** The unit of a cell: a row of figures has its own, but for changes, which are ratios. */
export function unitOf({ unit }: Sheet['rows'][number], column: { unit: CellUnit }): CellUnit {
  if (unit === undefined || column.unit === 'ratio' || column.unit === 'text') return column.unit
  return unit
}
