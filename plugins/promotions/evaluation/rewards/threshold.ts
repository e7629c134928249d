import { formatAmount } from '#core/money'
import type { RewardOf } from '../../definition/reward.ts'
import { sumOf } from '../basket.ts'
import { compileScope } from '../scope.ts'
import type { Refusal } from '../types.ts'
import { acrossAll } from './amount-off.ts'
import { percentOfEach } from './percent-off.ts'
import { type CompiledReward, type RewardInput, together } from './reward.ts'

type Threshold = RewardOf<'threshold'>

/** 满减 and 满折: from so much money, or so many units, on. */
export function threshold(reward: Threshold): CompiledReward {
  const steps = reward.steps.toSorted((a, b) => a.at - b.at)
  return {
    ...together,
    isAbout: compileScope(reward.scope),
    reckon(input) {
      const reached = reachedOf(reward, input)
      const step = steps.findLast(({ at }) => at <= reached)
      if (step === undefined) return notReached(reward, input, steps[0]!.at - reached)
      const times =
        reward.mode === 'eachFull'
          ? Math.min(Math.floor(reached / step.at), reward.maxTimes ?? Number.MAX_SAFE_INTEGER)
          : 1
      if (step.percentBps !== undefined) {
        return { takes: percentOfEach(input, step.percentBps), times }
      }
      // More than there is to take is the same as all of it; the product of the two may be beyond what a number holds.
      const amountMinor = Math.min((step.amountMinor ?? 0) * times, Number.MAX_SAFE_INTEGER)
      return { takes: [], across: acrossAll(input, amountMinor), times }
    }
  }
}

function reachedOf({ basis }: Threshold, input: RewardInput): number {
  return sumOf(
    input.targets.map((target) => (basis === 'amount' ? input.amountOf(target) : target.quantity))
  )
}

function notReached({ basis }: Threshold, { cart }: RewardInput, missing: number): Refusal {
  const what =
    basis === 'amount'
      ? `${formatAmount(missing, cart.currency)} ${cart.currency}`
      : `${missing} units`
  return { reason: 'thresholdNotReached', detail: `${what} more are needed` }
}
