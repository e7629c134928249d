import { dimensionsOf, isOffered, type Offer } from '../query/catalog.ts'
import { marginMetrics } from './margins.ts'
import type { Metric } from './metric.ts'
import { promotionMetrics } from './promotions.ts'
import { salesMetrics } from './sales.ts'
import { serviceMetrics } from './service.ts'
import { stockMetrics } from './stock.ts'
import { trafficMetrics } from './traffic.ts'

/** Every metric of ours. Those without a cube for what they are made of are not offered. */
export const allMetrics: readonly Metric[] = [
  ...salesMetrics,
  ...marginMetrics,
  ...trafficMetrics,
  ...stockMetrics,
  ...serviceMetrics,
  ...promotionMetrics
]

/** The metrics that can be asked for, with the dimensions of each. */
export function offeredMetrics(offer: Offer): Metric[] {
  return offer.metrics
    .filter((metric) => isOffered(offer, metric))
    .map((metric) => ({ ...metric, dimensions: dimensionsOf(offer, metric) }))
}
