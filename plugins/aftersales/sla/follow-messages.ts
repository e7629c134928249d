import type { Instant } from '#core/time'
import type { Tx } from '#core/transaction'
import { isOver, ruleOf } from '../cases/flows/flow.ts'
import type { CaseMessageRow, CaseRow } from '../cases/tables.ts'
import type { AftersalesScope } from '../scope.ts'
import { ClockBook } from './book.ts'
import { isOpen, startClock, turnClock } from './clock.ts'
import { warnAtOf } from './follow-cases.ts'
import { casesOf } from './repository/clocks.ts'

/**
 * Keeps clocks with what is said: our answer meets the response that is open and lets the case wait for the customer; what
 * the customer writes ends that, and asks for the next response. Notes and what machines write are no answer.
 */
export async function followMessages(
  tx: Tx,
  scope: AftersalesScope,
  messages: readonly CaseMessageRow[]
): Promise<void> {
  const said = messages.filter(
    ({ side, isNote, isAutomatic }) =>
      isNote === 0 && isAutomatic === 0 && (side === 'staff' || side === 'customer')
  )
  if (said.length === 0) return
  const caseIds = [...new Set(said.map(({ caseId }) => caseId))]
  const book = await ClockBook.open(tx, scope, caseIds)
  const rows = new Map((await casesOf(tx, caseIds)).map((row) => [row.id, row]))
  for (const { caseId, side, at } of said.toSorted((a, b) => (a.at < b.at ? -1 : 1))) {
    const row = rows.get(caseId)
    if (!row || !book.noteOf(caseId)) continue
    if (side === 'staff') weAnswered(book, row, at)
    else theyWrote(book, row, at)
  }
  await book.write(tx, scope)
}

function weAnswered(book: ClockBook, row: CaseRow, at: Instant): void {
  const note = book.noteOf(row.id)!
  const open = [book.openOf(row.id, 'first_response'), book.openOf(row.id, 'next_response')]
  for (const clock of open) {
    // An answer from before the question, told of late, does not answer it.
    if (!clock || clock.startedAt > at) continue
    book.put(turnClock(clock, { at, is: 'stop' }, book.timeOf(clock)))
  }
  const isLast = note.lastCustomerAt === null || at >= note.lastCustomerAt
  const lastReplyAt = laterOf(note.lastReplyAt, at)
  const isAnswered = isLast && !isOver(row) ? 1 : note.isAnswered
  book.note({ ...note, lastReplyAt, isAnswered })
  if (isAnswered === 1 && note.isAnswered === 0) rest(book, row, at)
}

function theyWrote(book: ClockBook, row: CaseRow, at: Instant): void {
  const note = book.noteOf(row.id)!
  const lastCustomerAt = laterOf(note.lastCustomerAt, at)
  const isNews = note.lastReplyAt === null || at >= note.lastReplyAt
  book.note({ ...note, lastCustomerAt, isAnswered: isNews ? 0 : note.isAnswered })
  if (!isNews || isOver(row)) return
  if (note.isAnswered === 1) goOn(book, row, at)
  const isAsked = book.openOf(row.id, 'first_response') ?? book.openOf(row.id, 'next_response')
  if (!isAsked) askForNext(book, row, at)
}

function askForNext(book: ClockBook, row: CaseRow, at: Instant): void {
  const policy = book.policyOf(book.noteOf(row.id)!)
  const calendarId = policy?.calendarId ?? book.calendars.defaultId
  const ordinal = book.of(row.id, 'next_response').length + 1
  const start = {
    ...{ caseId: row.id, target: 'next_response' as const, ordinal, caseState: null, calendarId },
    targetMs: policy?.nextResponseMs ?? null,
    ...{ warnAtBps: warnAtOf(policy), at, isHeld: false }
  }
  book.put(startClock(start, book.calendars.of(calendarId)))
}

/** Lets the case wait for the customer, where its policy does not say that we must go on. */
function rest(book: ClockBook, row: CaseRow, at: Instant): void {
  if (book.policyOf(book.noteOf(row.id)!)?.pausesAfterReply === 0) return
  // In a state that waits for others its own deadline is theirs: our answer does not put it off.
  const isOurs = ruleOf(row).waitsFor === 'shop'
  turn(book, row.id, { at, is: 'hold', isOurs })
}

/** The customer has written: it is our turn, unless the state itself waits for others. */
function goOn(book: ClockBook, row: CaseRow, at: Instant): void {
  if (ruleOf(row).waitsFor === 'shop') turn(book, row.id, { at, is: 'run', isOurs: true })
}

function turn(
  book: ClockBook,
  caseId: string,
  { at, is, isOurs }: { at: Instant; is: 'run' | 'hold'; isOurs: boolean }
): void {
  const targets = isOurs ? (['resolution', 'state'] as const) : (['resolution'] as const)
  for (const target of targets) {
    const clock = book.openOf(caseId, target)
    if (clock && isOpen(clock)) book.put(turnClock(clock, { at, is }, book.timeOf(clock)))
  }
}

function laterOf(one: Instant | null, other: Instant): Instant {
  return one !== null && one > other ? one : other
}
