import type { Reader } from '#core/database/db'
import { writeCsv } from '#core/files/write-csv'
import { isDay } from '../query/calendar.ts'
import { PeriodInvalid } from '../query/errors.ts'
import { writeParquet } from './parquet.ts'
import { readView } from './read-view.ts'
import type { ExportFormat, WarehouseView } from './views.ts'

/** Which rows of which view are exported, and how; days are business days, both included. */
export interface ViewExport {
  view: WarehouseView
  format: ExportFormat
  from: string | undefined
  to: string | undefined
}

export const mediaTypes: Readonly<Record<ExportFormat, string>> = {
  parquet: 'application/vnd.apache.parquet',
  csv: 'text/csv; charset=utf-8'
}

/** Refuses days that there are not, and an end before the beginning. Errors: REPORT_PERIOD_INVALID. */
function assertDays(days: { from: string | undefined; to: string | undefined }): void {
  const { from, to } = days
  for (const field of ['from', 'to'] as const) {
    const day = days[field]
    if (day === undefined || isDay(day)) continue
    const fix = `${JSON.stringify(day)} is no day of the calendar; write YYYY-MM-DD`
    throw new PeriodInvalid({ field, fix })
  }
  if (from !== undefined && to !== undefined && to < from) {
    throw new PeriodInvalid({ field: 'to', fix: `${to} is before ${from}` })
  }
}

/** Writes a view as a file, a page at a time. */
export function exportView(
  db: Reader,
  { view, format, ...days }: ViewExport
): AsyncGenerator<string | Uint8Array> {
  assertDays(days)
  const { from = '0000-01-01', to = '9999-12-31' } = days
  const pages = readView(db, view, { from, to })
  if (format === 'parquet') return writeParquet(view, pages)
  return writeCsv(
    view.columns.map(({ name }) => name),
    pages
  )
}
