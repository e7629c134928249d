import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { ratioOf } from '#core/money'

/** Ratings of a channel in a span of days. */
export interface WindowFigures {
  channelId: string
  good: number
  neutral: number
  bad: number
  /** good / (good + neutral + bad); null: none. */
  goodRateBps: number | null
  /** good / (good + bad); null: none. */
  goodOfDecidedBps: number | null
  meanHundredths: number | null
}

/** Ratings that count for the six months' mean. */
export interface ScoreFigures {
  channelId: string
  count: number
  sum: number
  scoreHundredths: number | null
  describedHundredths: number | null
  serviceHundredths: number | null
  logisticsHundredths: number | null
}

/** A span of days in the shop's zone; `to` is exclusive. */
export interface DaySpan {
  from: string
  to: string
  /** Null: every channel that has reviews in it. */
  channelId: string | null
}

/** Counts the grades of channels in a span: one query. Reviews that an appeal has taken out do not count. */
export async function windowFigures(db: Reader, span: DaySpan): Promise<WindowFigures[]> {
  const graded = (grade: string) => sql`count(case when grade = ${sql.lit(grade)} then 1 end)`
  const { rows } = await sql<{
    channelId: string
    good: number
    neutral: number
    bad: number
    sum: number
  }>`select channel_id, ${graded('good')} as good, ${graded('neutral')} as neutral,
      ${graded('bad')} as bad, sum(rating) as sum
    from reviews where written_on >= ${span.from} and written_on < ${span.to} ${inChannel(span)}
      and is_excluded = 0 and rating is not null
    group by channel_id order by channel_id`.execute(db)
  return rows.map(({ sum, ...row }) => {
    const { good, neutral, bad } = row
    return {
      ...row,
      goodRateBps: part(good, 10_000, good + neutral + bad),
      goodOfDecidedBps: part(good, 10_000, good + bad),
      meanHundredths: part(sum, 100, good + neutral + bad)
    }
  })
}

/**
 * Means of channels in a span (six months): of each buyer the first three ratings of a calendar month count; buyers whom
 * the channel does not name count for themselves. One query.
 * Source: the rule of Taobao's detailed seller ratings.
 */
export async function scoreFigures(db: Reader, span: DaySpan): Promise<ScoreFigures[]> {
  const { rows } = await sql<Record<string, string | number>>`
    select channel_id, count(rating) as count, sum(rating) as sum,
      count(described_rating) as described, sum(described_rating) as described_sum,
      count(service_rating) as service, sum(service_rating) as service_sum,
      count(logistics_rating) as logistics, sum(logistics_rating) as logistics_sum
    from (select channel_id, rating, described_rating, service_rating, logistics_rating,
        row_number() over (partition by channel_id, coalesce(buyer_key, id),
          substr(written_on, 1, 7) order by written_at, id) as place
      from reviews where written_on >= ${span.from} and written_on < ${span.to} ${inChannel(span)}
        and is_excluded = 0 and rating is not null) as placed
    where place <= 3 group by channel_id order by channel_id`.execute(db)
  const mean = (row: Record<string, string | number>, name: string) =>
    part(Number(row[`${name}Sum`] ?? 0), 100, Number(row[name] ?? 0))
  return rows.map((row) => ({
    channelId: String(row.channelId),
    count: Number(row.count),
    sum: Number(row.sum),
    scoreHundredths: part(Number(row.sum), 100, Number(row.count)),
    describedHundredths: mean(row, 'described'),
    serviceHundredths: mean(row, 'service'),
    logisticsHundredths: mean(row, 'logistics')
  }))
}

function inChannel({ channelId }: DaySpan) {
  return channelId === null ? sql`` : sql`and channel_id = ${channelId}`
}

function part(amount: number, numerator: number, denominator: number): number | null {
  return denominator === 0 ? null : ratioOf(Number(amount), numerator, denominator)
}
