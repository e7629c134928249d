import type { Reader } from '#core/database/db'
import { inParts, turn } from '#core/pages'
import type { Dimension } from '../cubes/cube.ts'
import { timeKey } from './calendar.ts'
import { gatherDistinct } from './distinct.ts'
import { addToGroups, type Gathered, keyOf } from './groups.ts'
import type { SumMemo, TakeRows } from './memo.ts'
import type { Plan, PlanPart } from './plan.ts'
import { type CubeRead, readSums, type SumRow, snapshotDays } from './read.ts'
import { type Pace, paceName, type Slice, segmentsOf } from './slices.ts'
import type { DaySpan } from './types.ts'

/** Rows that are added at once. */
const partSize = 2000

/** What a part of a question is read with. */
interface Reading {
  db: Reader
  pace: Pace
  plan: Plan
  span: DaySpan
  /** Of a report that asks several questions. */
  memo?: SumMemo | undefined
}

/**
 * Reads everything that a plan asks of one period. On SQLite what takes long is read in the background: what is sold
 * meanwhile may be in some of the figures.
 *
 * Errors: REPORT_QUERY_INVALID when the answer would have too many rows.
 */
export async function gather(reading: Reading): Promise<Gathered> {
  const found: Gathered = { groups: new Map(), totals: {}, empty: {} }
  const parts = reading.plan.parts
  for (const part of parts.filter(({ cube }) => !cube.isOfAll)) {
    if (part.cube.isSnapshot) await gatherSnapshot(reading, part, found)
    else await gatherPart(reading, part, found)
    await turn()
  }
  for (const part of parts.filter(({ cube }) => cube.isOfAll)) {
    await spreadPart(reading, part, found)
    await turn()
  }
  for (const sums of [...found.groups.values(), found.totals]) {
    for (const name in found.empty) sums[name] ??= found.empty[name]!
  }
  return found
}

async function gatherPart(reading: Reading, part: PlanPart, found: Gathered): Promise<void> {
  const { db, plan, span } = reading
  const { cube, measures, distinct } = part
  for (const name of [...measures, ...distinct]) found.empty[name] = 0
  const read: CubeRead = { ...plan, cube }
  const segments = segmentsOf(span, {
    weeks: cube.weeks !== undefined && (plan.time === null || plan.time === 'week'),
    months: cube.months !== undefined && plan.time !== 'day' && plan.time !== 'week'
  })
  if (measures.length > 0) {
    await walk(reading, read, segments, measures, (rows) =>
      inParts(rows, partSize, (part) => addToGroups(found, plan.dimensions.length, measures, part))
    )
  }
  for (const name of distinct) {
    await gatherDistinct(db, reading.pace, { read, name, segments, span }, found)
  }
}

/** Reads sums segment by segment. */
async function walk(
  { db, pace, memo }: Reading,
  read: CubeRead,
  segments: readonly Slice[],
  measures: readonly string[],
  take: TakeRows
): Promise<void> {
  const name = paceName(read)
  const readSlice = (from: Reader, slice: Slice) => readSums(from, read, measures, slice)
  const readAll = async (take: TakeRows) => {
    for (const segment of segments) await pace.walk(db, { name, segment }, readSlice, take)
  }
  await (memo ? memo.take({ read, segments, measures }, take, readAll) : readAll(take))
}

/** Adds figures as they stood at the end of each span of time, or at its beginning, and in the total at that of all. */
async function gatherSnapshot(reading: Reading, part: PlanPart, found: Gathered): Promise<void> {
  const { db, plan, span } = reading
  const { cube, measures } = part
  const read: CubeRead = { ...plan, cube }
  const days = await snapshotDays(db, cube, plan.time, span)
  const shown = cube.isOfStart ? days[0] : days.at(-1)
  for (const name of measures) found.empty[name] = shown === undefined ? null : 0
  if (shown === undefined) return
  // Each may be as large as the catalog; only those of charts by day are many.
  const from = days.length > 1 ? (db.background ?? db) : db
  const rows = await readSums(from, read, measures, { kind: 'days', days })
  const at = plan.time ? `k${plan.dimensions.indexOf(plan.time)}` : null
  const isShown = (row: SumRow) => at === null || row[at] === timeKey(plan.time!, shown)
  const { totals } = found
  addToGroups({ ...found, totals: {} }, plan.dimensions.length, measures, rows)
  addToGroups({ groups: new Map(), totals, empty: {} }, 0, measures, rows.filter(isShown))
}

/** Gives every group the figures that hold for everything in its span of time. */
async function spreadPart(reading: Reading, part: PlanPart, found: Gathered): Promise<void> {
  const { plan, span } = reading
  const { cube, measures } = part
  const time: Dimension[] = plan.time ? [plan.time] : []
  const own: Gathered = { groups: new Map(), totals: {}, empty: {} }
  const read: CubeRead = { ...plan, cube, dimensions: time, filters: [] }
  await walk(reading, read, [{ kind: 'days', ...span }], measures, async (rows) =>
    addToGroups(own, time.length, measures, rows)
  )
  const at = plan.time ? plan.dimensions.indexOf(plan.time) : -1
  if (found.groups.size === 0 && plan.dimensions.length === time.length) {
    for (const [key, sums] of own.groups) found.groups.set(key, { ...sums })
  }
  for (const [key, sums] of found.groups) {
    const mine = own.groups.get(at < 0 ? '' : (keyOf(key)[at] ?? ''))
    for (const name of measures) sums[name] = mine?.[name] ?? 0
  }
  for (const name of measures) {
    found.empty[name] = 0
    found.totals[name] = own.totals[name] ?? 0
  }
}
