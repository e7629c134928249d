import { NotFound, VersionOutdated } from '#core/http/errors'
import { newId } from '#core/ids'
import type { Tx } from '#core/transaction'
import { flows } from '../cases/flows/flow.ts'
import { checkCalendar } from './calendar/check.ts'
import { SlaCalendarUnknown, SlaCalendarUsed, SlaPolicyTwin, SlaStateUnknown } from './errors.ts'
import {
  allPolicies,
  clearDefault,
  deleteCalendar,
  deletePolicy,
  findCalendar,
  insertCalendar,
  insertPolicy,
  lockCalendar,
  lockPolicy,
  saveCalendar,
  savePolicy,
  usesOf
} from './repository/calendars.ts'
import type { CalendarInputShape, PolicyInputShape } from './schema.ts'
import type { SlaCalendarRow, SlaPolicyRow } from './tables.ts'

/** What a change is held against. */
interface Ref {
  id: string
  expected: number | undefined
}

/** The target that service is measured by unless a policy says otherwise. */
const firstResponseDefaultMs = 300_000

/** Writes a calendar. Errors: VALIDATION_FAILED. */
export async function createCalendar(tx: Tx, input: CalendarInputShape): Promise<SlaCalendarRow> {
  checkCalendar(input)
  if (input.isDefault) await clearDefault(tx)
  const row: SlaCalendarRow = {
    ...{ id: newId('slc'), version: 1, createdAt: tx.now, updatedAt: tx.now },
    ...columnsOf(input)
  }
  await insertCalendar(tx, row)
  audit(tx, 'calendar.create', row.id, input)
  return row
}

/**
 * Writes a calendar anew; clocks that are open are reckoned by it, those that have ended stay as they were. Errors:
 * NOT_FOUND, VERSION_OUTDATED, VALIDATION_FAILED.
 */
export async function replaceCalendar(
  tx: Tx,
  { id, expected }: Ref,
  input: CalendarInputShape
): Promise<SlaCalendarRow> {
  checkCalendar(input)
  const before = current(await lockCalendar(tx, id), { what: 'calendar', id, expected })
  if (input.isDefault && before.isDefault === 0) await clearDefault(tx)
  const row = {
    ...{ ...before, ...columnsOf(input) },
    ...{ version: before.version + 1, updatedAt: tx.now }
  }
  await saveCalendar(tx, row)
  await tx.enqueue('aftersales.recompute-clocks', [{ payload: { calendarId: id } }])
  audit(tx, 'calendar.replace', id, input)
  return row
}

/** Deletes a calendar that nothing needs. Errors: NOT_FOUND, VERSION_OUTDATED, SLA_CALENDAR_USED. */
export async function removeCalendar(tx: Tx, { id, expected }: Ref): Promise<void> {
  current(await lockCalendar(tx, id), { what: 'calendar', id, expected })
  const uses = await usesOf(tx, id)
  if (uses.policies + uses.openClocks > 0) throw new SlaCalendarUsed({ id, ...uses })
  await deleteCalendar(tx, id)
  audit(tx, 'calendar.delete', id, null)
}

function columnsOf(input: CalendarInputShape) {
  const { title, zone = null, hours, holidays, workingDays, isDefault = false } = input
  return {
    ...{ title, zone, isDefault: Number(isDefault) },
    hours: JSON.stringify(hours),
    holidays: JSON.stringify(holidays),
    workingDays: JSON.stringify(workingDays)
  }
}

/** Writes a policy: for cases that are opened from now on. Errors: SLA_CALENDAR_UNKNOWN, SLA_STATE_UNKNOWN, SLA_POLICY_TWIN. */
export async function createPolicy(tx: Tx, input: PolicyInputShape): Promise<SlaPolicyRow> {
  const row: SlaPolicyRow = {
    ...{ id: newId('slp'), version: 1, createdAt: tx.now, updatedAt: tx.now },
    ...policyColumns(input)
  }
  await checkPolicy(tx, row)
  await insertPolicy(tx, row)
  audit(tx, 'policy.create', row.id, input)
  return row
}

/**
 * Writes a policy anew. Clocks that run keep the target they were started with. Errors: NOT_FOUND, VERSION_OUTDATED, and
 * as `createPolicy`.
 */
export async function replacePolicy(
  tx: Tx,
  { id, expected }: Ref,
  input: PolicyInputShape
): Promise<SlaPolicyRow> {
  const before = current(await lockPolicy(tx, id), { what: 'policy', id, expected })
  const row = {
    ...{ ...before, ...policyColumns(input) },
    ...{ version: before.version + 1, updatedAt: tx.now }
  }
  await checkPolicy(tx, row)
  await savePolicy(tx, row)
  audit(tx, 'policy.replace', id, input)
  return row
}

/** Deletes a policy; its cases go on by their flows, and clocks that run keep their targets. Errors: NOT_FOUND, VERSION_OUTDATED. */
export async function removePolicy(tx: Tx, { id, expected }: Ref): Promise<void> {
  current(await lockPolicy(tx, id), { what: 'policy', id, expected })
  await deletePolicy(tx, id)
  audit(tx, 'policy.delete', id, null)
}

function policyColumns(input: PolicyInputShape) {
  const { title, flow = null, kind = null, channelId = null, calendarId = null } = input
  const { firstResponseMs = firstResponseDefaultMs, nextResponseMs = null } = input
  return {
    ...{ title, flow, kind, channelId, calendarId, firstResponseMs, nextResponseMs },
    resolutionMs: input.resolutionMs ?? null,
    states: JSON.stringify(input.states ?? {}),
    warnAtBps: input.warnAtBps,
    pausesAfterReply: Number(input.pausesAfterReply),
    isEnabled: Number(input.isEnabled)
  }
}

async function checkPolicy(tx: Tx, row: SlaPolicyRow): Promise<void> {
  const { calendarId, flow, kind, channelId } = row
  if (calendarId !== null && !(await findCalendar(tx, calendarId))) {
    throw new SlaCalendarUnknown({ calendarId })
  }
  const known = new Set(
    (flow === null ? Object.values(flows) : [flows[flow]]).flatMap(({ states }) =>
      Object.keys(states)
    )
  )
  for (const state of Object.keys(JSON.parse(row.states))) {
    if (!known.has(state)) throw new SlaStateUnknown({ state, known: [...known] })
  }
  if (row.isEnabled === 0) return
  const twin = (await allPolicies(tx)).find(
    (other) =>
      other.id !== row.id &&
      other.isEnabled === 1 &&
      other.flow === flow &&
      other.kind === kind &&
      other.channelId === channelId
  )
  if (twin) throw new SlaPolicyTwin({ policyId: twin.id })
}

function current<Row extends { version: number }>(
  row: Row | undefined,
  { what, id, expected }: Ref & { what: string }
): Row {
  if (!row) throw new NotFound({ what, id })
  if (expected !== undefined && expected !== row.version) {
    throw new VersionOutdated({ expected, current: row.version })
  }
  return row
}

function audit(tx: Tx, act: string, subjectId: string, after: unknown): void {
  tx.audit([{ action: `sla.${act}`, subjectType: 'sla', subjectId, after }])
}
