/** A topic that every shop begins with. */
interface BuiltInTopic {
  code: string
  titleEn: string
  titleZh: string
  keywords: readonly string[]
}

/** What buyers write about most; written into the table once, and the shop's own from then on. */
export const builtInTopics: readonly BuiltInTopic[] = [
  {
    ...{ code: 'size_small', titleEn: 'Too small', titleZh: '尺码偏小' },
    keywords: [
      '尺码偏小',
      '偏小',
      '小了',
      '太小',
      '穿不下',
      '太紧',
      'too small',
      'runs small',
      'too tight'
    ]
  },
  {
    ...{ code: 'size_large', titleEn: 'Too large', titleZh: '尺码偏大' },
    keywords: [
      '尺码偏大',
      '偏大',
      '大了',
      '太大',
      '太松',
      'too large',
      'too big',
      'runs large',
      'too loose'
    ]
  },
  {
    ...{ code: 'color', titleEn: 'Color differs', titleZh: '色差' },
    keywords: [
      '色差',
      '颜色不一样',
      '颜色不符',
      '掉色',
      '褪色',
      'color is different',
      'wrong color',
      'different color',
      'colour',
      'faded'
    ]
  },
  {
    ...{ code: 'quality', titleEn: 'Quality', titleZh: '质量' },
    keywords: [
      '质量',
      '做工',
      '品质',
      '线头',
      '开线',
      '起球',
      'quality',
      'well made',
      'poorly made',
      'fell apart'
    ]
  },
  {
    ...{ code: 'broken', titleEn: 'Broken or defective', titleZh: '破损故障' },
    keywords: [
      '破损',
      '坏了',
      '碎了',
      '裂了',
      '用不了',
      '故障',
      'broken',
      'defective',
      'cracked',
      'stopped working',
      'does not work'
    ]
  },
  {
    ...{ code: 'description', titleEn: 'Not as described', titleZh: '与描述不符' },
    keywords: [
      '描述不符',
      '与图片不符',
      '图片不符',
      '货不对板',
      '假货',
      'not as described',
      'misleading',
      'fake',
      'counterfeit'
    ]
  },
  {
    ...{ code: 'smell', titleEn: 'Smell', titleZh: '异味' },
    keywords: ['异味', '味道大', '味道很大', '有味', '刺鼻', 'smell', 'smells', 'odor', 'stinks']
  },
  {
    ...{ code: 'logistics', titleEn: 'Delivery', titleZh: '物流慢' },
    keywords: [
      '物流',
      '快递',
      '发货慢',
      '到货慢',
      '送货',
      '配送',
      'delivery',
      'shipping',
      'arrived late',
      'took weeks'
    ]
  },
  {
    ...{ code: 'packaging', titleEn: 'Packaging', titleZh: '包装' },
    keywords: ['包装', '盒子', '压坏', 'packaging', 'packed', 'package', 'box was']
  },
  {
    ...{ code: 'service', titleEn: 'Service', titleZh: '客服' },
    keywords: [
      '客服',
      '态度',
      '不理人',
      '服务',
      '退货难',
      'customer service',
      'service',
      'support',
      'rude',
      'no reply'
    ]
  },
  {
    ...{ code: 'price', titleEn: 'Price', titleZh: '价格' },
    keywords: [
      '价格',
      '太贵',
      '性价比',
      '降价',
      '便宜',
      'price',
      'expensive',
      'overpriced',
      'cheap',
      'value for money'
    ]
  },
  {
    ...{ code: 'wrong_item', titleEn: 'Wrong or missing items', titleZh: '发错少发' },
    keywords: ['发错', '错发', '漏发', '少发', '少件', 'wrong item', 'missing', 'incomplete']
  }
]
