import type { JobContext } from '#core/jobs'
import type { Instant } from '#core/time'
import type { Tx } from '#core/transaction'
import { putOnWay } from '../delivery/put-on-way.ts'
import { businessDay } from '../query/calendar.ts'
import { type Made, makeReport } from '../runs/make.ts'
import { recordRun } from '../runs/record.ts'
import type { ReportRunRow } from '../runs/tables.ts'
import type { ReportingScope } from '../scope.ts'
import { type Definition, readDefinition } from './present.ts'
import { findDefinition } from './repository.ts'

/** Job: makes a report for the time it was due at, as seen from then, once. */
export async function runDueReport(
  job: Pick<JobContext<{ definitionId: string; dueAt: string }>, 'payload' | 'complete'>,
  scope: ReportingScope
): Promise<void> {
  const { definitionId, dueAt } = job.payload
  const row = await findDefinition(scope.ctx.db, definitionId)
  // Deleted or switched off meanwhile: nobody waits for it.
  if (row?.isEnabled !== 1) return
  const definition = readDefinition(row)
  const made = await makeDefined(scope, definition, dueAt)
  await job.complete((tx) => recordDefined(tx, definition, { made, dueAt, seriesId: null }))
}

/** The report of a definition, as seen from an instant and with the eyes of whoever saved it. */
export function makeDefined(
  scope: ReportingScope,
  { subject, period, canSeeCost, name }: Definition,
  seenAt: Instant
): Promise<Made> {
  const today = businessDay(scope.ctx.shop, seenAt)
  return makeReport(scope.ctx.db, scope, { subject, period, today, canSeeCost, name })
}

/** Keeps a run of a definition and puts it on its way to the recipients. Null: it is there already. */
export async function recordDefined(
  tx: Tx,
  definition: Definition,
  { made, dueAt, seriesId }: { made: Made; dueAt: Instant | null; seriesId: string | null }
): Promise<ReportRunRow | null> {
  const { id: definitionId, subject, name, language, canSeeCost, recipients, formats } = definition
  const run = await recordRun(tx, made, {
    ...{ subject, name, language, canSeeCost, definitionId, dueAt, seriesId },
    cause: dueAt === null ? 'manual' : 'schedule',
    madeBy: tx.origin.actor
  })
  if (run) await putOnWay(tx, { runId: run.id, recipients, formats, canSeeCost })
  return run
}
