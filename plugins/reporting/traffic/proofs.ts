import { isDeepStrictEqual } from 'node:util'
import { sql } from 'kysely'
import type { Proof } from '#core/plugin'
import { deriveDays } from './derive.ts'
import { figureNames } from './figures.ts'
import { type ChannelDay, rowsOfDays } from './repository.ts'
import type { TrafficDayRow } from './tables.ts'

/** Days that are looked at in one query. */
const pageDays = 200

/** What must be true of traffic at any time. */
export const trafficProofs: readonly Proof[] = [
  {
    name: 'reporting.traffic-derived',
    title: 'What reports read of traffic is what channels have told',
    async findings(db) {
      const findings: string[] = []
      const { rows: days } = await sql<ChannelDay>`
        select channel_id, day_on from report_traffic union select channel_id, day_on
        from report_traffic_days order by channel_id, day_on`.execute(db)
      for (let at = 0; at < days.length && findings.length < 100; at += pageDays) {
        const page = days.slice(at, at + pageDays)
        const told = await rowsOfDays(db, page)
        for (const day of page) {
          const isOfDay = ({ channelId, dayOn }: ChannelDay) =>
            channelId === day.channelId && dayOn === day.dayOn
          const expected = deriveDays(told.filter(isOfDay)).map(textOf).sort()
          const rows = await db
            .selectFrom('reportTrafficDays')
            .selectAll()
            .where('channelId', '=', day.channelId)
            .where('dayOn', '=', day.dayOn)
            .execute()
          if (isDeepStrictEqual(rows.map(textOf).sort(), expected)) continue
          findings.push(`${day.channelId} on ${day.dayOn}: what reports read is not what was told`)
        }
      }
      return findings
    }
  }
]

function textOf(row: TrafficDayRow): string {
  const { grain, source, campaign, sku, currency } = row
  return JSON.stringify([
    grain,
    source,
    campaign,
    sku,
    currency,
    ...figureNames.map((name) => row[name])
  ])
}
