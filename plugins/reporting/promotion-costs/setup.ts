import { sql } from 'kysely'
import type { Cube } from '../cubes/cube.ts'
import type { ReportingScope } from '../scope.ts'
import { keepPromotionCostsJob } from './jobs.ts'
import { keepPromotionCosts } from './keep.ts'

const promotionCube: Cube = {
  name: 'promotions',
  title: 'What promotions took off orders',
  days: { table: 'report_promotion_days' },
  dimensions: {
    channel: { value: sql`rows.channel_id` },
    promotion: { value: sql`rows.promotion_id` },
    campaign: { value: sql`nullif(rows.campaign_id, '')` }
  },
  measures: {
    promotionMinor: 'What promotions took off, less what canceled units gave back',
    promotionUses: 'Orders a promotion applied to, once for each promotion'
  },
  hasCurrency: true
}

/** What promotions cost, where they are on. */
export function setupPromotionCosts(scope: ReportingScope): void {
  const { ctx } = scope
  ctx.handle(keepPromotionCostsJob, (job) => keepPromotionCosts(job, scope))
  if (scope.promotions) scope.cubes.push(promotionCube)
}
