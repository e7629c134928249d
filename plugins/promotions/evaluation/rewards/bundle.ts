import { basisPointsOf } from '#core/money'
import type { RewardOf } from '../../definition/reward.ts'
import { sumOf } from '../basket.ts'
import type { Refusal } from '../types.ts'
import {
  amountOfUnits,
  type CompiledReward,
  dealUnits,
  type RewardInput,
  together
} from './reward.ts'

type Bundle = RewardOf<'bundle'>

/** A set of SKUs for one price, or at percent off; as many sets as the cart holds. */
export function bundle(reward: Bundle): CompiledReward {
  const quantityBySku = new Map(reward.parts.map(({ sku, quantity }) => [sku, quantity]))
  return {
    ...together,
    isAbout: (line) => quantityBySku.has(line.sku),
    reckon(input) {
      const times = Math.min(setsIn(reward, input), reward.maxTimes ?? Number.MAX_SAFE_INTEGER)
      if (times === 0) return missing(reward, input)
      const used = dealUnits(input.targets, (sku) => quantityBySku.get(sku)! * times)
        .filter(({ units }) => units > 0)
        .map(({ target, units }) => ({
          target,
          weightMinor: amountOfUnits(input, target, units),
          quantity: units
        }))
      if (reward.percentBps !== undefined) {
        const takes = used.map(({ target, weightMinor, quantity }) => ({
          target,
          amountMinor: basisPointsOf(weightMinor, reward.percentBps!),
          quantity
        }))
        return { takes, times }
      }
      const worthMinor = sumOf(used.map(({ weightMinor }) => weightMinor))
      const amountMinor = Math.max(0, worthMinor - times * (reward.priceMinor ?? 0))
      return { takes: [], across: { amountMinor, over: used }, times }
    }
  }
}

function unitsOf(sku: string, { targets }: RewardInput): number {
  return sumOf(targets.filter(({ line }) => line?.sku === sku).map(({ quantity }) => quantity))
}

function setsIn({ parts }: Bundle, input: RewardInput): number {
  return Math.min(...parts.map(({ sku, quantity }) => Math.floor(unitsOf(sku, input) / quantity)))
}

function missing({ parts }: Bundle, input: RewardInput): Refusal {
  const short = parts
    .map(({ sku, quantity }) => ({ sku, units: quantity - unitsOf(sku, input) }))
    .filter(({ units }) => units > 0)
    .map(({ sku, units }) => `${units} × ${sku}`)
  return { reason: 'thresholdNotReached', detail: `the set also needs ${short.join(', ')}` }
}
