import { Type } from 'typebox'
import { abcXyz, lastWeeks, usualLimits } from '../../analyses/abc-xyz.ts'
import { addDays } from '../../query/calendar.ts'
import type { Text } from '../../rendering/document.ts'
import type { ReportingScope } from '../../scope.ts'
import type { BuiltInReport } from '../built-in.ts'
import { analysisDocument, listTable } from './document.ts'

const name = 'abc-xyz'
const weeksMax = 104
const title: Text = { zh: 'ABC/XYZ 分析', en: 'ABC/XYZ analysis' }
const parameters = Type.Object(
  {
    weeks: Type.Integer({
      minimum: 1,
      maximum: weeksMax,
      default: 13,
      description: 'Whole weeks that end with the period'
    })
  },
  { additionalProperties: false }
)
const sales: Text = { zh: '净销售额', en: 'Net sales' }
const classes: Text = { zh: '类别', en: 'Class' }

/** Goods by what they earn and by how evenly they sell. */
export function abcXyzReport(scope: ReportingScope): BuiltInReport {
  return {
    ...{ name, title, parameters, period: 'lastWeek' },
    summary: {
      zh: 'SKU 按销售贡献（ABC）与需求稳定性（XYZ）分类',
      en: 'SKUs by what they earn (ABC) and by how evenly they sell (XYZ)'
    },
    // As long as it may look back.
    reads: ({ to }) => [{ from: addDays(to, -7 * weeksMax), to }],
    async make(db, { span: { to }, today, parameters: given }) {
      const { weeks } = given as { weeks: number }
      const span = lastWeeks(to < today ? addDays(to, 1) : today, weeks)
      const ask = { span, metric: 'netSales', by: 'sku', limits: usualLimits } as const
      const { rows, cells } = await abcXyz(db, scope, ask)
      const known = cells.filter(({ count }) => count > 0)
      return analysisDocument(scope, {
        ...{ name, title, span, currency: scope.ctx.shop.currency },
        sections: [
          {
            ...{
              kind: 'chart',
              id: 'classes',
              title: { zh: '各类别销售额', en: 'Net sales by class' },
              part: 'how'
            },
            chart: {
              type: 'columns',
              x: { title: classes, kind: 'text', keys: known.map(({ abc, xyz }) => abc + xyz) },
              y: { title: sales, unit: 'money', isMoreBetter: null },
              series: [
                {
                  name: 'netSales',
                  title: sales,
                  mark: 'bar',
                  values: known.map(({ revenue }) => revenue)
                }
              ]
            }
          },
          listTable(
            'skus',
            { zh: 'SKU', en: 'SKUs' },
            {
              columns: [
                { name: 'sku', title: { zh: 'SKU', en: 'SKU' }, unit: 'text' },
                { name: 'class', title: classes, unit: 'text' },
                { name: 'netSales', title: sales, unit: 'money' },
                {
                  name: 'variation',
                  title: { zh: '周销量变异系数', en: 'Variation of weekly units' },
                  unit: 'count'
                }
              ],
              rows: rows.map(({ label, abc, xyz, revenue, variation }) => [
                label,
                abc + xyz,
                revenue,
                variation
              ])
            }
          )
        ]
      })
    }
  }
}
