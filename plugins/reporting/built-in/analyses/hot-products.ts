import { Type } from 'typebox'
import type { HotState } from '../../hot-products/judge.ts'
import { hotProductsAfter } from '../../hot-products/repository.ts'
import { daysOf } from '../../hot-products/watch.ts'
import type { Advice, Text } from '../../rendering/document.ts'
import type { ReportingScope } from '../../scope.ts'
import type { BuiltInReport } from '../built-in.ts'
import { analysisDocument, listTable, shownRows } from './document.ts'

const name = 'hot-products'
const title: Text = { zh: '爆款跟踪', en: 'Hot products' }
/** Days that each product is shown for. */
const days = 7

const states: Record<HotState, Text> = {
  steady: { zh: '稳定', en: 'Steady' },
  falling: { zh: '连续下跌', en: 'Falling' },
  retire_suggested: { zh: '建议淘汰', en: 'To be retired' }
}

/** Products that are watched: how their last days were, and which need somebody. */
export function hotProductsReport(scope: ReportingScope): BuiltInReport {
  const parameters = Type.Object({}, { additionalProperties: false })
  return {
    ...{ name, title, parameters, period: 'yesterday' },
    summary: {
      zh: '关注的爆款近 7 天表现：连续三天下跌预警，一周未恢复建议淘汰',
      en: 'Watched products in their last week: three falls alert, a week without recovery retires'
    },
    async make(db, { span }) {
      const watched = await hotProductsAfter(db, '', shownRows)
      const values = await daysOf(db, scope, watched, span.to, days)
      const columns = (values.get(watched[0]?.sku ?? '') ?? []).map(({ day }) => day)
      const items = watched
        .filter(({ state }) => state !== 'steady')
        .map(
          ({ sku, state, base, fellOn }): Advice => ({
            tone: 'bad',
            text: { zh: `${sku}：${states[state].zh}`, en: `${sku}: ${states[state].en}` },
            evidence: {
              zh: `${fellOn} 起低于 ${base}`,
              en: `Below ${base} since ${fellOn}`
            }
          })
        )
      return analysisDocument(scope, {
        ...{ name, title, span, currency: null },
        sections: [
          ...(items.length > 0
            ? [
                {
                  kind: 'advice' as const,
                  id: 'advice',
                  part: 'next' as const,
                  title: { zh: '需要处理', en: 'To be looked at' },
                  items
                }
              ]
            : []),
          listTable(
            'days',
            { zh: '每日表现', en: 'Day by day' },
            {
              columns: [
                { name: 'sku', title: { zh: 'SKU', en: 'SKU' }, unit: 'text' },
                { name: 'state', title: { zh: '状态', en: 'State' }, unit: 'text' },
                { name: 'metric', title: { zh: '指标', en: 'Figure' }, unit: 'text' },
                ...columns.map((day) => {
                  return {
                    name: day,
                    title: { zh: day.slice(5), en: day.slice(5) },
                    unit: 'count' as const
                  }
                })
              ],
              rows: watched.map(({ sku, state, metric }) => [
                ...[sku, states[state], metricTitle(scope, metric)],
                ...(values.get(sku) ?? []).map(({ value }) => value)
              ])
            }
          )
        ]
      })
    }
  }
}

function metricTitle({ metrics }: ReportingScope, name: string): Text {
  return metrics.find((metric) => metric.name === name)?.title ?? { zh: name, en: name }
}
