import { allocate, basisPointsOf } from '#core/money'
import type { RewardOf } from '../../definition/reward.ts'
import { sumOf } from '../basket.ts'
import { compileScope } from '../scope.ts'
import { type CompiledReward, perLine, type RewardInput, type Take } from './reward.ts'

/** Percent off each line, rounded half-up once a line; a cap is split over them by largest remainder. */
export function percentOff(reward: RewardOf<'percentOff'>): CompiledReward {
  const { maxDiscountMinor } = reward
  return {
    ...perLine,
    isPerLine: maxDiscountMinor === undefined,
    isAbout: compileScope(reward.scope),
    reckon(input) {
      const takes = percentOfEach(input, reward.percentBps)
      const amounts = takes.map((take) => take.amountMinor)
      if (maxDiscountMinor === undefined || sumOf(amounts) <= maxDiscountMinor) {
        return { takes, times: 1 }
      }
      const capped = allocate(maxDiscountMinor, amounts)
      return {
        takes: takes.map((take, i) => ({ ...take, amountMinor: capped[i]! })),
        times: 1
      }
    }
  }
}

/** So many basis points of each target. */
export function percentOfEach(input: RewardInput, percentBps: number): Take[] {
  return input.targets.map((target) => ({
    target,
    amountMinor: basisPointsOf(input.amountOf(target), percentBps),
    quantity: target.quantity
  }))
}
