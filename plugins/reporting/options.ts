import { Type } from 'typebox'
import { CostOptions } from './costs/options.ts'
import { DeliveryOptions } from './delivery/options.ts'
import { HotProductOptions } from './hot-products/options.ts'
import { SettlementOptions } from './settlement/options.ts'
import { TrafficOptions } from './traffic/options.ts'
import { AnomalyOptions } from './why/options.ts'

/** Options of reporting; each area adds its own. */
export const ReportingOptions = Type.Object(
  {
    closesAfterHours: Type.Integer({
      minimum: 0,
      maximum: 720,
      default: 6,
      description:
        'Hours after its end until which a business day stays open; what changes it later is a new revision of it'
    }),
    costs: CostOptions,
    hotProducts: HotProductOptions,
    settlement: SettlementOptions,
    traffic: TrafficOptions,
    anomalies: AnomalyOptions,
    delivery: DeliveryOptions
  },
  { additionalProperties: false }
)
