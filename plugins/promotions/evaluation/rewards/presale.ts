import type { RewardOf } from '../../definition/reward.ts'
import { type CompiledReward, perLine } from './reward.ts'

/** Presale: a deposit now; what it is worth beyond itself is the discount, and the rest is paid as the balance. */
export function presale(reward: RewardOf<'presale'>): CompiledReward {
  const itemsBySku = new Map(reward.items.map((item) => [item.sku, item]))
  return {
    ...perLine,
    isBinding: true,
    isAbout: (line) => itemsBySku.has(line.sku),
    reckon({ targets }) {
      const itemOf = (sku: string) => itemsBySku.get(sku)!
      const takes = targets.map((target) => {
        const { worthMinor, depositMinor } = itemOf(target.line!.sku)
        return {
          target,
          amountMinor: Math.max(0, worthMinor - depositMinor) * target.quantity,
          quantity: target.quantity
        }
      })
      const deposits = new Map(
        targets.map((target) => [target, itemOf(target.line!.sku).depositMinor * target.quantity])
      )
      return { takes, times: takes.length, deposits }
    }
  }
}
