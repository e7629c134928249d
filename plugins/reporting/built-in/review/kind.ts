import { addDays } from '../../query/calendar.ts'
import { resolveComparison } from '../../query/period.ts'
import type { DaySpan, NamedPeriod } from '../../query/types.ts'
import type { Text } from '../../rendering/document.ts'

/** What a period is held against, and what people call it. */
export interface Against {
  span(of: DaySpan): DaySpan
  /** Beside a change: `Last week`. */
  title: Text
  /** In a sentence: `than last week`. */
  words: Text
}

/** A review of days: how long it is, and what it is held against. */
export interface ReviewKind {
  name: string
  title: Text
  summary: Text
  period: NamedPeriod
  /** What the period is called beside what it is held against. */
  now: Text
  /** The first says what has changed; the second, what is usual. */
  against: readonly [Against, Against]
  /** Whether it goes into details: a brief does not. */
  isWhole: boolean
}

/** So many days earlier keep the weekday a year before. */
const weeksOfYear = 52 * 7

const shifted = (days: number) => (span: DaySpan) => ({
  from: addDays(span.from, -days),
  to: addDays(span.to, -days)
})

export const dailyBrief: ReviewKind = {
  name: 'daily-brief',
  title: { zh: '日报', en: 'Daily brief' },
  summary: {
    zh: '昨天的核心指标，对比前一天和上周同日',
    en: "Yesterday's figures beside the day before and the same weekday last week"
  },
  period: 'yesterday',
  now: { zh: '当日', en: 'This day' },
  against: [
    {
      span: (of) => resolveComparison('sameWeekdayLastWeek', of),
      title: { zh: '上周同日', en: 'Same day last week' },
      words: { zh: '上周同日', en: 'the same day last week' }
    },
    {
      span: (of) => resolveComparison('dayBefore', of),
      title: { zh: '前一天', en: 'Day before' },
      words: { zh: '前一天', en: 'the day before' }
    }
  ],
  isWhole: false
}

export const weeklyReview: ReviewKind = {
  name: 'weekly-review',
  title: { zh: '周报', en: 'Weekly review' },
  summary: {
    zh: '一周的目标达成、原因、建议，渠道、商品、售后与促销明细',
    en: 'A week: target, reasons, advice; channels, products, after-sales and promotions'
  },
  period: 'lastWeek',
  now: { zh: '本周', en: 'This week' },
  against: [
    {
      span: (of) => resolveComparison('previousPeriod', of),
      title: { zh: '上周', en: 'Week before' },
      words: { zh: '上周', en: 'the week before' }
    },
    {
      span: shifted(weeksOfYear),
      title: { zh: '去年同周', en: 'A year before' },
      words: { zh: '去年同周', en: 'the same week a year before' }
    }
  ],
  isWhole: true
}

export const monthlyReview: ReviewKind = {
  name: 'monthly-review',
  title: { zh: '月报', en: 'Monthly review' },
  summary: {
    zh: '一个月的目标达成、原因、建议，渠道、商品、售后与促销明细',
    en: 'A month: target, reasons, advice; channels, products, after-sales and promotions'
  },
  period: 'lastMonth',
  now: { zh: '本月', en: 'This month' },
  against: [
    {
      span: (of) => resolveComparison('monthBefore', of),
      title: { zh: '上月', en: 'Month before' },
      words: { zh: '上月', en: 'the month before' }
    },
    {
      span: (of) => resolveComparison('yearBefore', of),
      title: { zh: '去年同月', en: 'A year before' },
      words: { zh: '去年同月', en: 'the same month a year before' }
    }
  ],
  isWhole: true
}

export const reviewKinds = [dailyBrief, weeklyReview, monthlyReview] as const
