import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { instantAt, instantMs } from '#core/time'
import { businessDay } from '../query/calendar.ts'
import type { DaySpan } from '../query/types.ts'
import type { ReportingScope } from '../scope.ts'

/** The days that a run has read. */
export interface ReadDays {
  spans: DaySpan[]
  /** Day → revision of its figures; days without any figures are left out. */
  revisions: Record<string, number>
  /**
   * Days that were not closed yet, and their sums then. Until a business day is closed, what happens on it is no revision,
   * and a run that was made meanwhile is outdated all the same.
   */
  open: { spans: DaySpan[]; sums: Record<string, string> }
}

const hourMs = 3_600_000

/**
 * What is known of the days of some spans. Read before the figures: what changes in between makes the run outdated, rather
 * than wrong without anybody knowing.
 */
export async function readDays(
  db: Reader,
  { ctx }: ReportingScope,
  spans: readonly DaySpan[]
): Promise<ReadDays> {
  const closedBefore = instantAt(instantMs(ctx.clock.now()) - ctx.options.closesAfterHours * hourMs)
  const firstOpen = businessDay(ctx.shop, closedBefore)
  const openSpans = spans
    .filter(({ to }) => to >= firstOpen)
    .map((span) => (span.from < firstOpen ? { ...span, from: firstOpen } : span))
  return {
    spans: [...spans],
    revisions: await revisionsOf(db, spans),
    open: { spans: openSpans, sums: await sumsOf(db, openSpans) }
  }
}

/** Days whose figures have changed since a run has read them, in order. */
export async function changedDays(db: Reader, read: ReadDays): Promise<string[]> {
  const revisions = await revisionsOf(db, read.spans)
  const changed = Object.keys(revisions).filter(
    (day) => revisions[day]! > (read.revisions[day] ?? 0)
  )
  const sums = await sumsOf(db, read.open.spans)
  const open = [...new Set([...Object.keys(sums), ...Object.keys(read.open.sums)])]
  changed.push(...open.filter((day) => sums[day] !== read.open.sums[day]))
  return [...new Set(changed)].sort()
}

function within(spans: readonly DaySpan[]) {
  const parts = spans.map(({ from, to }) => sql`(day_on >= ${from} and day_on <= ${to})`)
  return sql<boolean>`(${sql.join(parts, sql` or `)})`
}

async function revisionsOf(db: Reader, spans: readonly DaySpan[]): Promise<Record<string, number>> {
  const rows = await db
    .selectFrom('reportDayRevisions')
    .select(['dayOn', 'revision'])
    .where(within(spans))
    .execute()
  return Object.fromEntries(rows.map(({ dayOn, revision }) => [dayOn, Number(revision)]))
}

/** Sums of days as one text each, to be compared. */
async function sumsOf(db: Reader, spans: readonly DaySpan[]): Promise<Record<string, string>> {
  if (spans.length === 0) return {}
  const { rows } = await sql<Record<'dayOn' | 'orders' | 'net' | 'refunds' | 'units', string>>`
    select day_on, sum(orders) as orders, sum(net_minor) as net, sum(refund_minor) as refunds, sum(units) as units
    from report_order_days where ${within(spans)} group by day_on order by day_on`.execute(db)
  return Object.fromEntries(
    rows.map(({ dayOn, orders, net, refunds, units }) => {
      return [dayOn, [orders, net, refunds, units].map(Number).join(' ')]
    })
  )
}
