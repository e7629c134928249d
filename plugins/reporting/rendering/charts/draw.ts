import type { Chart, Text } from '../document.ts'
import { escapeText } from '../html/escape.ts'
import { drawColumns } from './columns.ts'
import type { DrawOptions } from './frame.ts'
import { drawRows } from './rows.ts'
import { drawSteps } from './steps.ts'
import { element } from './svg.ts'

const drawers = { columns: drawColumns, steps: drawSteps, rows: drawRows }

/**
 * A chart as SVG: title for those who cannot see it, axes with their names and units, and a legend. It scales with the
 * page and has neither scripts nor inline styles.
 */
export function drawChart(title: Text, chart: Chart, options: DrawOptions): string {
  const { width, height, language } = options
  const name = escapeText(title[language])
  return element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      ...{ viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': title[language] }
    },
    `<title>${name}</title>${drawers[chart.type](chart, options)}`
  )
}
