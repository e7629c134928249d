import type { RewardShape } from '../../definition/reward.ts'
import { amountOff } from './amount-off.ts'
import { bundle } from './bundle.ts'
import { buyGet } from './buy-get.ts'
import { fixedPrice } from './fixed-price.ts'
import { flash } from './flash.ts'
import { gift } from './gift.ts'
import { group } from './group.ts'
import { percentOff } from './percent-off.ts'
import { presale } from './presale.ts'
import type { CompiledReward } from './reward.ts'
import { threshold } from './threshold.ts'

/** Makes a reward ready to be reckoned, by its kind. */
export function compileReward(reward: RewardShape): CompiledReward {
  switch (reward.kind) {
    case 'percentOff':
      return percentOff(reward)
    case 'amountOff':
      return amountOff(reward)
    case 'fixedPrice':
      return fixedPrice(reward)
    case 'threshold':
      return threshold(reward)
    case 'flash':
      return flash(reward)
    case 'buyGet':
      return buyGet(reward)
    case 'gift':
      return gift(reward)
    case 'bundle':
      return bundle(reward)
    case 'group':
      return group(reward)
    case 'presale':
      return presale(reward)
  }
}
