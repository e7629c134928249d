import { Type } from 'typebox'
import { type FunnelStep, funnelOf } from '../../analyses/funnel.ts'
import type { Text } from '../../rendering/document.ts'
import type { ReportingScope } from '../../scope.ts'
import type { BuiltInReport } from '../built-in.ts'
import { analysisDocument, listTable } from './document.ts'

const name = 'funnel'
const title: Text = { zh: '转化漏斗', en: 'Funnel' }
const parameters = Type.Object(
  { channel: Type.Optional(Type.String({ minLength: 1, maxLength: 128 })) },
  { additionalProperties: false }
)
const steps: Record<FunnelStep, Text> = {
  visitors: { zh: '访客', en: 'Visitors' },
  addsToCart: { zh: '加购', en: 'Added to the cart' },
  ordersPlaced: { zh: '下单', en: 'Ordered' },
  orders: { zh: '成交', en: 'Orders that stand' }
}
const step: Text = { zh: '步骤', en: 'Step' }
const count: Text = { zh: '数量', en: 'How many' }

/** How many of those who came ordered, and where the others were lost. */
export function funnelReport(scope: ReportingScope): BuiltInReport {
  return {
    ...{ name, title, parameters, period: 'lastWeek' },
    summary: { zh: '访客 → 加购 → 下单 → 成交', en: 'Visitors, carts, orders, orders that stand' },
    async make(db, { span, parameters: given }) {
      const { channel } = given as { channel?: string }
      const filters =
        channel === undefined ? [] : [{ dimension: 'channel' as const, in: [channel] }]
      const funnel = await funnelOf(db, scope, { span, filters })
      return analysisDocument(scope, {
        ...{ name, title, span, currency: null },
        sections: [
          {
            ...{ kind: 'chart', id: 'steps', title, part: 'how' },
            chart: {
              type: 'columns',
              x: { title: step, kind: 'text', keys: funnel.steps.map((one) => steps[one.step]) },
              y: { title: count, unit: 'count', isMoreBetter: null },
              series: [
                {
                  name: 'count',
                  title: count,
                  mark: 'bar',
                  values: funnel.steps.map((one) => one.count)
                }
              ]
            }
          },
          listTable(
            'rates',
            { zh: '各步转化', en: 'From step to step' },
            {
              columns: [
                { name: 'step', title: step, unit: 'text' },
                { name: 'count', title: count, unit: 'count' },
                {
                  name: 'ofBefore',
                  title: { zh: '占上一步', en: 'Of the step before' },
                  unit: 'ratio'
                },
                {
                  name: 'ofFirst',
                  title: { zh: '占第一步', en: 'Of the first step' },
                  unit: 'ratio'
                }
              ],
              rows: funnel.steps.map((one) => [
                steps[one.step],
                one.count,
                one.ofBefore,
                one.ofFirst
              ])
            }
          )
        ]
      })
    }
  }
}
