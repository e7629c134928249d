import type { MetricUnit } from '../metrics/metric.ts'
import type { DaySpan } from '../query/types.ts'

/** Languages that reports are written in. */
export const languages = ['zh', 'en'] as const
export type Language = (typeof languages)[number]

/** The same said in each language. */
export type Text = Readonly<Record<Language, string>>

/** What a cell holds: a metric's figure, or words. Money is in minor units, ratios are numbers (0.05 is 5 %). */
export type CellUnit = MetricUnit | 'text' | 'day'

/** Ratios that people read as multiples and not in percent. */
const multiples: ReadonlySet<string> = new Set(['roas', 'turnover', 'yearlyTurnover'])

/** The unit that a metric is shown in: `count` of what is a multiple. */
export function shownUnit({ name, unit }: { name: string; unit: MetricUnit }): MetricUnit {
  return unit === 'ratio' && multiples.has(name) ? 'count' : unit
}

/** The three questions of whoever opens a report, and what stands behind the answers. */
export const parts = ['how', 'why', 'next', 'details'] as const
export type Part = (typeof parts)[number]

/** A figure, and what it was before. */
export interface FigureCard {
  /** The metric's. */
  name: string
  title: Text
  unit: MetricUnit
  value: number | null
  isMoreBetter: boolean | null
  comparisons: { title: Text; previous: number | null; ratio: number | null }[]
  target?: { value: number; share: number | null }
  /** Tells what goods cost: shown with `reports:cost` alone. */
  isCost?: true
}

export interface ChartSeries {
  name: string
  title: Text
  mark: 'bar' | 'line' | 'dashed'
  values: readonly (number | null)[]
}

/**
 * `columns`: marks over an axis of days or names. `steps`: from the first value over changes to the last, which is their
 * sum. `rows`: signed bars beside names.
 */
export interface Chart {
  type: 'columns' | 'steps' | 'rows'
  x: { title: Text; kind: 'day' | 'text'; keys: readonly (string | Text)[] }
  y: { title: Text; unit: MetricUnit; isMoreBetter: boolean | null }
  series: readonly ChartSeries[]
}

export interface TableColumn {
  name: string
  title: Text
  unit: CellUnit
  /** A change: with a sign, and colored by whether more is better. */
  isChange?: true
  isMoreBetter?: boolean | null
  isCost?: true
}

export type Cell = string | number | null | Text

/** A cell in one language. */
export function readCell(cell: Cell, language: Language): string | number | null {
  return typeof cell === 'object' && cell !== null ? cell[language] : cell
}

export interface Advice {
  tone: 'good' | 'neutral' | 'bad'
  /** What is so, or what to do. */
  text: Text
  /** The figures that say so. */
  evidence: Text
  /** What of it tells what goods cost. */
  costEvidence?: Text
  isCost?: true
}

/** All that an advice stands on. */
export function evidenceOf({ evidence, costEvidence }: Advice): Text {
  if (!costEvidence) return evidence
  return { zh: `${evidence.zh}；${costEvidence.zh}`, en: `${evidence.en}; ${costEvidence.en}` }
}

interface SectionOf<Kind extends string> {
  kind: Kind
  /** Names it inside of its report: sheets and parts of files are called so. */
  id: string
  title: Text
  part: Part
  /** Takes half of the page's width beside another. */
  isHalf?: boolean
  isCost?: true
}

export interface FiguresSection extends SectionOf<'figures'> {
  figures: FigureCard[]
}
export interface ChartSection extends SectionOf<'chart'> {
  chart: Chart
}
export interface TableSection extends SectionOf<'table'> {
  columns: TableColumn[]
  rows: Cell[][]
  /** Of all rows; null where the names stand. */
  totals?: Cell[]
  /** Said instead of a table without rows, and below one that has some. */
  note?: Text
}
export interface AdviceSection extends SectionOf<'advice'> {
  items: Advice[]
}
export type Section = FiguresSection | ChartSection | TableSection | AdviceSection

/** A report in no language yet: what runs keep, and what files and pages are made of. */
export interface ReportDocument {
  /** Of the built-in report, or `query`. */
  name: string
  title: Text
  /** The answer in one sentence. */
  headline?: Text
  headlineTone?: Advice['tone']
  shop: string
  zone: string
  /** Of the money in it; null: there is none. */
  currency: string | null
  period: DaySpan
  comparison: DaySpan | null
  sections: Section[]
}

/** The document for readers who may not see what goods cost. */
export function withoutCosts(document: ReportDocument): ReportDocument {
  const isOpen = ({ isCost }: { isCost?: true }) => !isCost
  const sections = document.sections.filter(isOpen).map((section): Section => {
    switch (section.kind) {
      case 'figures':
        return { ...section, figures: section.figures.filter(isOpen) }
      case 'advice':
        return {
          ...section,
          items: section.items.filter(isOpen).map(({ costEvidence: _, ...open }) => open)
        }
      case 'table':
        return withoutCostColumns(section)
      default:
        return section
    }
  })
  return { ...document, sections }
}

function withoutCostColumns(section: TableSection): TableSection {
  const open = section.columns.map(({ isCost }) => !isCost)
  const kept = (cells: Cell[]) => cells.filter((_, index) => open[index])
  const { totals } = section
  return {
    ...section,
    columns: section.columns.filter(({ isCost }) => !isCost),
    rows: section.rows.map(kept),
    ...(totals && { totals: kept(totals) })
  }
}
