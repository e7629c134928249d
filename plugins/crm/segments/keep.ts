import type { Reader } from '#core/database/db'
import { NotFound, VersionOutdated } from '#core/http/errors'
import { newId } from '#core/ids'
import type { Tx } from '#core/transaction'
import type { CrmScope } from '../scope.ts'
import {
  SegmentCyclic,
  SegmentHandleTaken,
  SegmentInUse,
  SegmentKindWrong,
  SegmentLimitReached,
  SegmentRuleInvalid
} from './errors.ts'
import { dissolve, type LiveSegments, parseRule, readSegments } from './live.ts'
import { sizesOf } from './repository/members.ts'
import {
  deleteSegment,
  findSegment,
  insertSegment,
  insertSnapshot,
  lockRules,
  saveSegment
} from './repository/segments.ts'
import { checkRanges, checkReferences, checkSize, circleOf, segmentsIn } from './rule/check.ts'
import type { RuleShape } from './rule/schema.ts'
import type { SegmentChangeShape, SegmentInputShape } from './schema.ts'
import type { CrmSegmentRow, CrmSegmentSnapshotRow } from './tables.ts'

/** Segments kept up to date at once: every one is asked for every customer that changes. */
const segmentsMax = 300

/**
 * Refuses a rule that can fit nobody, names what is not there, or comes back to itself. Errors: SEGMENT_RULE_INVALID,
 * SEGMENT_CYCLIC.
 */
export async function assertRule(
  db: Reader,
  scope: CrmScope,
  { handle, rule, live }: { handle: string | null; rule: RuleShape; live: LiveSegments }
): Promise<void> {
  const { ruleByHandle } = live
  const found = handle === null ? null : circleOf(handle, rule, ruleByHandle)
  if (found) throw new SegmentCyclic({ field: found.pointer, circle: found.circle })
  const errors = [
    ...checkRanges(rule),
    ...(await checkReferences(db, scope, rule, new Set(ruleByHandle.keys())))
  ]
  if (errors.length === 0) errors.push(...checkSize(rule, ruleByHandle))
  if (errors.length > 0) throw new SegmentRuleInvalid({ errors })
}

/** Writes a new segment; its members are found by a job. Errors: SEGMENT_HANDLE_TAKEN; those of `assertRule`. */
export async function createSegment(
  tx: Tx,
  scope: CrmScope,
  { handle, title, description = null, kind, rule }: SegmentInputShape
): Promise<string> {
  await lockRules(tx)
  const live = await readSegments(tx, scope, tx.now)
  if (live.rows.length >= segmentsMax) throw new SegmentLimitReached({ limit: segmentsMax })
  if (live.ruleByHandle.has(handle)) throw new SegmentHandleTaken({ handle })
  if ((kind === 'rule') !== (rule !== undefined)) {
    const detail = kind === 'rule' ? 'give a rule, or kind static' : 'a static list has no rule'
    throw new SegmentRuleInvalid({ errors: [{ pointer: '#/rule', detail }] })
  }
  if (rule) await assertRule(tx, scope, { handle, rule, live })
  const id = newId('seg')
  await insertSegment(tx, {
    ...{ id, handle, title, description, kind },
    rule: rule ? JSON.stringify(rule) : null,
    version: 1,
    // Nobody is on a new list.
    refreshedAt: rule ? null : tx.now,
    createdAt: tx.now,
    updatedAt: tx.now
  })
  if (rule) await tx.enqueue('crm.refresh-segments', [{ payload: { segmentId: id } }])
  audit(tx, 'segment.create', id, { handle, kind, rule })
  return id
}

/** Changes a segment. Errors: NOT_FOUND, VERSION_OUTDATED, SEGMENT_KIND_WRONG; those of `assertRule`. */
export async function changeSegment(
  tx: Tx,
  scope: CrmScope,
  { id, version, change }: { id: string; version: number | undefined; change: SegmentChangeShape }
): Promise<void> {
  await lockRules(tx)
  const row = await loadSegment(tx, id, version)
  const { rule, ...plain } = change
  const next: CrmSegmentRow = { ...row, ...plain, version: row.version + 1, updatedAt: tx.now }
  if (rule) {
    if (row.kind === 'static') {
      throw new SegmentKindWrong({
        segmentId: id,
        fix: 'a static list has no rule: change its members'
      })
    }
    const live = await readSegments(tx, scope, tx.now)
    await assertRule(tx, scope, { handle: row.handle, rule, live })
    next.rule = JSON.stringify(rule)
    next.refreshedAt = null
  }
  await saveSegment(tx, next)
  if (rule) await refreshThoseWith(tx, scope, row)
  audit(tx, 'segment.change', id, change)
}

/** Puts a segment, and those that name it, to be gone over. */
async function refreshThoseWith(tx: Tx, scope: CrmScope, row: CrmSegmentRow): Promise<void> {
  const { rows } = await readSegments(tx, scope, tx.now)
  const concerned = new Set([row.handle])
  for (let known = 0; known < concerned.size; ) {
    known = concerned.size
    for (const { handle } of usersOf(rows, concerned)) concerned.add(handle)
  }
  const ids = rows.filter(({ handle }) => concerned.has(handle)).map(({ id }) => id)
  await tx.enqueue(
    'crm.refresh-segments',
    ids.map((segmentId) => ({ payload: { segmentId } }))
  )
}

function usersOf(rows: readonly CrmSegmentRow[], handles: ReadonlySet<string>): CrmSegmentRow[] {
  return rows.filter(({ rule }) => {
    const own = parseRule(rule)
    return own !== null && segmentsIn(own).some(({ handle }) => handles.has(handle))
  })
}

/**
 * Deletes a segment; its snapshots stay, its members leave. Errors: NOT_FOUND, VERSION_OUTDATED, SEGMENT_IN_USE, and
 * those of whoever vetoes.
 */
export async function removeSegment(
  tx: Tx,
  scope: CrmScope,
  { id, version }: { id: string; version: number | undefined }
): Promise<void> {
  await lockRules(tx)
  const { handle } = await loadSegment(tx, id, version)
  const { rows } = await readSegments(tx, scope, tx.now)
  const usedBy = usersOf(rows, new Set([handle])).map((row) => row.handle)
  if (usedBy.length > 0) throw new SegmentInUse({ handle, usedBy })
  await tx.emit('segment.deleted', [{ segmentId: id, segment: handle }])
  await dissolve(tx, { id, handle })
  await deleteSegment(tx, id)
  audit(tx, 'segment.delete', id, { handle })
}

/** Writes down who is in a segment now; nothing changes that afterwards. Errors: NOT_FOUND. */
export async function takeSnapshot(
  tx: Tx,
  segmentId: string,
  note: string | null
): Promise<CrmSegmentSnapshotRow> {
  const { handle, title, rule } = await loadSegment(tx, segmentId)
  const size = (await sizesOf(tx, [segmentId])).get(segmentId) ?? 0
  const id = newId('sgs')
  const row = { id, segmentId, handle, title, rule, size, note, takenAt: tx.now }
  await insertSnapshot(tx, row)
  audit(tx, 'segment.snapshot', segmentId, { snapshotId: id, size })
  return row
}

/** Errors: NOT_FOUND; VERSION_OUTDATED when a version is asked for and it is another. */
export async function loadSegment(tx: Tx, id: string, version?: number): Promise<CrmSegmentRow> {
  const row = await findSegment(tx, id)
  if (!row) throw new NotFound({ what: 'segment', id })
  if (version !== undefined && version !== row.version) {
    throw new VersionOutdated({ expected: version, current: row.version })
  }
  return row
}

function audit(tx: Tx, action: string, subjectId: string, after: unknown): void {
  tx.audit([{ action, subjectType: 'segment', subjectId, after }])
}
