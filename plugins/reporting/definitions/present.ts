import type { Period } from '../query/types.ts'
import type { Format } from '../rendering/files/files.ts'
import type { Subject } from '../runs/subject.ts'
import type { ReportSchedule } from './schedule.ts'
import type { ReportDefinitionRow } from './tables.ts'

/** A definition as it is worked with, its parts read. */
export function readDefinition(row: ReportDefinitionRow) {
  return {
    ...row,
    subject: JSON.parse(row.subject) as Subject,
    period: JSON.parse(row.period) as Period,
    formats: JSON.parse(row.formats) as Format[],
    recipients: JSON.parse(row.recipients) as string[],
    schedule: row.schedule === null ? null : (JSON.parse(row.schedule) as ReportSchedule),
    isEnabled: row.isEnabled === 1,
    canSeeCost: row.canSeeCost === 1
  }
}
export type Definition = ReturnType<typeof readDefinition>
