import type { Instant } from '#core/time'
import type { Tx } from '#core/transaction'
import { setDue } from '../cases/due.ts'
import type { CaseRow } from '../cases/tables.ts'
import type { AftersalesScope } from '../scope.ts'
import { alertsOf } from './alert-subjects.ts'
import type { WorkingTime } from './calendar/calendar.ts'
import { type Calendars, loadCalendars } from './calendars.ts'
import { isOpen } from './clock.ts'
import { policyFor } from './match.ts'
import { allPolicies } from './repository/calendars.ts'
import { lockClocks, saveClocks, saveSlaCases, slaCasesOf } from './repository/clocks.ts'
import type { ClockTarget, SlaCaseRow, SlaClockRow, SlaPolicyRow } from './tables.ts'

/** Clocks of some cases while they are changed, and written at once: a constant number of statements. */
export class ClockBook {
  readonly calendars: Calendars
  readonly #policies: readonly SlaPolicyRow[]
  readonly #notes = new Map<string, SlaCaseRow>()
  /** By case, then by id. */
  readonly #clocks = new Map<string, Map<string, SlaClockRow>>()
  readonly #before = new Map<string, SlaClockRow>()
  readonly #changedNotes = new Set<string>()

  private constructor(calendars: Calendars, policies: readonly SlaPolicyRow[]) {
    this.calendars = calendars
    this.#policies = policies
  }

  /** `known`: cases that may have clocks already. */
  static async open(
    tx: Tx,
    { ctx }: AftersalesScope,
    known: readonly string[]
  ): Promise<ClockBook> {
    const calendars = await loadCalendars(tx, ctx.shop.zone)
    const book = new ClockBook(calendars, await allPolicies(tx))
    if (known.length === 0) return book
    for (const clock of await lockClocks(tx, known)) {
      book.put(clock)
      book.#before.set(clock.id, clock)
    }
    for (const note of await slaCasesOf(tx, known)) book.#notes.set(note.caseId, note)
    return book
  }

  /** What is known of a case. Undefined: it was over when we first heard of it, so nothing is measured. */
  noteOf(caseId: string): SlaCaseRow | undefined {
    return this.#notes.get(caseId)
  }

  /** Begins to measure a case by the policy that holds for it now. */
  begin(row: CaseRow): SlaCaseRow {
    const policyId = policyFor(row, this.#policies)?.id ?? null
    const lastCustomerAt = row.openedBy === 'staff' ? null : row.openedAt
    const note = { caseId: row.id, policyId, lastReplyAt: null, lastCustomerAt, isAnswered: 0 }
    this.note(note)
    return note
  }

  note(note: SlaCaseRow): void {
    this.#notes.set(note.caseId, note)
    this.#changedNotes.add(note.caseId)
  }

  policyOf({ policyId }: SlaCaseRow): SlaPolicyRow | null {
    return this.#policies.find(({ id }) => id === policyId) ?? null
  }

  timeOf({ calendarId }: Pick<SlaClockRow, 'calendarId'>): WorkingTime {
    return this.calendars.of(calendarId)
  }

  put(clock: SlaClockRow): void {
    const ofCase = this.#clocks.get(clock.caseId)
    if (ofCase) ofCase.set(clock.id, clock)
    else this.#clocks.set(clock.caseId, new Map([[clock.id, clock]]))
  }

  of(caseId: string, target: ClockTarget): SlaClockRow[] {
    return this.#all(caseId).filter((clock) => clock.target === target)
  }

  #all(caseId: string): SlaClockRow[] {
    return [...(this.#clocks.get(caseId)?.values() ?? [])]
  }

  openOf(caseId: string, target: ClockTarget): SlaClockRow | undefined {
    return this.of(caseId, target).find(isOpen)
  }

  /** Writes what has changed: clocks, when they are to be looked at, alerts that are over, and deadlines of cases. */
  async write(tx: Tx, { ctx }: AftersalesScope): Promise<void> {
    const changed = [...this.#clocks.keys()]
      .flatMap((caseId) => this.#all(caseId))
      .filter((clock) => clock !== this.#before.get(clock.id))
    await saveSlaCases(
      tx,
      [...this.#changedNotes].map((caseId) => this.#notes.get(caseId)!)
    )
    await saveClocks(tx, changed)
    await wakeFor(tx, changed)
    await ctx.alerts.clear(
      tx,
      changed.flatMap((clock) => overAlerts(clock, this.#before.get(clock.id)))
    )
    const caseIds = [...new Set(changed.map(({ caseId }) => caseId))]
    await setDue(
      tx,
      caseIds.map((caseId) => ({ caseId, dueAt: caseDueOf(this.#all(caseId)) }))
    )
  }
}

/** Has jobs look at clocks when there is something to tell of them. */
export async function wakeFor(tx: Tx, clocks: readonly SlaClockRow[]): Promise<void> {
  await tx.enqueue(
    'aftersales.tell-deadline',
    clocks.flatMap(({ id: clockId, nextAt }) =>
      nextAt === null ? [] : [{ payload: { clockId }, runAt: nextAt }]
    )
  )
}

/** When a case's state has to be left, by its clocks: the earliest of its state and its resolution. */
export function caseDueOf(clocks: readonly SlaClockRow[]): Instant | null {
  const dues = clocks.flatMap((clock) =>
    clock.state === 'running' &&
    (clock.target === 'state' || clock.target === 'resolution') &&
    clock.dueAt !== null
      ? [clock.dueAt]
      : []
  )
  return dues.sort()[0] ?? null
}

/** Alerts about a clock whose cause is gone with a change. */
export function overAlerts(after: SlaClockRow, before: SlaClockRow | undefined) {
  if (!before) return []
  const { dueSoon, breached } = alertsOf(after)
  if (!isOpen(after)) {
    const wasTold = before.warnedAt !== null || before.breachedAt !== null
    return wasTold ? [dueSoon, breached] : []
  }
  return [
    ...(before.warnedAt !== null && after.warnedAt === null ? [dueSoon] : []),
    ...(before.breachedAt !== null && after.breachedAt === null ? [breached] : [])
  ]
}
