import { Type } from 'typebox'
import { ageBuckets, inventoryAgeing } from '../../analyses/ageing.ts'
import type { Text } from '../../rendering/document.ts'
import type { ReportingScope } from '../../scope.ts'
import type { BuiltInReport } from '../built-in.ts'
import { analysisDocument, listTable } from './document.ts'

const name = 'inventory-ageing'
const title: Text = { zh: '库龄分析', en: 'Inventory ageing' }
const units: Text = { zh: '件数', en: 'Units' }

/** How long stock has been there, as it stands when the report is made. */
export function ageingReport(scope: ReportingScope): BuiltInReport {
  return {
    ...{
      name,
      title,
      period: 'today',
      parameters: Type.Object({}, { additionalProperties: false })
    },
    summary: {
      zh: '现有库存按入库时间分段（先进先出）',
      en: 'Stock of now by age; what came first goes first'
    },
    async make(db, { span, canSeeCost }) {
      const { rows, totals, currency } = await inventoryAgeing(db, scope)
      const value = { name: 'value', title: { zh: '金额', en: 'Value' }, unit: 'money' } as const
      return analysisDocument(scope, {
        ...{ name, title, span, currency },
        sections: [
          {
            ...{ kind: 'chart', id: 'ages', title, part: 'how' },
            chart: {
              type: 'columns',
              x: {
                title: { zh: '库龄（天）', en: 'Age in days' },
                kind: 'text',
                keys: [...ageBuckets]
              },
              y: { title: units, unit: 'units', isMoreBetter: null },
              series: [
                {
                  name: 'units',
                  title: units,
                  mark: 'bar',
                  values: ageBuckets.map((bucket) => totals[bucket].units)
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
                ...ageBuckets.map((bucket) => {
                  return {
                    name: bucket,
                    title: { zh: `${bucket} 天`, en: `${bucket} days` },
                    unit: 'units' as const
                  }
                }),
                { name: 'onHand', title: { zh: '库存', en: 'On hand' }, unit: 'units' },
                ...(canSeeCost ? [{ ...value, isCost: true as const }] : [])
              ],
              rows: rows.map((row) => [
                row.sku,
                ...ageBuckets.map((bucket) => row.units[bucket]),
                row.onHand,
                // Of another currency it would be summed up wrongly by whoever reads the column.
                ...(canSeeCost ? [row.currency === currency ? row.valueMinor : null] : [])
              ])
            }
          )
        ]
      })
    }
  }
}
