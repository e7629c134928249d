import type { Dimension } from '../cubes/cube.ts'
import type { Text } from '../rendering/document.ts'

/** What dimensions are called in files and on pages. */
export const dimensionTitles: Record<Dimension, Text> = {
  day: { zh: '日期', en: 'Day' },
  week: { zh: '周', en: 'Week' },
  month: { zh: '月', en: 'Month' },
  quarter: { zh: '季度', en: 'Quarter' },
  year: { zh: '年', en: 'Year' },
  channel: { zh: '渠道', en: 'Channel' },
  country: { zh: '国家/地区', en: 'Country' },
  customerType: { zh: '客户类型', en: 'Customer type' },
  buyer: { zh: '买家', en: 'Buyer' },
  sku: { zh: 'SKU', en: 'SKU' },
  product: { zh: '商品', en: 'Product' },
  category: { zh: '类目', en: 'Category' },
  supplier: { zh: '供应商', en: 'Supplier' },
  source: { zh: '流量来源', en: 'Traffic source' },
  campaign: { zh: '推广计划', en: 'Campaign' },
  promotion: { zh: '活动', en: 'Promotion' },
  reason: { zh: '原因', en: 'Reason' },
  agent: { zh: '客服', en: 'Agent' }
}
