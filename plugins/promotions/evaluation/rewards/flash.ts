import type { RewardOf } from '../../definition/reward.ts'
import type { Refusal } from '../types.ts'
import { downTo } from './fixed-price.ts'
import { type CompiledReward, dealUnits, perLine, type RewardInput, type Take } from './reward.ts'

type FlashItem = RewardOf<'flash'>['items'][number]

/** 秒杀: a price for locked units, so many a customer. Units beyond that cost what they would have. */
export function flash(reward: RewardOf<'flash'>): CompiledReward {
  const itemsBySku = new Map(reward.items.map((item) => [item.sku, item]))
  return {
    ...perLine,
    countsSkus: true,
    isAbout: (line) => itemsBySku.has(line.sku),
    reckon(input) {
      const itemOf = (sku: string) => itemsBySku.get(sku)!
      const dealt = dealUnits(input.targets, (sku) => unitsFor(input, itemOf(sku)))
      if (dealt.every(({ units }) => units === 0)) return noneFor(input, itemsBySku)
      const takes = dealt.flatMap(({ target, units }) =>
        downTo(input, { target, units, unitPriceMinor: itemOf(target.line!.sku).unitPriceMinor })
      )
      return { takes, times: takes.length, unitsBySku: unitsBySkuOf(takes) }
    }
  }
}

function leftOf({ remaining }: RewardInput, item: FlashItem): number {
  return remaining?.units.get(item.sku) ?? item.quantity
}

function allowedFor({ customer, promotionId }: RewardInput, item: FlashItem): number {
  const bought = customer.flashUnits.get(promotionId)?.get(item.sku) ?? 0
  return Math.max(0, item.perCustomer - bought)
}

function unitsFor(input: RewardInput, item: FlashItem): number {
  return Math.min(leftOf(input, item), allowedFor(input, item))
}

function noneFor(input: RewardInput, itemsBySku: ReadonlyMap<string, FlashItem>): Refusal {
  const items = input.targets.map((target) => itemsBySku.get(target.line!.sku)!)
  const isSoldOut = items.every((item) => leftOf(input, item) === 0)
  return isSoldOut
    ? { reason: 'soldOut', detail: 'all units at this price are taken' }
    : { reason: 'customerLimit', detail: `at most ${items[0]!.perCustomer} a customer` }
}

function unitsBySkuOf(takes: readonly Take[]): Map<string, number> {
  const units = new Map<string, number>()
  for (const { target, quantity } of takes) {
    const { sku } = target.line!
    units.set(sku, (units.get(sku) ?? 0) + quantity)
  }
  return units
}
