import type { Instant } from '#core/time'
import type { Tx } from '#core/transaction'
import { isOver, ruleOf } from '../cases/flows/flow.ts'
import type { CaseRow } from '../cases/tables.ts'
import type { AftersalesScope, CaseChange } from '../scope.ts'
import { ClockBook } from './book.ts'
import { isOpen, startClock, turnClock, watchPlatform } from './clock.ts'
import type { SlaClockRow, SlaPolicyRow } from './tables.ts'

const hourMs = 3_600_000
const minuteMs = 60_000
const warnAtDefaultBps = 8000

/** Keeps clocks with cases: opened, in another state, over, reopened, or with another deadline of the platform. */
export async function followCases(
  tx: Tx,
  scope: AftersalesScope,
  changes: readonly CaseChange[]
): Promise<void> {
  const news = changes.filter(({ before, after }) => before === null || isNews(before, after))
  // What was over before we heard of it is not measured.
  const open = news.filter(({ before, after }) => before !== null || !isOver(after))
  if (open.length === 0) return
  const known = open.flatMap(({ before, after }) => (before === null ? [] : [after.id]))
  const book = await ClockBook.open(tx, scope, known)
  const warnBeforeMs = scope.ctx.options.sla.platformDueSoonMinutes * minuteMs
  for (const { before, after } of open) {
    if (before === null) openCase(book, after)
    else changeCase(book, before, after)
    followPlatform(book, after, { at: tx.now, warnBeforeMs })
  }
  await book.write(tx, scope)
}

function isNews(before: CaseRow, after: CaseRow): boolean {
  return hasMoved(before, after) || before.platformDueAt !== after.platformDueAt
}

function hasMoved(before: CaseRow, after: CaseRow): boolean {
  return (
    before.state !== after.state ||
    before.flow !== after.flow ||
    before.stateSince !== after.stateSince
  )
}

function openCase(book: ClockBook, row: CaseRow): void {
  const policy = book.policyOf(book.begin(row))
  const { id: caseId, openedAt: at } = row
  const calendarId = policy?.calendarId ?? book.calendars.defaultId
  const shared = { caseId, ordinal: 1, caseState: null, calendarId, at }
  const start = (target: 'first_response' | 'resolution', targetMs: number | null) => {
    const isHeld = target === 'resolution' && ruleOf(row).waitsFor !== 'shop'
    const given = { ...shared, target, targetMs, warnAtBps: warnAtOf(policy), isHeld }
    book.put(startClock(given, book.calendars.of(calendarId)))
  }
  start('first_response', policy?.firstResponseMs ?? null)
  start('resolution', policy?.resolutionMs ?? null)
  startState(book, row, policy)
}

function changeCase(book: ClockBook, before: CaseRow, row: CaseRow): void {
  const note = book.noteOf(row.id)
  if (!note || !hasMoved(before, row)) return
  const policy = book.policyOf(note)
  const at = row.stateSince
  // A step is ours: whoever takes it does not wait for an answer any more.
  if (note.isAnswered === 1) book.note({ ...note, isAnswered: 0 })
  stop(book, book.openOf(row.id, 'state'), { at, as: 'met' })
  const [resolution] = book.of(row.id, 'resolution')
  if (isOver(row)) {
    stop(book, resolution, { at, as: 'met' })
    for (const target of ['first_response', 'next_response'] as const) {
      stop(book, book.openOf(row.id, target), { at, as: 'dropped' })
    }
    return
  }
  if (resolution) {
    const is = ruleOf(row).waitsFor === 'shop' ? 'run' : 'hold'
    book.put(turnClock(resolution, { at, is }, book.timeOf(resolution)))
  }
  startState(book, row, policy)
}

/** Measures the state that a case is in, if it has an end: by the policy, or by its flow. */
function startState(book: ClockBook, row: CaseRow, policy: SlaPolicyRow | null): void {
  const { within } = ruleOf(row)
  const own = policy && (JSON.parse(policy.states)[row.state] as StateTarget | undefined)
  const target = own ?? (within && { ms: within.hours * hourMs, clock: within.clock })
  if (!target) return
  const business = policy?.calendarId ?? book.calendars.defaultId
  const calendarId = target.clock === 'business' ? business : null
  const clock = startClock(
    {
      ...{ caseId: row.id, target: 'state', caseState: row.state, calendarId },
      ordinal: book.of(row.id, 'state').length + 1,
      ...{ targetMs: target.ms, warnAtBps: warnAtOf(policy), at: row.stateSince, isHeld: false }
    },
    book.calendars.of(calendarId)
  )
  book.put(clock)
}

interface StateTarget {
  ms: number
  clock: 'business' | 'wall'
}

/** Watches the deadline that the platform has set, each one anew. */
function followPlatform(
  book: ClockBook,
  row: CaseRow,
  { at, warnBeforeMs }: { at: Instant; warnBeforeMs: number }
): void {
  const watched = book.openOf(row.id, 'platform')
  const dueAt = isOver(row) ? null : row.platformDueAt
  if ((watched?.dueAt ?? null) === dueAt) return
  stop(book, watched, { at, as: dueAt === null ? 'met' : 'dropped' })
  if (dueAt === null || !book.noteOf(row.id)) return
  const ordinal = book.of(row.id, 'platform').length + 1
  book.put(watchPlatform({ caseId: row.id, ordinal, at, dueAt }, warnBeforeMs))
}

function stop(
  book: ClockBook,
  clock: SlaClockRow | undefined,
  { at, as }: { at: Instant; as: 'met' | 'dropped' }
): void {
  if (!clock || !isOpen(clock)) return
  book.put(turnClock(clock, { at, is: 'stop', as }, book.timeOf(clock)))
}

/** When a target is due soon, in basis points of its time. */
export function warnAtOf(policy: SlaPolicyRow | null): number {
  return policy?.warnAtBps ?? warnAtDefaultBps
}
