import { measured, ratio, reckoned } from './define.ts'
import type { Metric } from './metric.ts'

const netSales = (of: (measure: string) => number) => of('netMinor') - of('refundMinor')

/** What is sold, to how many, and what comes back. */
export const salesMetrics: readonly Metric[] = [
  measured('grossSales', ['Gross sales', '销售总额'], 'grossMinor', 'money', {
    formula: 'lines at sale, before discounts of the order'
  }),
  reckoned('netSales', ['Net sales', '净销售额'], {
    formula: 'gross sales − discounts − refunds, without tax and shipping',
    unit: 'money',
    measures: ['netMinor', 'refundMinor'],
    isAdditive: true,
    value: netSales
  }),
  measured(
    'netBeforeRefunds',
    ['Net sales before refunds', '退款前净销售额'],
    'netMinor',
    'money',
    {
      formula: 'gross sales − discounts, without tax and shipping'
    }
  ),
  measured('totalCharged', ['Charged', '实收金额'], 'totalMinor', 'money', {
    formula: 'what buyers pay in all: goods, shipping and tax, before refunds'
  }),
  measured('shippingCharged', ['Shipping charged', '运费收入'], 'shippingMinor', 'money', {
    formula: 'shipping that buyers pay'
  }),
  measured('tax', ['Tax', '税额'], 'taxMinor', 'money', {
    formula: 'tax of orders; by SKU without that of shipping',
    isMoreBetter: null
  }),
  measured('discounts', ['Discounts', '优惠金额'], 'discountMinor', 'money', {
    formula: 'discounts of orders',
    isMoreBetter: null
  }),
  ratio('discountRate', ['Discount rate', '优惠率'], {
    formula: 'discounts / gross sales',
    part: ['discountMinor'],
    whole: ['grossMinor'],
    isMoreBetter: null
  }),
  measured('orders', ['Orders', '订单数'], 'orders', 'count', { formula: 'orders that stand' }),
  measured('canceledOrders', ['Canceled orders', '取消订单数'], 'canceledOrders', 'count', {
    formula: 'orders that were canceled or closed',
    isMoreBetter: false
  }),
  ratio('cancelRate', ['Cancellation rate', '取消率'], {
    formula: 'canceled orders / (orders + canceled orders)',
    part: ['canceledOrders'],
    whole: ['orders', 'canceledOrders'],
    isMoreBetter: false
  }),
  measured('ordersWithSku', ['Orders with it', '含该商品订单数'], 'ordersWith', 'count', {
    formula: 'orders that have the SKU, once for each SKU'
  }),
  measured('units', ['Units sold', '销量'], 'units', 'units', {
    formula: 'units sold, without those that were canceled'
  }),
  measured('orderLines', ['Order lines', '订单行数'], 'lines', 'count', {
    formula: 'lines of orders, as they were placed'
  }),
  ratio('unitsPerOrder', ['Units per order', '件单比'], {
    formula: 'units / orders',
    unit: 'units',
    part: ['units'],
    whole: ['orders']
  }),
  ratio('averagePrice', ['Average price of a unit', '件单价'], {
    formula: 'net sales before refunds / units',
    unit: 'money',
    part: ['netMinor'],
    whole: ['units'],
    isMoreBetter: null
  }),
  ratio('averageOrderValue', ['Average order value', '笔单价'], {
    formula: 'net sales before refunds / orders',
    unit: 'money',
    part: ['netMinor'],
    whole: ['orders']
  }),
  ratio('averageSpendPerBuyer', ['Average spend per buyer', '客单价'], {
    formula: 'net sales before refunds of named buyers and guests / buyers',
    unit: 'money',
    part: ['netMinor'],
    whole: ['buyers']
  }),
  measured('buyers', ['Buyers', '支付买家数'], 'buyers', 'count', {
    formula: 'buyers with an order that stands, each counted once',
    isAdditive: false
  }),
  measured('newBuyers', ['New buyers', '新买家数'], 'newBuyers', 'count', {
    formula: 'buyers whose first order is in the period',
    isAdditive: false
  }),
  ratio('newBuyerRate', ['Share of new buyers', '新买家占比'], {
    formula: 'new buyers / buyers',
    part: ['newBuyers'],
    whole: ['buyers'],
    isMoreBetter: null
  }),
  measured('refunds', ['Refunds', '退款金额'], 'refundMinor', 'money', {
    formula: 'money given back, by the day of the credit note',
    isMoreBetter: false
  }),
  measured('refundCount', ['Number of refunds', '退款笔数'], 'refunds', 'count', {
    formula: 'credit notes, by their day',
    isMoreBetter: false
  }),
  measured('returnedUnits', ['Units returned', '退货件数'], 'refundUnits', 'units', {
    formula: 'units of credit notes, by the day of the credit note',
    isMoreBetter: false
  }),
  ratio('refundRate', ['Refund rate', '退款率'], {
    formula: 'refunds / net sales before refunds',
    part: ['refundMinor'],
    whole: ['netMinor'],
    isMoreBetter: false
  }),
  ratio('returnRate', ['Return rate', '退货率'], {
    formula: 'units returned / units sold',
    part: ['refundUnits'],
    whole: ['units'],
    isMoreBetter: false
  })
]
