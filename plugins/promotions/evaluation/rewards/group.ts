import type { RewardOf } from '../../definition/reward.ts'
import { downTo } from './fixed-price.ts'
import { type CompiledReward, perLine } from './reward.ts'

/** 团购: a price for orders that join a group. */
export function group(reward: RewardOf<'group'>): CompiledReward {
  const priceBySku = new Map(reward.items.map((item) => [item.sku, item.unitPriceMinor]))
  return {
    ...perLine,
    isBinding: true,
    isAbout: (line) => priceBySku.has(line.sku),
    reckon(input) {
      if (input.cart.group?.promotionId !== input.promotionId) {
        return { reason: 'groupMissing', detail: 'start a group or join one' }
      }
      const takes = input.targets.flatMap((target) =>
        downTo(input, {
          target,
          units: target.quantity,
          unitPriceMinor: priceBySku.get(target.line!.sku)!
        })
      )
      return { takes, times: takes.length }
    }
  }
}
