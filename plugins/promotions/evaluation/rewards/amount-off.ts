import type { RewardOf } from '../../definition/reward.ts'
import { compileScope } from '../scope.ts'
import {
  type Across,
  amountOfUnits,
  type CompiledReward,
  dealUnits,
  perLine,
  type RewardInput,
  together
} from './reward.ts'

/** An amount off each unit, once each line, or across lines. */
export function amountOff(reward: RewardOf<'amountOff'>): CompiledReward {
  const { amountMinor, maxUnits = null } = reward
  const isAbout = compileScope(reward.scope)
  switch (reward.per ?? 'across') {
    case 'across':
      return {
        ...together,
        isAbout,
        reckon: (input) => ({ takes: [], across: acrossAll(input, amountMinor), times: 1 })
      }
    case 'line':
      return {
        ...perLine,
        isAbout,
        reckon: ({ targets }) => ({
          takes: targets.map((target) => ({ target, amountMinor, quantity: target.quantity })),
          times: targets.length
        })
      }
    case 'unit':
      return {
        ...perLine,
        countsSkus: maxUnits !== null,
        isAbout,
        reckon(input) {
          const takes = dealUnits(input.targets, () => maxUnits)
            .filter(({ units }) => units > 0)
            .map(({ target, units }) => ({
              target,
              // A unit never costs less than nothing, however many others of its line have something left.
              amountMinor: Math.min(units * amountMinor, amountOfUnits(input, target, units)),
              quantity: units
            }))
          return { takes, times: takes.reduce((sum, take) => sum + take.quantity, 0) }
        }
      }
  }
}

/** An amount across all targets, by what is left of each. */
export function acrossAll(input: RewardInput, amountMinor: number): Across {
  return {
    amountMinor,
    over: input.targets.map((target) => ({
      target,
      weightMinor: input.amountOf(target),
      quantity: target.quantity
    }))
  }
}
