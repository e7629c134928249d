import { Type } from 'typebox'
import type { Reader } from '#core/database/db'
import { type GoalWithProgress, goalProgress } from '../../goals/progress.ts'
import { listGoals } from '../../goals/repository.ts'
import { fromUnits } from '../../goals/target.ts'
import type { Cell, TableColumn, Text } from '../../rendering/document.ts'
import { formatValue, say } from '../../rendering/format.ts'
import type { ReportingScope } from '../../scope.ts'
import type { BuiltInReport } from '../built-in.ts'
import { analysisDocument, listTable } from './document.ts'

const name = 'goals'
const title: Text = { zh: '目标进度', en: 'Goals' }
/** Goals that are told of, each with its parts. */
const goalsMax = 20

const states: Record<GoalWithProgress['progress']['state'], Text> = {
  not_begun: { zh: '未开始', en: 'Not begun' },
  on_track: { zh: '正常', en: 'On track' },
  behind: { zh: '落后', en: 'Behind' },
  reached: { zh: '已达成', en: 'Reached' },
  missed: { zh: '未达成', en: 'Missed' }
}

/** Goals that the period's last day is in, with their parts, and how far they have come by now. */
export function goalsReport(scope: ReportingScope): BuiltInReport {
  const parameters = Type.Object({}, { additionalProperties: false })
  return {
    ...{ name, title, parameters, period: 'yesterday' },
    summary: {
      zh: '目标及其分解的完成进度与预计完成',
      en: 'Goals and their parts: how far they have come, and what they come to'
    },
    async make(db, { span, canSeeCost }) {
      const found = await goalRows(db, scope, span.to)
      const columns = (
        [
          ['goal', '目标', 'Goal'],
          ['days', '期间', 'Days'],
          ['target', '目标值', 'Target'],
          ['actual', '实际', 'Actual']
        ] as const
      ).map(([id, zh, en]) => ({ name: id, title: { zh, en }, unit: 'text' as const }))
      const all: TableColumn[] = [
        ...columns,
        { name: 'attained', title: { zh: '完成率', en: 'Attained' }, unit: 'ratio' },
        { name: 'forecast', title: { zh: '预计', en: 'Comes to' }, unit: 'text' },
        { name: 'state', title: { zh: '状态', en: 'State' }, unit: 'text' }
      ]
      return analysisDocument(scope, {
        ...{ name, title, span, currency: null },
        sections: [
          listTable('goals', title, { columns: all, rows: found.open }),
          // Goals for margins tell what goods cost.
          ...(canSeeCost && found.confidential.length > 0
            ? [
                {
                  ...listTable(
                    'margin-goals',
                    { zh: '利润目标', en: 'Margin goals' },
                    { columns: all, rows: found.confidential }
                  ),
                  isCost: true as const
                }
              ]
            : [])
        ]
      })
    }
  }
}

async function goalRows(db: Reader, scope: ReportingScope, on: string) {
  const { data } = await listGoals(db, { on, limit: goalsMax })
  const found: Record<'open' | 'confidential', Cell[][]> = { open: [], confidential: [] }
  for (const root of data) {
    const metric = scope.metrics.find((one) => one.name === root.metric)
    if (!metric) continue
    const rows = metric.isConfidential ? found.confidential : found.open
    const { goal, parts } = await goalProgress(db, scope, root)
    const { currency } = root
    // Goals of several units stand below each other, so they are written out.
    const write = (figure: number | null) =>
      say((language) => formatValue(figure, metric.unit, { language, currency, isCompact: true }))
    for (const row of [goal, ...parts]) {
      const { actual, attained, forecast, state } = row.progress
      rows.push([
        row.parentId === null ? row.title : `· ${row.title}`,
        row.fromOn === row.toOn ? row.fromOn : `${row.fromOn} – ${row.toOn}`,
        write(fromUnits(metric, Number(row.targetUnits))),
        ...[write(actual), attained, write(forecast), states[state]]
      ])
    }
  }
  return found
}
