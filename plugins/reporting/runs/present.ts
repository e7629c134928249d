import type { Reader } from '#core/database/db'
import { type ReportDocument, withoutCosts } from '../rendering/document.ts'
import { changedDays, type ReadDays } from './read-days.ts'
import { newestRevision, type RunSummaryRow } from './repository.ts'
import type { Subject } from './subject.ts'
import type { ReportRunRow } from './tables.ts'

/** A run as lists show it. */
export function presentSummary(row: RunSummaryRow) {
  const { periodFrom: from, periodTo: to, ...plain } = row
  return { ...plain, period: { from, to } }
}

/** The report of a run as somebody may see it. */
export function documentOf({ document }: ReportRunRow, canSeeCost: boolean): ReportDocument {
  const whole = JSON.parse(document) as ReportDocument
  return canSeeCost ? whole : withoutCosts(whole)
}

/** A run with its report, and whether the figures are still those. */
export async function presentRun(db: Reader, row: ReportRunRow, canSeeCost: boolean) {
  const { subject, metricVersions, readDays, document: _, canSeeCost: __, ...plain } = row
  const read = JSON.parse(readDays) as ReadDays
  const changed = await changedDays(db, read)
  return {
    ...presentSummary(plain),
    subject: JSON.parse(subject) as Subject,
    isOutdated: changed.length > 0,
    changedDays: changed,
    newestRevision: await newestRevision(db, row.seriesId),
    metricVersions: JSON.parse(metricVersions) as Record<string, number>,
    dayRevisions: read.revisions,
    document: documentOf(row, canSeeCost)
  }
}
