import type { PromotionInputShape } from '../definition/promotion.ts'
import type { RewardOf } from '../definition/reward.ts'
import { type Finding, twiceIn } from './finding.ts'
import { scopeFindings } from './scope.ts'
import { stepFindings } from './steps.ts'

/** What a reward's kind, its class and its numbers say against each other. */
export function rewardFindings(input: PromotionInputShape): Finding[] {
  const { reward } = input
  return [
    ...classFindings(input),
    ...('scope' in reward ? scopeFindings(reward.scope, '#/reward/scope') : []),
    ...kindFindings(reward)
  ]
}

function kindFindings(reward: PromotionInputShape['reward']): Finding[] {
  switch (reward.kind) {
    case 'amountOff':
      return amountOffFindings(reward)
    case 'threshold':
      return stepFindings(reward)
    case 'buyGet':
      return buyGetFindings(reward)
    case 'gift':
      return giftFindings(reward)
    case 'bundle':
      return bundleFindings(reward)
    case 'flash':
      return flashFindings(reward)
    case 'group':
      return skusTwice(reward.items, '#/reward/items')
    case 'presale':
      return presaleFindings(reward)
    default:
      return []
  }
}

/** Kinds that set the price of an item. */
const itemPrices = ['fixedPrice', 'flash', 'group', 'presale']
const ofShipping = ['percentOff', 'amountOff']

function classFindings({ class: name, reward }: PromotionInputShape): Finding[] {
  if (itemPrices.includes(reward.kind) && name !== 'item') {
    return [{ pointer: '#/class', detail: `${reward.kind} sets the price of items: write "item"` }]
  }
  if (name !== 'shipping') return []
  if (!ofShipping.includes(reward.kind)) {
    const detail = `is not for shipping: write ${ofShipping.join(' or ')}, or another class`
    return [{ pointer: '#/reward/kind', detail }]
  }
  // What only lines have would be passed over in silence.
  return ['scope', 'per', 'maxUnits'].flatMap((field) =>
    field in reward
      ? [
          {
            pointer: `#/reward/${field}`,
            detail: 'means nothing for shipping: leave it out; conditions say for which lines it is'
          }
        ]
      : []
  )
}

function amountOffFindings({ per, maxUnits }: RewardOf<'amountOff'>): Finding[] {
  if (maxUnits === undefined || per === 'unit') return []
  return [
    {
      pointer: '#/reward/maxUnits',
      detail: 'counts only with per "unit": write that, or leave it out'
    }
  ]
}

function buyGetFindings({ buy, get, repeat, maxTimes }: RewardOf<'buyGet'>): Finding[] {
  const findings = [...scopeFindings(buy, '#/reward/buy'), ...scopeFindings(get, '#/reward/get')]
  if (repeat === false && maxTimes !== undefined && maxTimes > 1) {
    findings.push({
      pointer: '#/reward/maxTimes',
      detail: 'it applies once without repeat: write repeat true, or leave this out'
    })
  }
  return findings
}

function giftFindings({ gifts, choose, whenReturned }: RewardOf<'gift'>): Finding[] {
  const findings = skusTwice(gifts, '#/reward/gifts')
  for (const [i, { valueMinor }] of gifts.entries()) {
    if ((whenReturned === 'charge') === (valueMinor !== undefined)) continue
    findings.push({
      pointer: `#/reward/gifts/${i}/valueMinor`,
      detail:
        valueMinor === undefined
          ? 'is what whenReturned "charge" charges: write it, or another rule'
          : 'counts only with whenReturned "charge": write that, or leave it out'
    })
  }
  if (choose !== undefined && choose > gifts.length) {
    findings.push({
      pointer: '#/reward/choose',
      detail: `is more than there are: write at most ${gifts.length}`
    })
  }
  return findings
}

function bundleFindings({ parts, priceMinor, percentBps }: RewardOf<'bundle'>): Finding[] {
  const findings = skusTwice(parts, '#/reward/parts')
  if ((priceMinor === undefined) === (percentBps === undefined)) {
    findings.push({ pointer: '#/reward', detail: 'write exactly one of priceMinor and percentBps' })
  }
  if (parts.length === 1 && parts[0]!.quantity === 1) {
    findings.push({
      pointer: '#/reward/parts',
      detail: 'one unit is no set: write fixedPrice, or add a part'
    })
  }
  return findings
}

function flashFindings({ items }: RewardOf<'flash'>): Finding[] {
  const findings = skusTwice(items, '#/reward/items')
  for (const [i, { perCustomer, quantity }] of items.entries()) {
    if (perCustomer <= quantity) continue
    findings.push({
      pointer: `#/reward/items/${i}/perCustomer`,
      detail: `is more than all units: write at most ${quantity}`
    })
  }
  return findings
}

function presaleFindings({ items }: RewardOf<'presale'>): Finding[] {
  const findings = skusTwice(items, '#/reward/items')
  for (const [i, { depositMinor, worthMinor }] of items.entries()) {
    if (worthMinor >= depositMinor) continue
    findings.push({
      pointer: `#/reward/items/${i}/worthMinor`,
      detail: `is less than the deposit: write at least ${depositMinor}`
    })
  }
  return findings
}

function skusTwice(items: readonly { sku: string }[], pointer: string): Finding[] {
  return twiceIn(
    items.map(({ sku }) => sku),
    (place) => `${pointer}/${place}/sku`
  )
}
