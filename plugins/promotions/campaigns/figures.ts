import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { ratioOf } from '#core/money'
import type { CampaignInputShape, TargetMetric } from './definition.ts'
import { type GuardName, spentMinor } from './guards.ts'
import {
  type CampaignTotals,
  selectTotals,
  sumColumns,
  summed,
  toSums
} from './orders/repository.ts'
import { type CampaignSums, noSums, sumNames } from './orders/sums.ts'
import type { CampaignRow } from './tables.ts'

/** A day of a campaign. */
interface DayFigures extends CampaignSums {
  dayOn: string
  recordedMinor: number
}

/** A part of a whole in basis points, half-up; null when there is no whole. */
export function bpsOf(part: number, whole: number): number | null {
  return whole === 0 ? null : ratioOf(part, 10_000, whole)
}

/** A part of a whole that may be negative: half away from zero, by the sign of the whole. */
function signedBps(part: number, whole: number): number | null {
  return whole < 0 ? bpsOf(-part, -whole) : bpsOf(part, whole)
}

/**
 * What a campaign has come to, in all and by the shop's days. `canSeeCost`: with what tells of cost. Two queries.
 */
export async function figuresOf(db: Reader, campaign: CampaignRow, canSeeCost: boolean) {
  const { id, currency, state, budgetMinor, breaches } = campaign
  const totals = (await selectTotals(db, [id])).get(id)!
  const days = await selectDays(db, id)
  const spent = spentMinor(totals)
  const targets = JSON.parse(campaign.targets) as CampaignInputShape['targets']
  return {
    campaignId: id,
    state,
    currency,
    totals: presentSums(totals, canSeeCost),
    byDay: days.map((day) => ({ dayOn: day.dayOn, ...presentSums(day, canSeeCost) })),
    targets: Object.entries(targets).map(([metric, target]) => {
      const actual = actualOf(metric as TargetMetric, totals)
      return {
        metric: metric as TargetMetric,
        target,
        actual,
        reachedBps: actual === null ? null : bpsOf(actual, target)
      }
    }),
    budget:
      budgetMinor === null
        ? null
        : {
            budgetMinor,
            spentMinor: spent,
            leftMinor: budgetMinor - spent,
            usedBps: bpsOf(spent, budgetMinor)
          },
    beyond: breaches === '' ? [] : (breaches.split(',') as GuardName[])
  }
}

function actualOf(metric: TargetMetric, totals: CampaignTotals): number | null {
  if (metric === 'netSalesMinor') return totals.netMinor
  if (metric === 'minRoasBps') return roasBps(totals.netMinor, spentMinor(totals))
  return totals[metric]
}

/** Sales for what they cost, in basis points; null when they cost nothing. */
export function roasBps(netMinor: number, costMinor: number): number | null {
  return costMinor <= 0 ? null : signedBps(netMinor, costMinor)
}

function presentSums(sums: CampaignSums & { recordedMinor: number }, canSeeCost: boolean) {
  const { knownNetMinor, costMinor, discountMinor, recordedMinor } = sums
  const marginMinor = knownNetMinor - costMinor
  return {
    orders: sums.orders,
    units: sums.units,
    grossMinor: sums.grossMinor,
    netMinor: sums.netMinor,
    discountMinor,
    recordedMinor,
    spentMinor: discountMinor + recordedMinor,
    newCustomers: sums.newCustomers,
    unknownCostUnits: sums.unknownCostUnits,
    ...(canSeeCost && {
      costMinor,
      marginMinor,
      marginBps: signedBps(marginMinor, knownNetMinor)
    })
  }
}

/** Days with orders or spend, in their order: one query. */
async function selectDays(db: Reader, campaignId: string): Promise<DayFigures[]> {
  const zeros = sql.raw(sumNames.map(() => '0').join(', '))
  const { rows } = await sql<
    Record<keyof CampaignSums | 'recordedMinor', string | number | null> & { dayOn: string }
  >`
    select day_on, ${summed}, sum(recorded_minor) as recorded_minor from (
      select day_on, ${sql.raw(sumColumns)}, 0 as recorded_minor from campaign_days
      where campaign_id = ${campaignId}
      union all select day_on, ${zeros}, amount_minor from campaign_spends
      where campaign_id = ${campaignId}) as parts
    group by day_on order by day_on`.execute(db)
  return rows
    .map((row) => ({
      dayOn: row.dayOn,
      ...toSums(row),
      recordedMinor: Number(row.recordedMinor ?? 0)
    }))
    .filter((day) => day.recordedMinor !== 0 || sumNames.some((name) => day[name] !== noSums[name]))
}
