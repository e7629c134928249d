import { scaleBand } from 'd3-scale'
import { line } from 'd3-shape'
import type { Chart, ChartSeries } from '../document.ts'
import {
  axisValue,
  type DrawOptions,
  keyAxis,
  legend,
  type Plot,
  tickText,
  valueAxis,
  valueScale
} from './frame.ts'
import { colors, element, fontSize } from './svg.ts'
import { textWidth } from './text-width.ts'

const palette = [colors.main, colors.other, colors.good, colors.total]
/** Rows of ticks: near one for each 45 pixels. */
const tickPx = 45

/** Colors of series: dashed ones are what was before. */
export function seriesColor({ series }: Chart, index: number): string {
  if (series[index]!.mark === 'dashed') return colors.before
  return palette[index % palette.length]!
}

/** Bars and lines over days or names. */
export function drawColumns(chart: Chart, options: DrawOptions): string {
  const { width, height } = options
  const series = chart.series.map((one) => ({
    ...one,
    values: one.values.map((value) => axisValue(value, chart, options))
  }))
  const all = series.flatMap(({ values }) => values)
  const plot: Plot = { left: 0, right: width - 8, top: 32, bottom: height - 46 }
  const tickCount = Math.max(2, Math.round((plot.bottom - plot.top) / tickPx))
  const scale = valueScale(all, [plot.bottom, plot.top], tickCount)
  const ticks = scale.ticks(tickCount)
  plot.left =
    14 + Math.max(...ticks.map((tick) => textWidth(tickText(tick, chart, options), fontSize)))
  const band = scaleBand<number>()
    .domain(chart.x.keys.map((_, index) => index))
    .range([plot.left, plot.right])
    .paddingInner(0.35)
    .paddingOuter(0.2)
  const centerOf = (index: number) => band(index)! + band.bandwidth() / 2
  const bars = series.filter(({ mark }) => mark === 'bar')
  const marks = series.map((one, index) => {
    const fill = seriesColor(chart, index)
    if (one.mark === 'bar') {
      const place = { at: bars.indexOf(one), of: bars.length }
      return drawBars(one, fill, { scale, band, place })
    }
    return drawLine(one, fill, { scale, centerOf })
  })
  return [
    valueAxis(chart, scale, { plot, ticks, options }),
    ...marks,
    keyAxis(chart, centerOf, { plot, options }),
    legend(chart, (index) => seriesColor(chart, index), options)
  ].join('')
}

/** A bar is no wider than this, however few there are. */
const barMaxPx = 56

function drawBars(
  { values }: ChartSeries,
  fill: string,
  {
    scale,
    band,
    place
  }: {
    scale: ReturnType<typeof valueScale>
    band: ReturnType<typeof scaleBand<number>>
    place: { at: number; of: number }
  }
): string {
  const room = band.bandwidth() / place.of
  const width = Math.min(room, barMaxPx)
  return values
    .map((value, index) => {
      if (value === null) return ''
      const ends = [scale(0), scale(value)]
      const x = band(index)! + room * place.at + (room - width) / 2
      const height = Math.abs(ends[0]! - ends[1]!)
      return element('rect', {
        x,
        y: Math.min(...ends),
        width,
        height,
        fill,
        rx: height > 3 ? 2 : 0
      })
    })
    .join('')
}

function drawLine(
  { mark, values }: ChartSeries,
  stroke: string,
  { scale, centerOf }: { scale: ReturnType<typeof valueScale>; centerOf: (i: number) => number }
): string {
  const path = line<number | null>()
    .defined((value) => value !== null)
    .x((_, index) => centerOf(index))
    .y((value) => scale(value!))(values)
  const isDashed = mark === 'dashed'
  const dots = values.map((value, index) =>
    value === null || values.length > 40
      ? ''
      : element('circle', {
          ...{ cx: centerOf(index), cy: scale(value), r: 3, stroke, 'stroke-width': 1.5 },
          fill: '#fff'
        })
  )
  return (
    element('path', {
      ...{ d: path ?? '', fill: 'none', stroke, 'stroke-width': 2 },
      'stroke-dasharray': isDashed ? '5 4' : undefined
    }) + dots.join('')
  )
}
