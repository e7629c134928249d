import { scaleBand } from 'd3-scale'
import type { Chart } from '../document.ts'
import { formatValue } from '../format.ts'
import {
  axisValue,
  type DrawOptions,
  keyAxis,
  type Plot,
  tickText,
  valueAxis,
  valueScale
} from './frame.ts'
import { colors, element, fontSize, label } from './svg.ts'
import { textWidth } from './text-width.ts'

/**
 * From a value over its changes to what it became: the first key is where it starts, the last where it ends, and between
 * them stand changes that add up. The axis begins near the lowest step, so that small changes of a large value are seen.
 */
export function drawSteps(chart: Chart, options: DrawOptions): string {
  const { width, height } = options
  const values = chart.series[0]!.values.map((value) => axisValue(value ?? 0, chart, options)!)
  const spans = spansOf(values)
  const plot: Plot = { left: 0, right: width - 8, top: 40, bottom: height - 46 }
  const scale = valueScale([], [plot.bottom, plot.top], 4)
  scale.domain(domainOf(spans)).nice(4)
  const ticks = scale.ticks(4)
  plot.left =
    14 + Math.max(...ticks.map((tick) => textWidth(tickText(tick, chart, options), fontSize)))
  const band = scaleBand<number>()
    .domain(values.map((_, index) => index))
    .range([plot.left, plot.right])
    .padding(0.4)
  const base = scale.domain()[0]!
  const last = values.length - 1
  const marks = spans.map(([from, to], index) => {
    const isWhole = index === 0 || index === last
    const [low, high] = isWhole ? [base, to] : [Math.min(from, to), Math.max(from, to)]
    const x = band(index)!
    const top = scale(high)
    const text = signed(values[index]!, isWhole, { chart, options })
    return (
      element('rect', {
        ...{ x, y: top, width: band.bandwidth(), height: Math.max(1, scale(low) - top) },
        ...{ rx: 2, fill: isWhole ? colors.total : stepColor(chart, values[index]!) }
      }) +
      (isWhole && base > 0 ? axisBreak(x, band.bandwidth(), plot.bottom) : '') +
      label(text, {
        ...{ x: x + band.bandwidth() / 2, y: top - 6, anchor: 'middle', fill: colors.ink },
        'font-weight': 600
      }) +
      (index < last ? joint(x + band.bandwidth(), band.step() - band.bandwidth(), scale(to)) : '')
    )
  })
  const centerOf = (index: number) => band(index)! + band.bandwidth() / 2
  return (
    valueAxis(chart, scale, { plot, ticks, options }) +
    marks.join('') +
    keyAxis(chart, centerOf, { plot, options })
  )
}

/** Where each step begins and ends. */
function spansOf(values: readonly number[]): [number, number][] {
  let at = 0
  return values.map((value, index) => {
    const from = index === values.length - 1 ? 0 : at
    const to = index === 0 || index === values.length - 1 ? value : at + value
    at = to
    return [from, to]
  })
}

/** The part of the axis that is drawn: down to zero where changes are large against the whole. */
function domainOf(spans: readonly [number, number][]): [number, number] {
  const ends = spans.map(([, to]) => to)
  const low = Math.min(...ends)
  const high = Math.max(...ends)
  if (low === high) return low === 0 ? [0, 1] : [Math.min(0, low), Math.max(0, high)]
  const isFar = low > 0 && (high - low) / high < 0.5
  return [isFar ? low - (high - low) * 0.6 : Math.min(0, low), Math.max(0, high)]
}

/** Says that a bar does not begin at zero: a gap across it. */
function axisBreak(x: number, width: number, bottom: number): string {
  const [x1, x2] = [x - 3, x + width + 3]
  const gap = { x1, x2, y1: bottom - 9, y2: bottom - 16, stroke: '#fff', 'stroke-width': 4 }
  return element('line', gap)
}

function stepColor({ y }: Chart, change: number): string {
  if (y.isMoreBetter === null || change === 0) return colors.main
  return change > 0 === y.isMoreBetter ? colors.good : colors.bad
}

function joint(x: number, width: number, y: number): string {
  return element('line', {
    ...{ x1: x, x2: x + width, y1: y, y2: y, stroke: colors.axis, 'stroke-dasharray': '2 2' }
  })
}

function signed(
  value: number,
  isWhole: boolean,
  { chart, options }: { chart: Chart; options: DrawOptions }
): string {
  const unit = chart.y.unit === 'money' ? 'count' : chart.y.unit
  const text = formatValue(value, unit, {
    ...{ language: options.language, currency: null, isCompact: true }
  })
  return !isWhole && value > 0 ? `+${text}` : text
}
