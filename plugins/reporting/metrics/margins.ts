import { divided, reckoned } from './define.ts'
import type { Metric } from './metric.ts'

type Of = (measure: string) => number

/*
 * Net sales are paid − refunds − tax: what the shop's own coupons take off is off already. CM3 subtracts what promotions
 * cost beside the price. Price 100, coupon 10, goods 45, fee 5 % of 90, shipping 8, advertising 12: 45, 32.50, 20.50.
 */
const net = ['netMinor', 'refundMinor']
const goods = [...net, 'costMinor']
const selling = [...goods, 'feeMinor', 'paymentFeeMinor', 'shippingCostMinor', 'packagingMinor']
const all = [...selling, 'adCostMinor', 'promotionSpendMinor']

const netOf = (of: Of) => of('netMinor') - of('refundMinor')
const cm1 = (of: Of) => netOf(of) - of('costMinor')
const cm2 = (of: Of) =>
  cm1(of) -
  (of('feeMinor') + of('paymentFeeMinor') + of('shippingCostMinor') + of('packagingMinor'))
const cm3 = (of: Of) => cm2(of) - of('adCostMinor') - of('promotionSpendMinor')

const money = { isConfidential: true, unit: 'money' } as const
const share = { isConfidential: true, unit: 'ratio' } as const

function cost(name: string, title: readonly [string, string], measure: string, formula: string) {
  const measures = [measure]
  const value = (of: Of) => of(measure)
  return reckoned(name, title, {
    ...money,
    formula,
    measures,
    isMoreBetter: false,
    isAdditive: true,
    value
  })
}

/** What remains of sales after goods, after selling, and after advertising. */
export const marginMetrics: readonly Metric[] = [
  cost(
    'costOfGoods',
    ['Cost of goods sold', '销货成本'],
    'costMinor',
    'what the units cost when they were sold, as far as that is known'
  ),
  cost(
    'uncostedSales',
    ['Sales without a known cost', '无成本销售额'],
    'uncostedMinor',
    'net sales before refunds of units whose cost is not known'
  ),
  cost('platformFees', ['Platform fees', '平台佣金'], 'feeMinor', 'fees and commissions'),
  cost('paymentFees', ['Payment fees', '支付手续费'], 'paymentFeeMinor', 'fees of payments'),
  cost('shippingCost', ['Shipping cost', '物流成本'], 'shippingCostMinor', 'what carriers cost'),
  cost('packagingCost', ['Packaging cost', '包装成本'], 'packagingMinor', 'what packing costs'),
  reckoned('cm1', ['Contribution margin 1', '边际贡献一(毛利)'], {
    ...money,
    formula: 'net sales − cost of goods sold',
    measures: goods,
    isAdditive: true,
    value: cm1
  }),
  reckoned('cm1Rate', ['Contribution margin 1, rate', '毛利率'], {
    ...share,
    formula: 'CM1 / net sales',
    measures: goods,
    value: (of) => divided(cm1(of), netOf(of))
  }),
  reckoned('cm2', ['Contribution margin 2', '边际贡献二'], {
    ...money,
    formula: 'CM1 − platform fees − payment fees − shipping cost − packaging cost',
    measures: selling,
    isAdditive: true,
    value: cm2
  }),
  reckoned('cm2Rate', ['Contribution margin 2, rate', '边际贡献率二'], {
    ...share,
    formula: 'CM2 / net sales',
    measures: selling,
    value: (of) => divided(cm2(of), netOf(of))
  }),
  reckoned('cm3', ['Contribution margin 3', '边际贡献三'], {
    ...money,
    formula: 'CM2 − advertising − what promotions cost beside the price',
    measures: all,
    isAdditive: true,
    value: cm3
  }),
  reckoned('cm3Rate', ['Contribution margin 3, rate', '边际贡献率三'], {
    ...share,
    formula: 'CM3 / net sales',
    measures: all,
    value: (of) => divided(cm3(of), netOf(of))
  })
]
