import { scaleLinear } from 'd3-scale'
import { currencyExponent } from '#core/currency'
import type { Chart, Language, Text } from '../document.ts'
import { formatDayShort, formatValue, unitName } from '../format.ts'
import { colors, element, fontSize, label } from './svg.ts'
import { textWidth } from './text-width.ts'

/** How a chart is drawn: in whose language, and how large, in pixels. */
export interface DrawOptions {
  language: Language
  currency: string | null
  width: number
  height: number
}

/** Where marks may be, in pixels. */
export interface Plot {
  left: number
  right: number
  top: number
  bottom: number
}

/** A scale of values from the lowest to the highest of them and zero, with round ticks. Money counts in whole units of the currency. */
export function valueScale(
  values: readonly (number | null)[],
  [from, to]: readonly [number, number],
  tickCount: number
) {
  const known = values.filter((value): value is number => value !== null)
  const low = Math.min(0, ...known)
  const high = Math.max(0, ...known)
  return scaleLinear()
    .domain(low === high ? [0, 1] : [low, high])
    .nice(tickCount)
    .range([from, to])
}

/** Values as they stand on an axis: money in its major unit, so that ticks are round there. */
export function axisValue(value: number | null, chart: Chart, options: DrawOptions) {
  if (value === null || chart.y.unit !== 'money' || options.currency === null) return value
  return value / 10 ** currencyExponent(options.currency)
}

/** What is written at a tick: short, and without the unit, which the axis' title tells. */
export function tickText(value: number, chart: Chart, { language }: DrawOptions): string {
  const { unit } = chart.y
  if (unit === 'money')
    return formatValue(value, 'count', { language, currency: null, isCompact: true })
  return formatValue(value, unit, { language, currency: null, isCompact: true })
}

/** `Net sales (CNY)`. */
export function axisTitle(title: Text, chart: Chart, options: DrawOptions): string {
  const unit = unitName(chart.y.unit, options)
  const { language } = options
  if (unit === '') return title[language]
  return language === 'zh' ? `${title.zh}（${unit}）` : `${title.en} (${unit})`
}

/** A key of the axis as it is written beneath it. */
export function keyText(key: string | Text, chart: Chart, language: Language): string {
  if (typeof key !== 'string') return key[language]
  return chart.x.kind === 'day' ? formatDayShort(key, language) : key
}

/** The axis of values at the left, with lines across and its title above it. */
export function valueAxis(
  chart: Chart,
  scale: ReturnType<typeof valueScale>,
  { plot, ticks, options }: { plot: Plot; ticks: readonly number[]; options: DrawOptions }
): string {
  const lines = ticks.map((tick) => {
    const y = scale(tick)
    const stroke = tick === 0 ? colors.axis : colors.grid
    return (
      element('line', { x1: plot.left, x2: plot.right, y1: y, y2: y, stroke }) +
      label(tickText(tick, chart, options), { x: plot.left - 8, y: y + 4, anchor: 'end' })
    )
  })
  const title = axisTitle(chart.y.title, chart, options)
  return lines.join('') + label(title, { x: 4, y: 14, class: 'axis-name' })
}

/** Names beneath the marks, as many as there is room for, and the axis' title below them. */
export function keyAxis(
  chart: Chart,
  centerOf: (index: number) => number,
  { plot, options }: { plot: Plot; options: DrawOptions }
): string {
  const { language } = options
  const texts = chart.x.keys.map((key) => keyText(key, chart, language))
  const widest = Math.max(0, ...texts.map((text) => textWidth(text, fontSize)))
  const room = (plot.right - plot.left) / Math.max(1, texts.length)
  const every = Math.max(1, Math.ceil((widest + 10) / room))
  const names = texts.map((text, index) =>
    index % every === 0
      ? label(text, { x: centerOf(index), y: plot.bottom + 18, anchor: 'middle' })
      : ''
  )
  const middle = (plot.left + plot.right) / 2
  const title = label(chart.x.title[language], {
    ...{ x: middle, y: plot.bottom + 37, anchor: 'middle', class: 'axis-name' }
  })
  return names.join('') + title
}

/** What each series looks like, at the upper right. */
export function legend(
  chart: Chart,
  colorOf: (index: number) => string,
  { width, language }: DrawOptions
): string {
  let x = width - 8
  const items: string[] = []
  for (const [index, { title, mark }] of [...chart.series.entries()].reverse()) {
    const text = title[language]
    x -= textWidth(text, fontSize)
    items.push(label(text, { x, y: 14 }))
    x -= 22
    const stroke = colorOf(index)
    items.push(
      mark === 'bar'
        ? element('rect', { x: x + 4, y: 5, width: 11, height: 11, rx: 2, fill: stroke })
        : element('line', {
            ...{ x1: x, x2: x + 17, y1: 10, y2: 10, stroke, 'stroke-width': 2 },
            'stroke-dasharray': mark === 'dashed' ? '4 3' : undefined
          })
    )
    x -= 14
  }
  return items.join('')
}
