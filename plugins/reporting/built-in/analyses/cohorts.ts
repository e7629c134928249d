import { Type } from 'typebox'
import { cohortsOf } from '../../analyses/cohorts.ts'
import { addMonths } from '../../query/calendar.ts'
import type { Cell, TableColumn, Text } from '../../rendering/document.ts'
import type { ReportingScope } from '../../scope.ts'
import type { BuiltInReport } from '../built-in.ts'
import { analysisDocument, listTable } from './document.ts'

const name = 'cohorts'
const title: Text = { zh: '客户留存（同期群）', en: 'Cohorts' }
const parameters = Type.Object(
  { months: Type.Integer({ minimum: 2, maximum: 36, default: 12 }) },
  { additionalProperties: false }
)

/** How many of those who first bought in a month came back in later ones. */
export function cohortsReport(scope: ReportingScope): BuiltInReport {
  return {
    ...{ name, title, parameters, period: 'lastMonth' },
    summary: {
      zh: '每月首次购买的客户在之后各月的回购比例',
      en: 'Of those who first bought in a month, how many came back in each later one'
    },
    async make(db, { span: { to }, parameters: given }) {
      const { months } = given as { months: number }
      const from = addMonths(to, 1 - months)
      const toMonth = to.slice(0, 7)
      const { cohorts } = await cohortsOf(db, scope, { fromMonth: from.slice(0, 7), toMonth })
      const later = Array.from(
        { length: months },
        (_, index): TableColumn => ({
          name: `month${index}`,
          title: { zh: `第 ${index} 月`, en: `Month ${index}` },
          unit: 'ratio'
        })
      )
      const rows = cohorts.map(({ cohortMonth, size, months: held }): Cell[] => [
        ...[cohortMonth, size],
        ...later.map((_, index) => held[index]?.rate ?? null)
      ])
      return analysisDocument(scope, {
        ...{ name, title, span: { from, to }, currency: null },
        sections: [
          listTable('cohorts', title, {
            columns: [
              { name: 'cohort', title: { zh: '首购月份', en: 'First bought in' }, unit: 'text' },
              { name: 'size', title: { zh: '人数', en: 'Buyers' }, unit: 'count' },
              ...later
            ],
            rows
          })
        ]
      })
    }
  }
}
