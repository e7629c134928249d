import type { Reader } from '#core/database/db'
import { addDays, businessDay } from '../../query/calendar.ts'
import { runQuery } from '../../query/run.ts'
import type { ReportFilter } from '../../query/types.ts'
import type { ReportingScope } from '../../scope.ts'
import { forecastDays } from './forecast.ts'

/** Which figure is carried on. */
export interface ForecastAsk {
  metric: string
  channelId?: string | undefined
  sku?: string | undefined
  currency?: string | undefined
  days: number
  historyDays: number
}

/** Carries a figure on from yesterday. One question; errors: those of `runQuery`. */
export async function readForecast(db: Reader, scope: ReportingScope, ask: ForecastAsk) {
  const { metric, channelId, sku, currency, days, historyDays } = ask
  const { shop, clock } = scope.ctx
  const to = addDays(businessDay(shop, clock.now()), -1)
  const from = addDays(to, 1 - historyDays)
  const filters: ReportFilter[] = [
    ...(channelId === undefined ? [] : [{ dimension: 'channel' as const, in: [channelId] }]),
    ...(sku === undefined ? [] : [{ dimension: 'sku' as const, in: [sku] }])
  ]
  const answer = await runQuery(db, scope, {
    ...{ metrics: [metric], dimensions: ['day'], period: { from, to }, filters },
    ...(currency !== undefined && { currency }),
    limit: historyDays
  })
  const byDay = new Map(answer.rows.map((row) => [row.keys.day!, row.values[metric]!.value]))
  const told = [...byDay].filter(([, value]) => value !== null && value !== 0).map(([day]) => day)
  const firstOn = told.sort()[0] ?? to
  const length = Math.round((Date.parse(to) - Date.parse(firstOn)) / 86_400_000) + 1
  const values = Array.from({ length }, (_, at) => byDay.get(addDays(firstOn, at)) ?? 0)
  const forecast = forecastDays({ fromOn: firstOn, values }, days)
  return {
    ...{ metric, from, to, currency: answer.currency },
    slopePerDay: forecast?.slopePerDay ?? null,
    outlook: forecast?.outlook ?? null,
    weekdays: forecast?.weekdays ?? [],
    days: forecast?.days ?? []
  }
}
