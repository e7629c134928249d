import type { Reader } from '#core/database/db'
import { offeredMetrics } from '../metrics/registry.ts'
import { runQuery } from '../query/run.ts'
import type { DaySpan, ReportFilter } from '../query/types.ts'
import type { ReportingScope } from '../scope.ts'

export const funnelSteps = ['visitors', 'addsToCart', 'ordersPlaced', 'orders'] as const
export type FunnelStep = (typeof funnelSteps)[number]

export interface Funnel {
  span: DaySpan
  steps: {
    step: FunnelStep
    count: number
    /** Part of the step before that came this far; null for the first, and where there was nobody. */
    ofBefore: number | null
    /** Part of the first step. */
    ofFirst: number | null
  }[]
}

/**
 * How many of those who came put something into the cart, ordered, and stayed with it: visitors → cart → orders placed →
 * orders that stand, neither canceled nor closed unpaid. Steps that nobody keeps are left out.
 */
export async function funnelOf(
  db: Reader,
  scope: ReportingScope,
  { span, filters }: { span: DaySpan; filters?: readonly ReportFilter[] }
): Promise<Funnel> {
  const offered = new Set(offeredMetrics(scope).map(({ name }) => name))
  const metrics = ['visitors', 'addsToCart', 'orders', 'canceledOrders'].filter((name) =>
    offered.has(name)
  )
  const { totals } = await runQuery(db, scope, {
    metrics,
    period: span,
    ...(filters && { filters })
  })
  const count = (name: string) => totals[name]?.value ?? 0
  const counts: Record<FunnelStep, number> = {
    visitors: count('visitors'),
    addsToCart: count('addsToCart'),
    ordersPlaced: count('orders') + count('canceledOrders'),
    orders: count('orders')
  }
  const steps = funnelSteps.filter((step) => step === 'ordersPlaced' || offered.has(step))
  const first = counts[steps[0]!]
  return {
    span,
    steps: steps.map((step, index) => {
      const before = index === 0 ? null : counts[steps[index - 1]!]
      return {
        ...{ step, count: counts[step] },
        ofBefore: before ? counts[step] / before : null,
        ofFirst: first === 0 ? null : counts[step] / first
      }
    })
  }
}
