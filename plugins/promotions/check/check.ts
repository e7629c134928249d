import { formatAmount } from '#core/money'
import type { PromotionInputShape } from '../definition/promotion.ts'
import { conditionFindings } from './conditions.ts'
import type { Finding } from './finding.ts'
import { rewardFindings } from './reward.ts'
import { stackingFindings } from './stacking.ts'
import { timeFindings } from './times.ts'

/** What a promotion is checked against beside itself. */
export interface ShopFacts {
  /** Those the shop sells in. */
  currencies: ReadonlySet<string>
  /** The shop's, that windows are read in. */
  zone: string
  /** List prices in the promotion's currency of the SKUs that it prices; one that is not there is not checked. */
  listPriceBySku: ReadonlyMap<string, number>
  /** Whether promotions without a code may have limits: they run out without a word to the next buyer. */
  automaticLimits: 'allow' | 'refuse'
}

/**
 * Finds why a promotion can never apply, contradicts or overlaps itself, or would not do what it says. Pure.
 *
 * Shape: one finding a fault, naming the field and the fix; none: it is sound. What its numbers may be, its schema says;
 * whether what it names is there, those who can look it up.
 */
export function findingsOf(input: PromotionInputShape, facts: ShopFacts): Finding[] {
  return [
    ...currencyFindings(input, facts),
    ...timeFindings(input),
    ...conditionFindings(input, facts.zone),
    ...rewardFindings(input),
    ...stackingFindings(input),
    ...codeFindings(input),
    ...limitFindings(input, facts),
    ...priceFindings(input, facts)
  ]
}

function currencyFindings({ currency }: PromotionInputShape, { currencies }: ShopFacts): Finding[] {
  if (currencies.has(currency)) return []
  const known = [...currencies].sort().join(', ')
  return [
    {
      pointer: '#/currency',
      detail: `the shop does not sell in ${currency}: write one of ${known}`
    }
  ]
}

function codeFindings({ coupon, code }: PromotionInputShape): Finding[] {
  if (coupon === 'code' && code === undefined) {
    return [{ pointer: '#/code', detail: 'is needed with coupon "code": write the code for all' }]
  }
  if (coupon !== 'code' && code !== undefined) {
    return [
      {
        pointer: '#/code',
        detail: `is never asked for with coupon "${coupon}": write coupon "code", or leave it out`
      }
    ]
  }
  return []
}

function limitFindings(input: PromotionInputShape, { automaticLimits }: ShopFacts): Finding[] {
  const { coupon, limits = {}, reward } = input
  const findings: Finding[] = []
  const { uses, usesPerCustomer, budgetMinor } = limits
  if (automaticLimits === 'refuse' && coupon === 'none' && Object.keys(limits).length > 0) {
    findings.push({
      pointer: '#/limits',
      detail: 'an automatic promotion has none here: give it a code'
    })
  }
  if (uses !== undefined && usesPerCustomer !== undefined && usesPerCustomer > uses) {
    findings.push({
      pointer: '#/limits/usesPerCustomer',
      detail: `is more than all uses: write at most ${uses}`
    })
  }
  if (budgetMinor !== undefined && reward.kind === 'gift') {
    findings.push({
      pointer: '#/limits/budgetMinor',
      detail: 'gifts take nothing of a budget: limit the uses, or the stock of the gifts'
    })
  }
  return findings
}

/** Prices that are no better than the list price, so that nobody would ever get them. */
function priceFindings({ reward, currency }: PromotionInputShape, facts: ShopFacts): Finding[] {
  if (reward.kind !== 'flash' && reward.kind !== 'group' && reward.kind !== 'presale') return []
  return reward.items.flatMap((item, i) => {
    const listMinor = facts.listPriceBySku.get(item.sku)
    if (listMinor === undefined) return []
    const list = `${formatAmount(listMinor, currency)} ${currency}`
    if ('worthMinor' in item) {
      const isMore = item.worthMinor > listMinor
      const detail = `is more than the list price: write at most ${list}`
      return isMore ? [{ pointer: `#/reward/items/${i}/worthMinor`, detail }] : []
    }
    const isNoLess = item.unitPriceMinor >= listMinor
    const detail = `is not below the list price: write less than ${list}`
    return isNoLess ? [{ pointer: `#/reward/items/${i}/unitPriceMinor`, detail }] : []
  })
}
