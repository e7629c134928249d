import { sql } from 'kysely'
import type { Cube } from '../cubes/cube.ts'
import { goodsDimensions } from '../cubes/sales.ts'
import type { ReportingScope } from '../scope.ts'
import { keepCostsJob } from './jobs.ts'
import { keepCosts } from './keep.ts'
import { costProofs } from './proofs.ts'
import { costRoutes } from './routes.ts'

const channel = { value: sql<string>`rows.channel_id` }
const measures = {
  feeMinor: 'Fees and commissions of the platform',
  paymentFeeMinor: 'Fees of payments',
  shippingCostMinor: 'What carriers cost',
  packagingMinor: 'What packing costs',
  promotionSpendMinor: 'What promotions cost beside the price'
}

const costCubes: readonly Cube[] = [
  {
    name: 'channelCosts',
    title: 'What selling costs, by channel',
    days: { table: 'report_channel_cost_days' },
    ...{ dimensions: { channel }, measures, hasCurrency: true }
  },
  {
    name: 'costs',
    title: 'What selling costs, by channel and SKU',
    days: { table: 'report_cost_days' },
    months: { table: 'report_cost_months' },
    ...{ dimensions: { channel, ...goodsDimensions }, measures, hasCurrency: true }
  }
]

/** What selling costs: told, or estimated. */
export function setupCosts(scope: ReportingScope): void {
  scope.cubes.push(...costCubes)
  scope.ctx.handle(keepCostsJob, (job) => keepCosts(job, scope))
  for (const proof of costProofs) scope.ctx.proof(proof)
  costRoutes(scope)
}
