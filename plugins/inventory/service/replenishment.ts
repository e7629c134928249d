import { type DailyDemand, daysOfCover, quantityToOrder } from '../formulas.ts'
import type { LevelRow, ShortLevel } from '../repository/lists.ts'

/** How long a level lasts; `coverDays` is null without demand. */
export function toCover(level: LevelRow, demand: DailyDemand) {
  const available = level.onHand - level.allocated - level.reserved - level.safetyStock
  const coverDays = daysOfCover(available, demand.mean)
  return {
    variantId: level.variantId,
    sku: level.sku,
    locationId: level.locationId,
    available,
    dailyDemandMean: toThousandths(demand.mean),
    dailyDemandSd: toThousandths(demand.sd),
    coverDays: coverDays === null ? null : toThousandths(coverDays)
  }
}

/** What to order for a level below its minimum, with what it was computed from. */
export function toSuggestion(level: ShortLevel) {
  const promised = level.allocated + level.reserved
  const forecast = level.onHand + level.incoming - promised
  const isComputed = level.minUnits === null
  const min = level.minUnits ?? level.computedMinUnits ?? 0
  const max = level.maxUnits ?? level.computedMaxUnits ?? min
  const multiple = level.multipleUnits
  return {
    variantId: level.variantId,
    sku: level.sku,
    locationId: level.locationId,
    quantity: quantityToOrder({ forecast, min, max, multiple }),
    reason: `${forecast} are forecast, the ${isComputed ? 'reorder point' : 'minimum'} is ${min}`,
    inputs: {
      onHand: level.onHand,
      incoming: level.incoming,
      promised,
      forecast,
      minUnits: min,
      maxUnits: max,
      multipleUnits: multiple,
      isComputed
    }
  }
}

function toThousandths(value: number): number {
  return Math.round(value * 1000) / 1000
}
