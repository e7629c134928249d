import { drawChart } from '../charts/draw.ts'
import { colors, element } from '../charts/svg.ts'
import type {
  AdviceSection,
  Cell,
  ChartSection,
  FigureCard,
  FiguresSection,
  Language,
  Section,
  TableColumn,
  TableSection
} from '../document.ts'
import { evidenceOf, readCell } from '../document.ts'
import { formatChange, formatValue } from '../format.ts'
import { escapeText } from './escape.ts'
import { words } from './words.ts'

export interface PageOptions {
  language: Language
  currency: string | null
}

/** A section as HTML; all texts are escaped. */
export function writeSection(section: Section, options: PageOptions): string {
  const title = escapeText(section.title[options.language])
  const isBare = section.kind === 'figures' && section.part === 'how'
  const heading = isBare ? '' : `<h3>${title}</h3>`
  const looks = `${section.kind}${section.isHalf ? ' half' : ''}`
  return `<section class="${looks}${isBare ? ' bare' : ''}" id="${escapeText(section.id)}">${heading}${contentOf(section, options)}</section>`
}

function contentOf(section: Section, options: PageOptions): string {
  switch (section.kind) {
    case 'figures':
      return cards(section, options)
    case 'chart':
      return chart(section, options)
    case 'table':
      return table(section, options)
    case 'advice':
      return advice(section, options)
  }
}

function cards({ figures }: FiguresSection, options: PageOptions): string {
  return `<div class="cards">${figures.map((figure) => card(figure, options)).join('')}</div>`
}

function card(figure: FigureCard, options: PageOptions): string {
  const { language, currency } = options
  const { title, unit, value, comparisons, target, isMoreBetter } = figure
  const compared = comparisons.map(
    ({ title: against, ratio }) =>
      `<div class="compared"><span>${escapeText(against[language])}</span>${change(ratio, isMoreBetter, language)}</div>`
  )
  const shown = formatValue(value, unit, { language, currency, isCompact: true })
  return `<div class="card"><div class="name">${escapeText(title[language])}</div>
<div class="value">${escapeText(shown)}</div>${compared.join('')}${target ? targetBar(target, figure, options) : ''}</div>`
}

/** A change with an arrow, so that it can be told without colors too. */
function change(ratio: number | null, isMoreBetter: boolean | null, language: Language): string {
  if (ratio === null) return '<span class="change">–</span>'
  const arrow = ratio > 0 ? '▲' : ratio < 0 ? '▼' : '＝'
  const tone =
    isMoreBetter === null || ratio === 0 ? '' : ratio > 0 === isMoreBetter ? ' good' : ' bad'
  return `<span class="change${tone}">${arrow} ${escapeText(formatChange(ratio, language))}</span>`
}

function targetBar(
  { value, share }: NonNullable<FigureCard['target']>,
  { unit }: FigureCard,
  { language, currency }: PageOptions
): string {
  const text = `${words.target[language]} ${formatValue(value, unit, { language, currency, isCompact: true })}`
  const reached = formatValue(share, 'ratio', { language, currency })
  const width = Math.max(0, Math.min(1, share ?? 0)) * 100
  const fill = share !== null && share >= 1 ? colors.good : colors.bad
  const bar = element(
    'svg',
    { viewBox: '0 0 100 6', preserveAspectRatio: 'none', 'aria-hidden': 'true' },
    element('rect', { width: 100, height: 6, fill: colors.grid }) +
      element('rect', { width, height: 6, fill })
  )
  return `<div class="target">${escapeText(text)} · ${escapeText(reached)}${bar}</div>`
}

const sizes = { half: { width: 480, height: 280 }, whole: { width: 960, height: 290 } }
const rowPx = 30

function chart({ title, chart: drawn, isHalf }: ChartSection, options: PageOptions): string {
  const { language } = options
  if (drawn.x.keys.length === 0) return `<p class="note">${words.none[language]}</p>`
  const size = isHalf ? sizes.half : sizes.whole
  const height =
    drawn.type === 'rows' ? Math.max(180, 80 + drawn.x.keys.length * rowPx) : size.height
  return `<figure>${drawChart(title, drawn, { ...options, width: size.width, height })}</figure>`
}

const isNumber = ({ unit }: TableColumn) => unit !== 'text' && unit !== 'day'

function table({ columns, rows, totals, note }: TableSection, options: PageOptions): string {
  const { language } = options
  const noteText = note ? `<p class="note">${escapeText(note[language])}</p>` : ''
  if (rows.length === 0) return noteText || `<p class="note">${words.none[language]}</p>`
  const head = columns.map(
    (column) =>
      `<th scope="col"${isNumber(column) ? ' class="number"' : ''}>${escapeText(column.title[language])}</th>`
  )
  const row = (cells: readonly Cell[]) =>
    `<tr>${columns.map((column, index) => cell(cells[index] ?? null, column, options)).join('')}</tr>`
  const foot = totals ? `<tfoot>${row([totals[0] ?? words.total, ...totals.slice(1)])}</tfoot>` : ''
  return `<table><thead><tr>${head.join('')}</tr></thead><tbody>${rows.map(row).join('')}</tbody>${foot}</table>${noteText}`
}

function cell(held: Cell, column: TableColumn, { language, currency }: PageOptions): string {
  const value = readCell(held, language)
  const looks = isNumber(column) ? ' class="number"' : ''
  if (column.isChange && typeof value !== 'string') {
    return `<td${looks}>${change(value, column.isMoreBetter ?? null, language)}</td>`
  }
  // A blank cell is one without words; a dash, one without a figure.
  const text =
    value === null && column.unit === 'text'
      ? ''
      : formatValue(value, column.unit, { language, currency })
  return `<td${looks}>${escapeText(text)}</td>`
}

function advice({ items }: AdviceSection, { language }: PageOptions): string {
  if (items.length === 0) return `<p class="note">${words.none[language]}</p>`
  const written = items.map(
    (item) =>
      `<li class="${item.tone}"><strong>${escapeText(item.text[language])}</strong><span>${escapeText(evidenceOf(item)[language])}</span></li>`
  )
  return `<ul class="advice">${written.join('')}</ul>`
}
