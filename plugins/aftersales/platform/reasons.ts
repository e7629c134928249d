/** The words by which a platform's reason is known, and what it is in our taxonomy. */
export interface ReasonRule {
  /** Any of these in the platform's words, in lower case. */
  words: readonly string[]
  reason: string
}

/**
 * Reasons as the forms of Taobao, Tmall, Douyin, Amazon and Shopify write them. The first rule that fits counts, so what is
 * narrow comes before what is wide.
 */
const rules: readonly ReasonRule[] = [
  { words: ['七天无理由', '7天无理由', '无理由'], reason: 'no_reason_7_days' },
  { words: ['偏小', '太小', 'too small', 'too_small'], reason: 'size_too_small' },
  { words: ['偏大', '太大', 'too large', 'too_large', 'too big'], reason: 'size_too_large' },
  { words: ['破损', '污渍', '变形', 'damaged'], reason: 'damaged_on_arrival' },
  { words: ['假货', '假冒', '正品', 'counterfeit', 'not genuine'], reason: 'counterfeit' },
  { words: ['过期', '临期', 'expired', 'expiration'], reason: 'expired' },
  { words: ['过敏', '不适', 'allerg'], reason: 'allergy' },
  { words: ['少件', '漏发', '缺件', 'missing', 'incomplete'], reason: 'missing_parts' },
  { words: ['发错', '错发', 'wrong', 'incorrect item', 'switcheroo'], reason: 'wrong_item' },
  {
    words: ['不能用', '无法使用', '故障', 'does not work', "doesn't work", 'not working'],
    reason: 'does_not_work'
  },
  { words: ['质量', '做工', '瑕疵', 'defect', 'quality'], reason: 'quality_defect' },
  {
    words: ['不符', '描述', 'not as described', 'not_as_described', 'different from'],
    reason: 'not_as_described'
  },
  { words: ['降价', '差价', '价保', 'price'], reason: 'price_dropped' },
  { words: ['缺货', 'out of stock', 'out_of_stock'], reason: 'out_of_stock' },
  { words: ['未按约定时间发货', '发货慢', '延迟发货', 'shipped late'], reason: 'shipped_late' },
  {
    words: ['丢失', '丢件', '未收到货', 'lost', 'not received', 'never arrived'],
    reason: 'lost_in_transit'
  },
  { words: ['物流', '快递', 'late', 'delay'], reason: 'late' },
  { words: ['拒收', 'refused delivery', 'undeliverable'], reason: 'refused_delivery' },
  { words: ['服务', 'service'], reason: 'service' },
  { words: ['颜色', '款式', '材质', '效果', 'color', 'style'], reason: 'color_not_liked' },
  { words: ['多拍', '拍错', '错拍', 'by mistake', 'accidental'], reason: 'ordered_by_mistake' },
  {
    words: [
      '不喜欢',
      '不想要',
      '不要了',
      'unwanted',
      'no longer needed',
      'changed my mind',
      'changed mind'
    ],
    reason: 'changed_mind'
  }
]

/** What a platform's words for why are in our taxonomy; the shop's own rules come first. `other`: no rule knows them. */
export function reasonFor(words: string, own: readonly ReasonRule[] = []): string {
  const text = words.toLowerCase()
  const known = [...own, ...rules].find((rule) => rule.words.some((word) => text.includes(word)))
  return known?.reason ?? 'other'
}
