import type { ReportingScope } from '../scope.ts'
import { deliverReport } from './deliver.ts'
import { deliverReportJob } from './jobs.ts'
import { deliveryRoutes } from './routes.ts'
import { transportOf } from './transport.ts'

/** Reports on their way to people. */
export function setupDelivery(scope: ReportingScope): void {
  const { ctx } = scope
  const transport = transportOf(ctx.options.delivery, ctx.shop.name)
  ctx.handle(deliverReportJob, (job) => deliverReport(job, { scope, transport }))
  if (transport) ctx.onStop(() => transport.close())
  deliveryRoutes(scope)
}
