import { newId } from '#core/ids'
import type { Tx } from '#core/transaction'
import type { Language } from '../rendering/document.ts'
import type { Made } from './make.ts'
import { insertRun, newestRevision } from './repository.ts'
import type { Subject } from './subject.ts'
import type { ReportRunRow, RunCause } from './tables.ts'

export interface RunFacts {
  subject: Subject
  name: string | null
  language: Language
  canSeeCost: boolean
  cause: RunCause
  definitionId: string | null
  dueAt: string | null
  madeBy: string
  /** The series of which it is a new revision; null: it begins one. */
  seriesId: string | null
}

/** Keeps a report as a run, never to be changed. Null: its definition has a run for that due time already. */
export async function recordRun(tx: Tx, made: Made, facts: RunFacts): Promise<ReportRunRow | null> {
  const { document, span, metricVersions, readDays } = made
  const { subject, name, canSeeCost, seriesId, ...plain } = facts
  const id = newId('rrn')
  const revision = seriesId === null ? 1 : (await lockNewest(tx, seriesId)) + 1
  const row: ReportRunRow = {
    ...{ id, seriesId: seriesId ?? id, revision, ...plain },
    name: name ?? document.title[facts.language],
    subject: JSON.stringify(subject),
    ...{ periodFrom: span.from, periodTo: span.to, canSeeCost: Number(canSeeCost) },
    document: JSON.stringify(document),
    metricVersions: JSON.stringify(metricVersions),
    readDays: JSON.stringify(readDays),
    madeAt: tx.now
  }
  if (!(await insertRun(tx, row))) return null
  const { definitionId, cause } = facts
  const after = { definitionId, cause, period: span, revision }
  tx.audit([{ action: 'report.run', subjectType: 'reportRun', subjectId: id, after }])
  const told = { runId: id, definitionId, name: row.name, periodFrom: span.from, periodTo: span.to }
  await tx.emit('report.ready', [{ ...told, revision, language: facts.language }])
  return row
}

/** The newest revision of a series. Whoever makes the next one waits for others who do. */
async function lockNewest(tx: Tx, seriesId: string): Promise<number> {
  if (tx.dialect === 'postgres') {
    await tx.selectFrom('reportRuns').select('id').where('id', '=', seriesId).forUpdate().execute()
  }
  return newestRevision(tx, seriesId)
}
