import { NotFound, ValidationFailed, VersionOutdated } from '#core/http/errors'
import { newId } from '#core/ids'
import type { Tx } from '#core/transaction'
import { isDay } from '../../query/calendar.ts'
import { lockAnnotation } from '../repository.ts'
import type { AnnotationChangeShape, AnnotationInputShape } from '../schema.ts'
import type { ReportAnnotationRow } from '../tables.ts'

/** An annotation as the API shows it. */
export function presentAnnotation({ channelId, ...row }: ReportAnnotationRow) {
  return { ...row, channelId: channelId === '' ? null : channelId }
}

/** Notes something about days. Errors: VALIDATION_FAILED. */
export async function createAnnotation(
  tx: Tx,
  { fromOn, toOn = fromOn, channelId, text }: AnnotationInputShape
): Promise<ReportAnnotationRow> {
  assertDays(fromOn, toOn)
  const row: ReportAnnotationRow = {
    ...{ id: newId('ann'), fromOn, toOn, channelId: channelId ?? '', text },
    ...{ createdBy: tx.origin.actor, version: 1, createdAt: tx.now, updatedAt: tx.now }
  }
  await tx.insertInto('reportAnnotations').values(row).execute()
  audit(tx, 'create', row.id, { after: row })
  return row
}

interface AnnotationRef {
  id: string
  expected: number | undefined
}

/** Errors: NOT_FOUND, VERSION_OUTDATED, VALIDATION_FAILED. */
export async function changeAnnotation(
  tx: Tx,
  { id, expected, change }: AnnotationRef & { change: AnnotationChangeShape }
): Promise<ReportAnnotationRow> {
  const before = await load(tx, { id, expected })
  const { channelId, ...rest } = change
  const after: ReportAnnotationRow = {
    ...{ ...before, ...rest, version: before.version + 1, updatedAt: tx.now },
    ...(channelId !== undefined && { channelId: channelId ?? '' })
  }
  assertDays(after.fromOn, after.toOn)
  const { id: _, ...columns } = after
  await tx.updateTable('reportAnnotations').set(columns).where('id', '=', id).execute()
  audit(tx, 'change', id, { before, after: change })
  return after
}

/** Errors: NOT_FOUND, VERSION_OUTDATED. */
export async function deleteAnnotation(tx: Tx, ref: AnnotationRef): Promise<void> {
  const before = await load(tx, ref)
  await tx.deleteFrom('reportAnnotations').where('id', '=', ref.id).execute()
  audit(tx, 'delete', ref.id, { before })
}

async function load(tx: Tx, { id, expected }: AnnotationRef): Promise<ReportAnnotationRow> {
  const row = await lockAnnotation(tx, id)
  if (!row) throw new NotFound({ what: 'annotation', id })
  if (expected !== undefined && expected !== row.version) {
    throw new VersionOutdated({ expected, current: row.version })
  }
  return row
}

function assertDays(fromOn: string, toOn: string): void {
  const refuse = (pointer: string, detail: string): never => {
    throw new ValidationFailed({ errors: [{ pointer, detail }] })
  }
  if (!isDay(fromOn)) refuse('#/fromOn', 'is no day of the calendar')
  if (!isDay(toOn)) refuse('#/toOn', 'is no day of the calendar')
  if (toOn < fromOn) refuse('#/toOn', `is before ${fromOn}`)
}

function audit(tx: Tx, act: string, subjectId: string, change: object): void {
  tx.audit([{ action: `annotation.${act}`, subjectType: 'annotation', subjectId, ...change }])
}
