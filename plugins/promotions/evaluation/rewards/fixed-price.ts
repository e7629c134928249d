import type { RewardOf } from '../../definition/reward.ts'
import type { Target } from '../basket.ts'
import { compileScope } from '../scope.ts'
import {
  amountOfUnits,
  type CompiledReward,
  dealUnits,
  perLine,
  type RewardInput,
  type Take
} from './reward.ts'

/** What is in scope costs so much a unit. */
export function fixedPrice(reward: RewardOf<'fixedPrice'>): CompiledReward {
  const { unitPriceMinor, maxUnits = null } = reward
  return {
    ...perLine,
    countsSkus: maxUnits !== null,
    isAbout: compileScope(reward.scope),
    reckon(input) {
      const takes = dealUnits(input.targets, () => maxUnits).flatMap(({ target, units }) =>
        downTo(input, { target, units, unitPriceMinor })
      )
      return { takes, times: takes.length }
    }
  }
}

/** Takes units of a target down to a price; nothing when there are none, or they are cheaper already. */
export function downTo(
  input: RewardInput,
  { target, units, unitPriceMinor }: { target: Target; units: number; unitPriceMinor: number }
): Take[] {
  if (units === 0) return []
  const amountMinor = amountOfUnits(input, target, units) - units * unitPriceMinor
  return amountMinor > 0 ? [{ target, amountMinor, quantity: units }] : []
}
