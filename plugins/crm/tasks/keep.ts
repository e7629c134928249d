import { DateTime } from 'luxon'
import { NotFound, VersionOutdated } from '#core/http/errors'
import { newId } from '#core/ids'
import { seal } from '#core/seal'
import { type Instant, instantAt, instantMs } from '#core/time'
import type { Tx } from '#core/transaction'
import { loadLiving } from '../customers/living.ts'
import { tellTimeline } from '../customers/timeline.ts'
import type { CrmScope } from '../scope.ts'
import { TaskClosed, TaskSourceTaken } from './errors.ts'
import { presentTask } from './present.ts'
import { insertTasks, lockTask, saveTask, taskOfSource } from './repository.ts'
import type { TaskChangeShape, TaskInputShape } from './schema.ts'
import type { CrmTaskRow, TaskEvent, TaskSource } from './tables.ts'

/** A task somebody asks for. */
export type TaskRequest = TaskInputShape & { source: TaskSource }

/**
 * Writes tasks about living customers, each source once. Returns the ids of those that are new. A constant number of
 * statements.
 */
export async function createTasks(
  tx: Tx,
  scope: CrmScope,
  requests: readonly TaskRequest[]
): Promise<string[]> {
  if (requests.length === 0) return []
  const rows = requests.map((request) => rowOf(tx, scope, request))
  const fresh = await insertTasks(tx, rows)
  const made = rows.filter(({ id }) => fresh.has(id))
  await tellTimeline(
    tx,
    made.map(({ id, customerId, dueAt }) => ({
      ...{ customerId, kind: 'task.created', detail: { taskId: id, dueAt } }
    }))
  )
  for (const { id, customerId, dueAt, assignee, source } of made) {
    audit(tx, 'create', id, { customerId, dueAt, assignee, source })
  }
  await tx.emit('task.created', made.map(eventOf))
  return made.map(({ id }) => id)
}

function rowOf(tx: Tx, { key }: CrmScope, request: TaskRequest): CrmTaskRow {
  const { customerId, title, note = null, assignee = null, priority, source } = request
  const id = newId('tsk')
  return {
    ...{ id, memberId: customerId, customerId, title, assignee, priority, source },
    note: note && seal(note, { key, boundTo: id }),
    dueAt: instantAt(instantMs(request.dueAt)),
    state: 'open',
    sourceId: request.sourceId ?? null,
    everyDays: request.everyDays ?? null,
    ...{ outcome: null, closedAt: null, closedBy: null, overdueAt: null },
    ...{ version: 1, createdAt: tx.now, updatedAt: tx.now }
  }
}

/** Writes one task; asked again by the same source it is the one that is there. Errors: TASK_SOURCE_TAKEN; those of `loadLiving`. */
export async function createTask(tx: Tx, scope: CrmScope, input: TaskInputShape): Promise<string> {
  await loadLiving(tx, input.customerId)
  const [id] = await createTasks(tx, scope, [{ ...input, source: 'manual' }])
  if (id !== undefined) return id
  const known = (await taskOfSource(tx, input.sourceId!))!
  const isSame = known.customerId === input.customerId && known.title === input.title
  if (!isSame) throw new TaskSourceTaken({ sourceId: input.sourceId!, taskId: known.id })
  return known.id
}

/** What a change of a task is held against. */
interface TaskRef {
  id: string
  version: number | undefined
}

/** Changes an open task; put off, it may be overdue again. Errors: NOT_FOUND, VERSION_OUTDATED, TASK_CLOSED. */
export async function changeTask(
  tx: Tx,
  scope: CrmScope,
  { id, version, change }: TaskRef & { change: TaskChangeShape }
): Promise<void> {
  const row = await openTask(tx, { id, version })
  const { title, note, dueAt, ...plain } = change
  const next: CrmTaskRow = { ...row, ...plain, version: row.version + 1, updatedAt: tx.now }
  if (title !== undefined) next.title = title
  if (note !== undefined) next.note = note && seal(note, { key: scope.key, boundTo: id })
  if (dueAt !== undefined) next.dueAt = instantAt(instantMs(dueAt))
  if (next.dueAt !== row.dueAt && next.dueAt >= tx.now) {
    next.overdueAt = null
    await scope.ctx.alerts.clear(tx, [alertOf(id)])
  }
  await saveTask(tx, next)
  const written = { ...(title && { title: 'changed' }), ...(note && { note: 'changed' }) }
  audit(tx, 'change', id, { ...plain, ...(dueAt && { dueAt }), ...written })
}

/**
 * Ends a task: done, with what came of it, or canceled. One that recurs is followed by the next, so many days after it
 * was done. Returns the id of that one. Errors: NOT_FOUND, VERSION_OUTDATED, TASK_CLOSED.
 */
export async function closeTask(
  tx: Tx,
  scope: CrmScope,
  {
    id,
    version,
    state,
    outcome
  }: TaskRef & { state: 'done' | 'canceled'; outcome?: string | undefined }
): Promise<string | null> {
  const row = await openTask(tx, { id, version })
  const closed: CrmTaskRow = {
    ...row,
    state,
    outcome: outcome === undefined ? null : seal(outcome, { key: scope.key, boundTo: id }),
    ...{ closedAt: tx.now, closedBy: tx.origin.actor },
    ...{ version: row.version + 1, updatedAt: tx.now }
  }
  await saveTask(tx, closed)
  await scope.ctx.alerts.clear(tx, [alertOf(id)])
  const detail = { taskId: id, hasOutcome: outcome !== undefined }
  await tellTimeline(tx, [{ customerId: row.customerId, kind: `task.${state}`, detail }])
  audit(tx, state === 'done' ? 'complete' : 'cancel', id, { state })
  await tx.emit('task.closed', [eventOf(closed)])
  return state === 'done' && row.everyDays !== null ? repeat(tx, scope, row, row.everyDays) : null
}

async function repeat(
  tx: Tx,
  scope: CrmScope,
  row: CrmTaskRow,
  everyDays: number
): Promise<string> {
  const { customerId, title, assignee, priority } = row
  const { note } = presentTask(row, { key: scope.key, canSeePersonal: true })
  const next = { customerId, title, assignee, priority, everyDays, note }
  const dueAt = daysAfter(tx.now, everyDays, scope.ctx.shop.zone)
  const sourceId = `task:${row.id}:next`
  const [id] = await createTasks(tx, scope, [{ ...next, dueAt, sourceId, source: 'recurring' }])
  return id!
}

function daysAfter(instant: Instant, days: number, zone: string): Instant {
  return instantAt(DateTime.fromISO(instant, { zone }).plus({ days }).toMillis())
}

async function openTask(tx: Tx, { id, version }: TaskRef): Promise<CrmTaskRow> {
  const row = await lockTask(tx, id)
  if (!row) throw new NotFound({ what: 'task', id })
  if (version !== undefined && version !== row.version) {
    throw new VersionOutdated({ expected: version, current: row.version })
  }
  if (row.state !== 'open') throw new TaskClosed({ id, state: row.state })
  return row
}

/** Names the alert about a task. */
export function alertOf(subjectId: string) {
  return { kind: 'task.overdue' as const, subjectType: 'task', subjectId }
}

export function eventOf({ id, customerId, assignee, state, dueAt }: CrmTaskRow): TaskEvent {
  return { taskId: id, customerId, assignee, state, dueAt }
}

function audit(tx: Tx, act: string, subjectId: string, after: Record<string, unknown>): void {
  tx.audit([{ action: `task.${act}`, subjectType: 'task', subjectId, after }])
}
