import { sql } from 'kysely'
import type { Cube } from '../cubes/cube.ts'
import { goodsDimensions } from '../cubes/sales.ts'

const channel = { value: sql<string>`rows.channel_id` }
const source = { value: sql<string>`rows.source` }
const campaign = { value: sql<string>`rows.campaign` }

const counts = {
  visitors: 'Visitors by day, as the channel counts them: who comes on two days is two',
  pageViews: 'Page views',
  bounces: 'Visitors who looked at one page',
  dwellMs: 'Time that visitors stayed, in all',
  addsToCart: 'Visitors who put something into the cart',
  favorites: 'Visitors who saved something',
  impressions: 'Times that ads were shown',
  clicks: 'Clicks on ads',
  adOrders: 'Orders that the ad platform attributes to its ads'
}
const money = {
  adCostMinor: 'What advertising cost',
  adSalesMinor: 'Sales that the ad platform attributes to its ads'
}

/** Two cubes over one view: counts are of every currency, money is of one. */
function pair(name: string, of: string, view: string, dimensions: Cube['dimensions']): Cube[] {
  const days = { table: view }
  return [
    {
      ...{ name: `traffic${name}`, title: `Traffic and clicks ${of}`, days, dimensions },
      ...{ measures: counts, hasCurrency: false }
    },
    {
      ...{ name: `ads${name}`, title: `Cost and sales of advertising ${of}`, days, dimensions },
      ...{ measures: money, hasCurrency: true }
    }
  ]
}

/** Who came and what it took, the smaller before the larger; each grain tells things once. */
export const trafficCubes: readonly Cube[] = [
  ...pair('', 'by channel', 'report_traffic_by_channel', { channel }),
  ...pair('Sources', 'by source', 'report_traffic_by_source', { channel, source }),
  ...pair('Campaigns', 'by campaign', 'report_traffic_by_campaign', { channel, campaign }),
  ...pair('Skus', 'by SKU', 'report_traffic_by_sku', { channel, ...goodsDimensions }),
  ...pair('CampaignSkus', 'by campaign and SKU', 'report_traffic_by_campaign_sku', {
    ...{ channel, campaign },
    ...goodsDimensions
  })
]
