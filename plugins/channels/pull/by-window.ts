import { Duration } from 'luxon'
import type { WindowPull } from '#core/channel/capabilities'
import type { Slice } from '#core/channel/client'
import type { DocumentPage } from '#core/channel/documents'
import type { Reader } from '#core/database/db'
import { type Instant, instantAt, instantMs } from '#core/time'
import type { Tx } from '#core/transaction'
import { ChannelCallRejected, PullOvertaken } from '../errors.ts'
import { findCursor, moveCursor } from '../repository/cursors.ts'
import type { CursorRow } from '../tables.ts'
import { acknowledgeLater } from './acknowledge.ts'
import { type Taken, takeDocuments } from './documents.ts'
import type { PullResult, Walk } from './walk.ts'
import { nextSlice, type WindowRules, windowRulesOf } from './windows.ts'

const firstSyncMs = 30 * 24 * 60 * 60 * 1000
const firstSyncDays = 'P30D'

/** A list of changes of one platform. */
export interface ChangeList {
  stream: CursorRow['stream']
  rules: WindowPull
  /** Whether another list fills in what lies before the reach of this one. */
  hasHistory?: boolean
  /** What to read, where it is not from the account's beginning to now. */
  span?: Slice
  list(request: { slice: Slice; pageToken: string | null }): Promise<DocumentPage>
  /** Hears what became of the orders of each page, in the page's transaction. */
  onIntake?(tx: Tx, intake: Taken['intake']): Promise<void>
}

/**
 * Where the first reading of a list of changes begins. Null for `since`: the account says nothing.
 */
export function firstWatermark(
  since: Instant | null,
  now: Instant,
  { rules, hasHistory = false }: Pick<ChangeList, 'rules' | 'hasHistory'>
): Instant {
  const reach = rules.reach ?? (hasHistory ? firstSyncDays : undefined)
  const asked = since ?? instantAt(instantMs(now) - firstSyncMs)
  if (reach === undefined) return asked
  // An hour in, since the platform's clock is not ours.
  const reachedMs = instantMs(now) - Duration.fromISO(reach).toMillis() + 3_600_000
  return instantAt(Math.max(instantMs(asked), Math.min(reachedMs, instantMs(now))))
}

/**
 * Reads everything that has changed between the last time and now: window by window, page by page. Each
 * page's documents and the place after it commit together, so that a run killed anywhere is taken
 * up there.
 */
export async function pullByWindow(db: Reader, walk: Walk, list: ChangeList): Promise<PullResult> {
  const { channel } = walk.connection
  const { clock } = walk.parts
  const rules = windowRulesOf(list.rules)
  // What changes while it reads is for the next pull: a pull that chased the clock would never end.
  const now = list.span ? endOf(list.span, rules) : clock.now()
  let cursor =
    (await findCursor(db, channel.id, list.stream)) ??
    firstCursor(
      channel.id,
      list.stream,
      list.span?.since ?? firstWatermark(channel.since, now, list)
    )
  while (!walk.isOver()) {
    const slice = openSlice(cursor) ?? nextSlice(cursor.watermark, now, rules)
    if (slice === null) return walk.end(true)
    const from = cursor
    const page = await readPage(walk, list, { from, slice })
    // Of the past a platform has shown everything there is.
    const vouched = list.span ? { ...page, observedUntil: null } : page
    const next = advance(from, slice, vouched)
    await walk.parts.transaction(async (tx) => {
      const intake = await takePage(tx, walk, { from, next, page })
      await list.onIntake?.(tx, intake)
    })
    // A platform that vouches for nothing new is asked again later, not at once.
    if (page.next === null && next.watermark === from.watermark) return walk.end(true)
    cursor = next
  }
  return walk.end(false)
}

/** The "now" at which a span is read to its end. */
function endOf({ until }: Slice, { lagMs }: WindowRules): Instant {
  return instantAt(instantMs(until) + lagMs)
}

function firstCursor(
  channelId: string,
  stream: CursorRow['stream'],
  watermark: Instant
): CursorRow {
  const none = { windowSince: null, windowUntil: null, pageToken: null, observedUntil: null }
  return { channelId, stream, watermark, ...none, version: 0 }
}

function openSlice({ windowSince, windowUntil }: CursorRow): Slice | null {
  return windowSince === null || windowUntil === null
    ? null
    : { since: windowSince, until: windowUntil }
}

/**
 * Reads the page that a cursor stands before. A token that is refused may have ended, and would be for ever: the
 * next try begins the window anew. Errors: as `list`; CHANNEL_CALL_REJECTED for a page that names itself.
 */
async function readPage(
  walk: Walk,
  list: ChangeList,
  { from, slice }: { from: CursorRow; slice: Slice }
): Promise<DocumentPage> {
  try {
    const page = await list.list({ slice, pageToken: from.pageToken })
    assertForward(walk.connection.channel.id, list.stream, from, page)
    return page
  } catch (error) {
    if (error instanceof ChannelCallRejected && from.pageToken !== null) {
      const anew = { ...from, pageToken: null, observedUntil: null, version: from.version + 1 }
      await walk.parts.transaction((tx) => moveCursor(tx, from, anew))
    }
    throw error
  }
}

/** A page that names itself as the next one would be read for ever. */
function assertForward(
  channel: string,
  operation: string,
  { pageToken }: CursorRow,
  { next }: DocumentPage
): void {
  if (next === null || next !== pageToken) return
  const reason = `page ${next} names itself as the next one`
  throw new ChannelCallRejected({ channel, operation, platformCode: 'PAGE_LOOP', reason })
}

/** Where the list stands once the page is taken. */
function advance(cursor: CursorRow, slice: Slice, page: DocumentPage): CursorRow {
  const version = cursor.version + 1
  const observedUntil = earliest(cursor.observedUntil, page.observedUntil)
  if (page.next !== null) {
    const { since: windowSince, until: windowUntil } = slice
    return { ...cursor, windowSince, windowUntil, pageToken: page.next, observedUntil, version }
  }
  const vouched = earliest(observedUntil, slice.until)!
  // What was vouched for before stays: a watermark never goes back.
  const isForward = instantMs(vouched) > instantMs(cursor.watermark)
  const watermark = isForward ? vouched : cursor.watermark
  return { ...firstCursor(cursor.channelId, cursor.stream, watermark), version }
}

function earliest(one: Instant | null, other: Instant | null): Instant | null {
  if (one === null || other === null) return one ?? other
  return instantMs(one) < instantMs(other) ? one : other
}

async function takePage(
  tx: Tx,
  walk: Walk,
  { from, next, page }: { from: CursorRow; next: CursorRow; page: DocumentPage }
): Promise<Taken['intake']> {
  const { channel } = walk.connection
  if (!(await moveCursor(tx, from, next))) throw new PullOvertaken({ channel: channel.id })
  const taken = await takeDocuments(tx, walk.parts.takers, channel, { ...page, run: walk.run })
  await acknowledgeLater(tx, walk.connection, taken.intake)
  const rows = page.documents.length + page.rejected.length
  tx.afterCommit(() => walk.count(taken, { rows, source: next.stream }))
  return taken.intake
}
