import { currencyExponent } from '#core/currency'
import type { Shop } from '#core/plugin'
import type { Instant } from '#core/time'
import { addDays, addMonths, businessDay, monthOf } from './calendar.ts'
import { MetricSpanInvalid } from './errors.ts'
import type { MonthSpan } from './reports.ts'
import type { DaySpan } from './repository/days-read.ts'
import { type RfmOptions, snapshotAt } from './rfm.ts'
import type { MonthsQueryShape, RfmQueryShape } from './schema.ts'

/** Months that one answer has at most. */
const monthsMax = 120
/** Before anybody sold anything here. */
const everOn = '0001-01-01'

/** Reads which months are asked for: a year up to this month unless they say otherwise. Errors: METRIC_SPAN_INVALID. */
export function monthSpan(
  shop: Readonly<Shop>,
  now: Instant,
  { fromMonth, toMonth = monthOf(businessDay(shop, now)) }: MonthsQueryShape
): MonthSpan {
  const from = fromMonth ?? addMonths(toMonth, -11)
  if (from > toMonth) throw new MetricSpanInvalid({ field: 'fromMonth', fix: 'not after toMonth' })
  if (addMonths(from, monthsMax) <= toMonth) {
    throw new MetricSpanInvalid({
      field: 'fromMonth',
      fix: `at most ${monthsMax} months at a time`
    })
  }
  return { fromMonth: from, toMonth }
}

/** Reads which days are asked for; `defaultDays` null: ever. Errors: METRIC_SPAN_INVALID. */
export function daySpan(
  shop: Readonly<Shop>,
  now: Instant,
  { fromOn, toOn, defaultDays }: Partial<DaySpan> & { defaultDays: number | null }
): DaySpan {
  const to = calendarDay('toOn', toOn ?? snapshotAt(shop, now))
  const earlier = defaultDays === null ? everOn : addDays(to, -defaultDays)
  const from = calendarDay('fromOn', fromOn ?? earlier)
  if (from >= to) throw new MetricSpanInvalid({ field: 'fromOn', fix: 'a day before toOn' })
  return { fromOn: from, toOn: to }
}

/** Fills in what RFM is reckoned from. Errors: METRIC_SPAN_INVALID. */
export function rfmOptions(shop: Readonly<Shop>, now: Instant, query: RfmQueryShape): RfmOptions {
  return {
    currency: knownCurrency(shop, query.currency),
    snapshotOn: calendarDay('snapshotOn', query.snapshotOn ?? snapshotAt(shop, now)),
    monetary: query.monetary
  }
}

/** The shop's currency unless another is asked for. Errors: CURRENCY_UNKNOWN. */
export function knownCurrency(shop: Readonly<Shop>, currency = shop.currency): string {
  currencyExponent(currency)
  return currency
}

function calendarDay(field: string, day: string): string {
  const ms = Date.parse(`${day}T00:00:00.000Z`)
  if (!Number.isNaN(ms) && new Date(ms).toISOString().startsWith(day)) return day
  throw new MetricSpanInvalid({ field, fix: `${day} is no day of the calendar` })
}
