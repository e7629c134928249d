import type { RewardOf } from '../../definition/reward.ts'
import { everyLine } from '../scope.ts'
import type { GiftLine, Refusal } from '../types.ts'
import { type CompiledReward, type RewardInput, together } from './reward.ts'

type Gift = RewardOf<'gift'>

/** Gifts: all of them, or those that the buyer chose. */
export function gift(reward: Gift): CompiledReward {
  return {
    ...together,
    isAbout: everyLine,
    reckon(input) {
      const chosen = chosenOf(reward, input)
      if ('reason' in chosen) return chosen
      const isThere = ({ sku, quantity }: Gift['gifts'][number]) =>
        (input.remaining?.units.get(sku) ?? Number.MAX_SAFE_INTEGER) >=
        quantity + (input.given.get(sku) ?? 0)
      const there = chosen.filter(isThere)
      const isShort = there.length < chosen.length
      if (there.length === 0 || (isShort && reward.whenShort === 'refuse')) {
        const short = chosen.filter((one) => !isThere(one)).map(({ sku }) => sku)
        return { reason: 'soldOut', detail: `no gifts are left of ${short.join(', ')}` }
      }
      const gifts = there.map(
        ({ sku, quantity }): GiftLine => ({ promotionId: input.promotionId, sku, quantity })
      )
      const unitsBySku = new Map(gifts.map(({ sku, quantity }) => [sku, quantity]))
      return { takes: [], times: 1, gifts, unitsBySku }
    }
  }
}

function chosenOf({ gifts, choose }: Gift, input: RewardInput): Gift['gifts'] | Refusal {
  if (choose === undefined) return gifts
  const choices = new Set(input.cart.giftChoices[input.promotionId])
  const chosen = gifts.filter(({ sku }) => choices.has(sku))
  if (chosen.length > 0 && chosen.length <= choose && chosen.length === choices.size) return chosen
  const offered = gifts.map(({ sku }) => sku).join(', ')
  return { reason: 'giftNotChosen', detail: `choose up to ${choose} of ${offered}` }
}
