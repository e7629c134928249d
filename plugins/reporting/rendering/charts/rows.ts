import { scaleBand } from 'd3-scale'
import type { Chart } from '../document.ts'
import { formatValue } from '../format.ts'
import { axisTitle, axisValue, type DrawOptions, keyText, tickText, valueScale } from './frame.ts'
import { colors, element, fontSize, label } from './svg.ts'
import { fitText, textWidth } from './text-width.ts'

/** Part of the width that names take at most. */
const namesShare = 0.36

/** Signed bars beside names, such as what each channel has added or taken. */
export function drawRows(chart: Chart, options: DrawOptions): string {
  const { width, height, language } = options
  const values = chart.series[0]!.values.map((value) => axisValue(value, chart, options))
  const limit = width * namesShare
  const names = chart.x.keys.map((key) => fitText(keyText(key, chart, language), fontSize, limit))
  const left = 12 + Math.max(0, ...names.map((name) => textWidth(name, fontSize)))
  const texts = values.map((value) => valueText(value, chart, options))
  const valueWidth = 10 + Math.max(0, ...texts.map((text) => textWidth(text, fontSize)))
  const hasNegative = values.some((value) => (value ?? 0) < 0)
  const from = left + (hasNegative ? valueWidth : 4)
  const scale = valueScale(values, [from, width - valueWidth], 4)
  const top = 28
  const bottom = height - 46
  const band = scaleBand<number>()
    .domain(values.map((_, index) => index))
    .range([top, bottom])
    .padding(0.3)
  const grid = scale.ticks(4).map((tick) => {
    const x = scale(tick)
    const stroke = tick === 0 ? colors.axis : colors.grid
    return (
      element('line', { x1: x, x2: x, y1: top, y2: bottom, stroke }) +
      label(tickText(tick, chart, options), { x, y: bottom + 18, anchor: 'middle' })
    )
  })
  const bars = values.map((value, index) => {
    const middle = band(index)! + band.bandwidth() / 2 + 4
    const name = label(names[index]!, { x: left - 6, y: middle, anchor: 'end', fill: colors.ink })
    return (
      name + bar(value, texts[index]!, { chart, scale, y: band(index)!, height: band.bandwidth() })
    )
  })
  return [
    ...grid,
    ...bars,
    label(chart.x.title[language], { x: 4, y: 14, class: 'axis-name' }),
    label(axisTitle(chart.y.title, chart, options), {
      ...{
        x: (from + width - valueWidth) / 2,
        y: bottom + 37,
        anchor: 'middle',
        class: 'axis-name'
      }
    })
  ].join('')
}

function bar(
  value: number | null,
  text: string,
  place: {
    chart: Chart
    scale: ReturnType<typeof valueScale>
    y: number
    height: number
  }
): string {
  const { chart, scale, y, height } = place
  const ends = [scale(0), scale(value ?? 0)] as const
  const isDown = (value ?? 0) < 0
  const { isMoreBetter } = chart.y
  const fill =
    isMoreBetter === null ? colors.main : !isDown === isMoreBetter ? colors.good : colors.bad
  const shown = {
    ...{ x: Math.min(...ends), y, width: Math.abs(ends[1] - ends[0]), height, fill, rx: 2 }
  }
  const x = ends[1] + (isDown ? -6 : 6)
  return (
    element('rect', shown) +
    label(text, { x, y: y + height / 2 + 4, anchor: isDown ? 'end' : 'start', fill: colors.ink })
  )
}

function valueText(value: number | null, chart: Chart, { language }: DrawOptions): string {
  const unit = chart.y.unit === 'money' ? 'count' : chart.y.unit
  const text = formatValue(value, unit, { language, currency: null, isCompact: true })
  return value !== null && value > 0 && chart.y.isMoreBetter !== null ? `+${text}` : text
}
