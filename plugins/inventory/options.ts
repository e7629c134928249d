import { Type } from 'typebox'
import { OneOf } from '#core/http/schemas'
import { allocationRules } from './allocate-over-locations.ts'

const dayMs = 24 * 60 * 60 * 1000

/** What an operator may set. */
export const InventoryOptions = Type.Object(
  {
    allocation: OneOf(allocationRules, {
      default: 'priority',
      description: 'Empty locations in order of priority, or prefer one that serves a line whole'
    }),
    reservationTtlMs: Type.Integer({
      minimum: 1000,
      maximum: 30 * dayMs,
      default: 15 * 60 * 1000,
      description: 'How long a reservation holds when the caller does not say'
    }),
    alertMarginUnits: Type.Integer({
      minimum: 0,
      maximum: 1_000_000,
      default: 1,
      description: 'How far above zero stock must be before `stock.out` and `stock.negative` clear'
    }),
    countToleranceUnits: Type.Integer({
      minimum: 0,
      maximum: 1_000_000,
      default: 2,
      description: 'Units a counted line may differ by before it needs approval'
    }),
    countToleranceBps: Type.Integer({
      minimum: 0,
      maximum: 10_000,
      default: 200,
      description: 'Share of the expected units a counted line may differ by, in basis points'
    }),
    demandWindowDays: Type.Integer({
      minimum: 7,
      maximum: 365,
      default: 28,
      description: 'Whole days before today that average demand is taken from'
    })
  },
  { additionalProperties: false }
)
