import type { JobContext } from '#core/jobs'
import type { Tx } from '#core/transaction'
import type { AftersalesScope } from '../scope.ts'
import { alertsOf } from './alert-subjects.ts'
import { wakeFor } from './book.ts'
import { nextOf } from './clock.ts'
import { casesOf, lockTold, saveClocks } from './repository/clocks.ts'
import type { SlaAlertFields, SlaClockRow } from './tables.ts'

/** Clocks of a page. */
const pageSize = 200

type Worker = Pick<JobContext<unknown>, 'pages' | 'transaction'>

/** Tells of one clock what is to be told by now, and wakes for the rest. */
export async function tellOne(job: Worker, scope: AftersalesScope, clockId: string): Promise<void> {
  await job.transaction((tx) => tellPage(tx, scope, clockId))
}

/** Tells of every clock what is to be told by now. A page a transaction. */
export async function tellAll(job: Worker, scope: AftersalesScope): Promise<void> {
  await job.pages(0, async (tx, done) => {
    const told = await tellPage(tx, scope, null)
    return told === pageSize ? done + told : undefined
  })
}

/**
 * Raises the alerts of clocks whose time has come, and marks them in the same transaction: each kind once a clock and due
 * time. What is breached already is not due soon any more. Returns how many clocks there were.
 */
async function tellPage(tx: Tx, { ctx }: AftersalesScope, clockId: string | null): Promise<number> {
  const clocks = await lockTold(tx, { clockId, limit: pageSize })
  if (clocks.length === 0) return 0
  const late = clocks.filter(({ dueAt }) => dueAt! <= tx.now)
  const soon = clocks.filter(({ dueAt }) => dueAt! > tx.now)
  const told = clocks.map((clock): SlaClockRow => {
    const isLate = clock.dueAt! <= tx.now
    const next = {
      ...clock,
      warnedAt: clock.warnedAt ?? tx.now,
      ...(isLate && { breachedAt: clock.dueAt, isBreached: 1 })
    }
    return { ...next, nextAt: nextOf(next) }
  })
  await saveClocks(tx, told)
  await wakeFor(tx, told)
  const states = await statesOf(tx, clocks)
  await ctx.alerts.clear(
    tx,
    late.map((clock) => alertsOf(clock).dueSoon)
  )
  await ctx.alerts.raise(tx, [
    ...soon.map((clock) => ({
      ...alertsOf(clock).dueSoon,
      ...wordsOf(clock, states, 'is due at')
    })),
    ...late.map((clock) => ({
      ...alertsOf(clock).breached,
      ...wordsOf(clock, states, 'was due at')
    }))
  ])
  return clocks.length
}

async function statesOf(tx: Tx, clocks: readonly SlaClockRow[]): Promise<Map<string, string>> {
  const rows = await casesOf(tx, [...new Set(clocks.map(({ caseId }) => caseId))])
  return new Map(rows.map(({ id, state }) => [id, state]))
}

const names = {
  first_response: 'the first response to',
  next_response: 'the next response to',
  resolution: 'the resolution of',
  state: 'the next step of',
  platform: "the platform's deadline for"
} as const

function wordsOf(
  { caseId, target, dueAt, targetMs }: SlaClockRow,
  states: ReadonlyMap<string, string>,
  verb: string
): { message: string; fields: SlaAlertFields } {
  const state = states.get(caseId) ?? 'unknown'
  return {
    message: `${names[target]} ${caseId} (${state}) ${verb} ${dueAt}`,
    fields: { caseId, target, state, dueAt: dueAt!, targetMs }
  }
}
