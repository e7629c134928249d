import { Type } from 'typebox'
import { CurrencyCode } from '#core/http/schemas'
import { rfmTable } from '../../analyses/rfm.ts'
import { addDays } from '../../query/calendar.ts'
import type { Text } from '../../rendering/document.ts'
import type { ReportingScope } from '../../scope.ts'
import type { BuiltInReport } from '../built-in.ts'
import { analysisDocument, listTable } from './document.ts'

const name = 'rfm'
const title: Text = { zh: 'RFM 客户分层', en: 'RFM table' }
const parameters = Type.Object(
  { currency: Type.Optional(CurrencyCode) },
  { additionalProperties: false }
)

/** How recently, how often and for how much people have bought, up to the end of the period. */
export function rfmReport(scope: ReportingScope): BuiltInReport {
  return {
    ...{ name, title, parameters, period: 'yesterday' },
    summary: {
      zh: '客户按最近购买、购买频次与消费金额分层（5 为最好）',
      en: 'Buyers by how recently, how often and for how much they bought; 5 is best'
    },
    async make(db, { span, parameters: given }) {
      const { currency = scope.ctx.shop.currency } = given as { currency?: string }
      const snapshotOn = addDays(span.to, 1)
      const { cells } = await rfmTable(db, scope, { currency, snapshotOn, monetary: 'net' })
      const amount: Text = { zh: '消费金额', en: 'Spent' }
      return analysisDocument(scope, {
        ...{ name, title, span, currency },
        sections: [
          listTable('cells', title, {
            columns: [
              { name: 'recency', title: { zh: '最近购买 R', en: 'Recency' }, unit: 'count' },
              { name: 'frequency', title: { zh: '频次 F', en: 'Frequency' }, unit: 'count' },
              { name: 'customers', title: { zh: '人数', en: 'Buyers' }, unit: 'count' },
              { name: 'spent', title: amount, unit: 'money' },
              {
                name: 'days',
                title: { zh: '距上次购买', en: 'Since the last order' },
                unit: 'days'
              }
            ],
            rows: cells.map((cell) => {
              const { recency, frequency, customers, monetaryMinor, recencyDays } = cell
              return [recency, frequency, customers, monetaryMinor, recencyDays]
            })
          })
        ]
      })
    }
  }
}
