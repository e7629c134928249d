import { inPages } from '#core/pages'
import type { Clock } from '#core/time'
import type { Tx } from '#core/transaction'
import type { FactParts } from './parts.ts'
import { noteIdsAfter, orderIdsAfter } from './repository/pages.ts'
import {
  dayTables,
  monthTables,
  nextDay,
  nextMonth,
  nextWeek,
  readDifferences,
  weekTables
} from './repository/sums-of-facts.ts'
import { lockSums, saveWalk, takeWalk } from './repository/walks.ts'
import type { ReportWalkRow } from './tables.ts'
import { takeSales } from './take.ts'
import type { WalkRunner } from './walk-runner.ts'
import { writeDeltas } from './write.ts'

/** A page is one turn of the writer, for which orders wait. */
const pageSize = 50

/**
 * What a walk does, one after the other. A rebuild first makes the sums equal to the facts, day by day, and then the facts to
 * the orders, page by page, with the sums: so sums and facts agree at each of its commits, and orders may come in meanwhile.
 */
const steps = {
  rebuild: ['days', 'weeks', 'months', 'orders', 'notes'],
  backfill: ['orders', 'notes']
} as const
type Step = (typeof steps)['rebuild'][number]

interface WalkOptions {
  name: ReportWalkRow['name']
  fillCosts?: boolean
  isOnce?: boolean
  /** Given where others are at work meanwhile: it rests between pages. */
  clock?: Clock
}

/**
 * Walks over all orders and credit notes, a page a transaction. Killed and started again it goes on where it was; one that
 * has come to its end begins anew. Returns the facts and sums it has corrected.
 */
export async function walk(
  runner: WalkRunner,
  parts: FactParts,
  { name, fillCosts = false, isOnce = false, clock }: WalkOptions
): Promise<number> {
  let changed = 0
  const page = async (done: number): Promise<number | undefined> => {
    const isFirst = done === 0
    const state = await runner.transaction(async (tx) => {
      const known = await takeWalk(tx, name)
      if (known?.finishedAt && (isOnce || !isFirst)) return known
      const current =
        known && known.finishedAt === null ? known : begin(tx, parts, { name, fillCosts })
      const next = await takePage(tx, parts, current)
      await saveWalk(tx, next)
      return next
    })
    runner.progress(done + 1)
    changed = state.changed
    return state.finishedAt === null ? done + 1 : undefined
  }
  await inPages(0, { signal: runner.signal, clock }, page)
  return changed
}

function begin(
  tx: Tx,
  { shop }: FactParts,
  { name, fillCosts }: { name: ReportWalkRow['name']; fillCosts: boolean }
): ReportWalkRow {
  return {
    name,
    step: steps[name][0],
    afterKey: '',
    fillCosts: fillCosts ? 1 : 0,
    changed: 0,
    zone: shop.zone,
    startsAtHour: shop.dayStartsAtHour,
    startedAt: tx.now,
    finishedAt: null
  }
}

/** Does the next page of a walk, and says where that leaves it. */
async function takePage(tx: Tx, parts: FactParts, at: ReportWalkRow): Promise<ReportWalkRow> {
  const step = at.step as Step
  const { last, changed } = await pageOf[step](tx, parts, at)
  const done = { ...at, changed: at.changed + changed }
  if (last !== null) return { ...done, afterKey: last }
  const all: readonly Step[] = steps[at.name]
  const next = all[all.indexOf(step) + 1]
  return next ? { ...done, step: next, afterKey: '' } : { ...done, finishedAt: tx.now }
}

/** The last key of a page, null: nothing is left. */
type Page = (
  tx: Tx,
  parts: FactParts,
  at: ReportWalkRow
) => Promise<{ last: string | null; changed: number }>

const pageOf: Readonly<Record<Step, Page>> = {
  days: (tx, parts, { afterKey }) =>
    correct(tx, parts, { afterKey, tables: dayTables, next: nextDay }),
  weeks: (tx, parts, { afterKey }) =>
    correct(tx, parts, { afterKey, tables: weekTables, next: nextWeek }),
  months: (tx, parts, { afterKey }) =>
    correct(tx, parts, { afterKey, tables: monthTables, next: nextMonth }),
  orders: async (tx, parts, { afterKey, fillCosts }) => {
    const orderIds = await orderIdsAfter(tx, afterKey, pageSize)
    const news = { placed: [], orderIds, noteIds: [] }
    const changed = await takeSales(tx, parts, news, { fillCosts: fillCosts === 1 })
    return { last: orderIds.at(-1) ?? null, changed }
  },
  notes: async (tx, parts, { afterKey }) => {
    const noteIds = await noteIdsAfter(tx, afterKey, pageSize)
    const changed = await takeSales(tx, parts, { placed: [], orderIds: [], noteIds })
    return { last: noteIds.at(-1) ?? null, changed }
  }
}

async function correct(
  tx: Tx,
  parts: FactParts,
  { afterKey, tables, next }: { afterKey: string; tables: typeof dayTables; next: typeof nextDay }
): Promise<{ last: string | null; changed: number }> {
  await lockSums(tx)
  const on = await next(tx, afterKey)
  if (on === null) return { last: null, changed: 0 }
  let changed = 0
  for (const table of tables) {
    const rows = await readDifferences(tx, table, on)
    changed += rows.length
    if (rows.length > 0) await writeDeltas(tx, parts, [{ rollup: table.rollup, rows }])
  }
  return { last: on, changed }
}

/** A walk as the API shows it. */
export function presentWalk(walk: ReportWalkRow | undefined) {
  if (!walk) return null
  const { step, changed, fillCosts, startedAt, finishedAt } = walk
  return { step, changed, fillCosts: fillCosts === 1, startedAt, finishedAt }
}
