import { measured, ratio } from './define.ts'
import type { Metric } from './metric.ts'

/** What promotions take off, and how often. */
export const promotionMetrics: readonly Metric[] = [
  measured('promotionCost', ['Promotion cost', '促销成本'], 'promotionMinor', 'money', {
    formula: 'what promotions took off orders, less what canceled units gave back',
    isMoreBetter: null
  }),
  measured('promotionUses', ['Uses of promotions', '促销使用次数'], 'promotionUses', 'count', {
    formula: 'orders a promotion applied to, once for each promotion',
    isMoreBetter: null
  }),
  ratio('promotionCostPerUse', ['Promotion cost per use', '单次促销成本'], {
    formula: 'promotion cost / uses',
    unit: 'money',
    part: ['promotionMinor'],
    whole: ['promotionUses'],
    isMoreBetter: null
  }),
  ratio('promotionShare', ['Promotion cost of sales', '促销费率'], {
    formula: 'promotion cost / gross sales',
    part: ['promotionMinor'],
    whole: ['grossMinor'],
    isMoreBetter: false
  })
]
