import { NotFound, VersionOutdated } from '#core/http/errors'
import { newId } from '#core/ids'
import type { Tx } from '#core/transaction'
import { assertCanMail } from '../delivery/transport.ts'
import { businessDay } from '../query/calendar.ts'
import { resolveComparison, resolvePeriod } from '../query/period.ts'
import { checkSubject } from '../runs/subject.ts'
import type { ReportingScope } from '../scope.ts'
import { ScheduledPeriodFixed, ScheduleFieldUnfit } from './errors.ts'
import { insertDefinition, lockDefinition, removeDefinition, saveDefinition } from './repository.ts'
import { nextDue, type ReportSchedule } from './schedule.ts'
import type { DefinitionInputShape } from './schema.ts'
import type { ReportDefinitionRow } from './tables.ts'

export interface SaveInput {
  definition: DefinitionInputShape
  /** Of whoever saves it: its runs are made with those eyes. */
  canSeeCost: boolean
}

/** Checks that a definition can be made and sent. Errors: of what it is about, of its period, schedule and recipients. */
export function checkDefinition(
  scope: ReportingScope,
  { definition, canSeeCost }: SaveInput
): void {
  const { subject, period, schedule, recipients } = definition
  const { shop, clock } = scope.ctx
  checkSubject(scope, subject, { canSeeCost })
  const span = resolvePeriod(period, businessDay(shop, clock.now()))
  if (subject.query?.comparison) resolveComparison(subject.query.comparison, span)
  if (schedule && typeof period !== 'string') throw new ScheduledPeriodFixed(span)
  if (schedule) checkSchedule(schedule)
  if (recipients.length > 0) assertCanMail(scope.ctx.options.delivery)
}

function checkSchedule({ every, weekday, monthDay }: ReportSchedule): void {
  const unfit = (field: string, of: string) => new ScheduleFieldUnfit({ field, every, of })
  if (weekday !== undefined && every !== 'week') throw unfit('schedule.weekday', 'week')
  if (monthDay !== undefined && every !== 'month') throw unfit('schedule.monthDay', 'month')
}

/** Keeps a definition. Errors: those of `checkDefinition`. */
export async function createDefinition(
  tx: Tx,
  scope: ReportingScope,
  input: SaveInput
): Promise<ReportDefinitionRow> {
  checkDefinition(scope, input)
  const row: ReportDefinitionRow = {
    ...columnsOf(tx, scope, input),
    ...{ id: newId('rdf'), version: 1, createdAt: tx.now }
  }
  await insertDefinition(tx, row)
  audit(tx, 'create', row)
  return row
}

/** Replaces a definition; from now on its runs are made with the eyes of whoever did. Errors: NOT_FOUND, VERSION_OUTDATED, those of `checkDefinition`. */
export async function replaceDefinition(
  tx: Tx,
  scope: ReportingScope,
  { id, version, ...input }: SaveInput & { id: string; version: number | undefined }
): Promise<ReportDefinitionRow> {
  const known = await lockKnown(tx, { id, version })
  checkDefinition(scope, input)
  const { createdAt } = known
  const columns = columnsOf(tx, scope, input)
  const row = { ...columns, id, createdAt, version: known.version + 1 }
  await saveDefinition(tx, row)
  audit(tx, 'change', row)
  return row
}

/** Forgets a definition; what it has made stays. Errors: NOT_FOUND, VERSION_OUTDATED. */
export async function deleteDefinition(
  tx: Tx,
  ref: { id: string; version: number | undefined }
): Promise<void> {
  const row = await lockKnown(tx, ref)
  await removeDefinition(tx, row.id)
  audit(tx, 'delete', row)
}

function columnsOf(tx: Tx, { ctx }: ReportingScope, { definition, canSeeCost }: SaveInput) {
  const { subject, period, formats, recipients, schedule = null, isEnabled, ...plain } = definition
  const isDue = schedule !== null && isEnabled
  return {
    ...plain,
    ...{ subject: JSON.stringify(subject), period: JSON.stringify(period) },
    ...{ formats: JSON.stringify(formats), recipients: JSON.stringify(recipients) },
    schedule: schedule && JSON.stringify(schedule),
    ...{ isEnabled: Number(isEnabled), canSeeCost: Number(canSeeCost) },
    nextRunAt: isDue ? nextDue(schedule, tx.now, ctx.shop.zone) : null,
    ...{ savedBy: tx.origin.actor, updatedAt: tx.now }
  }
}

async function lockKnown(
  tx: Tx,
  { id, version }: { id: string; version: number | undefined }
): Promise<ReportDefinitionRow> {
  const row = await lockDefinition(tx, id)
  if (!row) throw new NotFound({ what: 'report definition', id })
  if (version !== undefined && version !== row.version) {
    throw new VersionOutdated({ expected: version, current: row.version })
  }
  return row
}

function audit(tx: Tx, act: string, { id, name, schedule, canSeeCost }: ReportDefinitionRow): void {
  const after = { name, schedule, canSeeCost: canSeeCost === 1 }
  const subject = { subjectType: 'reportDefinition', subjectId: id }
  tx.audit([{ action: `report-definition.${act}`, ...subject, after }])
}
