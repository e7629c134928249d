import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { formatAmount } from '#core/money'
import type { Tx } from '#core/transaction'
import { addDays, businessDay } from '../query/calendar.ts'
import type { ReportingScope } from '../scope.ts'

/** What a campaign has cost and sold in some days. */
export interface CampaignSpend {
  channelId: string
  campaign: string
  currency: string
  costMinor: number
  salesMinor: number
  orders: number
}

/** What each campaign has cost and sold in the days from … to: one query. */
export async function campaignSpend(
  db: Reader,
  { from, to }: { from: string; to: string }
): Promise<CampaignSpend[]> {
  const { rows } = await sql<CampaignSpend>`
    select money.channel_id, money.campaign, money.currency, money.cost_minor, money.sales_minor,
      coalesce(counts.orders, 0) as orders
    from (select channel_id, campaign, currency, sum(ad_cost_minor) as cost_minor,
        sum(ad_sales_minor) as sales_minor
      from report_traffic_by_campaign where day_on between ${from} and ${to} and currency <> ''
      group by channel_id, campaign, currency) as money
    left join (select channel_id, campaign, sum(ad_orders) as orders
      from report_traffic_by_campaign where day_on between ${from} and ${to} and currency = ''
      group by channel_id, campaign) as counts
      on counts.channel_id = money.channel_id and counts.campaign = money.campaign
    order by money.channel_id, money.campaign, money.currency`.execute(db)
  return rows.map((row) => ({
    ...row,
    costMinor: Number(row.costMinor),
    salesMinor: Number(row.salesMinor),
    orders: Number(row.orders)
  }))
}

/** Raises alerts about campaigns that have cost money for days and sold nothing; clears those that sell, or cost no more. */
export async function watchSpend(tx: Tx, { ctx }: ReportingScope): Promise<void> {
  const { spendDays, spendMinimumMinor } = ctx.options.traffic
  const to = addDays(businessDay(ctx.shop, tx.now), -1)
  const from = addDays(to, 1 - spendDays)
  const spends = await campaignSpend(tx, { from, to })
  const isWasted = ({ costMinor, salesMinor, orders }: CampaignSpend) =>
    costMinor >= spendMinimumMinor && salesMinor === 0 && orders === 0
  const wasted = spends.filter(isWasted)
  const named = new Set(wasted.map((spend) => subjectOf(spend).subjectId))
  const open = await tx
    .selectFrom('alerts')
    .select('subjectId')
    .where('kind', '=', kind)
    .where('state', '<>', 'resolved')
    .execute()
  await ctx.alerts.clear(
    tx,
    open
      .filter(({ subjectId }) => !named.has(subjectId))
      .map(({ subjectId }) => ({ kind, subjectType: 'campaign', subjectId }))
  )
  await ctx.alerts.raise(
    tx,
    wasted.map((spend) => {
      const { channelId, campaign, currency, costMinor } = spend
      return {
        ...subjectOf(spend),
        message: `${campaign} (${channelId}) has cost ${formatAmount(costMinor, currency)} ${currency} from ${from} to ${to} and sold nothing`,
        fields: { channelId, campaign, costMinor, currency, days: spendDays }
      }
    })
  )
}

const kind = 'reporting.spend-without-sales' as const

function subjectOf({ channelId, campaign }: CampaignSpend) {
  return { kind, subjectType: 'campaign', subjectId: `${channelId}/${campaign}` }
}
