import { measured, ratio, reckoned } from './define.ts'
import type { Metric } from './metric.ts'

/** Who came, what they did, and what it took to make them come. */
export const trafficMetrics: readonly Metric[] = [
  measured('visitors', ['Visitors', '访客数'], 'visitors', 'count', {
    formula: 'visitors as the channel counts them by day; who comes on two days is two'
  }),
  measured('pageViews', ['Page views', '浏览量'], 'pageViews', 'count', {
    formula: 'pages that visitors looked at'
  }),
  ratio('viewsPerVisitor', ['Views per visitor', '人均浏览量'], {
    formula: 'page views / visitors',
    unit: 'count',
    part: ['pageViews'],
    whole: ['visitors']
  }),
  ratio('bounceRate', ['Bounce rate', '跳失率'], {
    formula: 'visitors with a single page view / visitors',
    part: ['bounces'],
    whole: ['visitors'],
    isMoreBetter: false
  }),
  ratio('averageDwell', ['Average time of a visit', '人均停留时长'], {
    formula: 'time that visitors stayed / visitors',
    unit: 'milliseconds',
    part: ['dwellMs'],
    whole: ['visitors']
  }),
  measured('addsToCart', ['Visitors who add to the cart', '加购人数'], 'addsToCart', 'count', {
    formula: 'visitors who put something into the cart'
  }),
  ratio('addToCartRate', ['Add-to-cart rate', '加购率'], {
    formula: 'visitors who add to the cart / visitors',
    part: ['addsToCart'],
    whole: ['visitors']
  }),
  measured('favorites', ['Visitors who save it', '收藏人数'], 'favorites', 'count', {
    formula: 'visitors who saved something'
  }),
  ratio('favoriteRate', ['Save rate', '收藏率'], {
    formula: 'visitors who save it / visitors',
    part: ['favorites'],
    whole: ['visitors']
  }),
  ratio('conversion', ['Conversion', '支付转化率'], {
    formula: 'buyers / visitors',
    part: ['buyers'],
    whole: ['visitors']
  }),
  ratio('orderConversion', ['Order conversion', '下单转化率'], {
    formula: 'orders / visitors',
    part: ['orders'],
    whole: ['visitors']
  }),
  ratio('skuConversion', ['Conversion of a SKU', '商品转化率'], {
    formula: 'orders that have the SKU / visitors of its page',
    part: ['ordersWith'],
    whole: ['visitors']
  }),
  ratio('valuePerVisitor', ['Value per visitor', 'UV价值'], {
    formula: 'net sales before refunds / visitors',
    unit: 'money',
    part: ['netMinor'],
    whole: ['visitors']
  }),
  measured('impressions', ['Impressions', '展现量'], 'impressions', 'count', {
    formula: 'times that ads were shown'
  }),
  measured('clicks', ['Clicks', '点击量'], 'clicks', 'count', { formula: 'clicks on ads' }),
  ratio('ctr', ['Click-through rate', '点击率'], {
    formula: 'clicks / impressions',
    part: ['clicks'],
    whole: ['impressions']
  }),
  measured('adCost', ['Advertising cost', '推广花费'], 'adCostMinor', 'money', {
    formula: 'what advertising cost',
    isMoreBetter: null
  }),
  measured('adSales', ['Attributed sales', '推广成交金额'], 'adSalesMinor', 'money', {
    formula: 'sales that the ad platform attributes to its ads'
  }),
  measured('adOrders', ['Attributed orders', '推广成交笔数'], 'adOrders', 'count', {
    formula: 'orders that the ad platform attributes to its ads'
  }),
  ratio('cvr', ['Conversion of clicks', '点击转化率'], {
    formula: 'attributed orders / clicks',
    part: ['adOrders'],
    whole: ['clicks']
  }),
  ratio('cpc', ['Cost per click', '平均点击花费'], {
    formula: 'advertising cost / clicks',
    unit: 'money',
    part: ['adCostMinor'],
    whole: ['clicks'],
    isMoreBetter: false
  }),
  reckoned('cpm', ['Cost per thousand impressions', '千次展现花费'], {
    formula: 'advertising cost / impressions × 1000',
    unit: 'money',
    measures: ['adCostMinor', 'impressions'],
    isMoreBetter: false,
    value: (of) => (of('impressions') === 0 ? null : (of('adCostMinor') * 1000) / of('impressions'))
  }),
  ratio('acos', ['ACOS', '广告成本占比(ACOS)'], {
    formula: 'advertising cost / attributed sales',
    part: ['adCostMinor'],
    whole: ['adSalesMinor'],
    isMoreBetter: false
  }),
  ratio('roas', ['ROAS', '投入产出比(ROAS)'], {
    formula: 'attributed sales / advertising cost; what Chinese ad tools call ROI',
    part: ['adSalesMinor'],
    whole: ['adCostMinor']
  }),
  ratio('roi', ['Return on investment', '投资回报率(ROI)'], {
    formula: '(attributed sales − advertising cost) / advertising cost',
    part: ['adSalesMinor', '-adCostMinor'],
    whole: ['adCostMinor']
  }),
  ratio('tacos', ['TACOS', '总广告成本占比(TACOS)'], {
    formula: 'advertising cost / net sales before refunds, of everything',
    part: ['adCostMinor'],
    whole: ['netMinor'],
    isMoreBetter: false
  })
]
