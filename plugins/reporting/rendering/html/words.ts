import type { Part, Text } from '../document.ts'

/** What pages say themselves. */
export const partTitles: Record<Part, Text> = {
  how: { zh: '做得怎么样', en: 'How did we do' },
  why: { zh: '为什么', en: 'Why' },
  next: { zh: '下一步', en: 'What next' },
  details: { zh: '明细', en: 'In detail' }
}

export const words = {
  comparedWith: { zh: '对比', en: 'compared with' },
  target: { zh: '目标', en: 'Target' },
  total: { zh: '合计', en: 'Total' },
  madeAt: { zh: '生成于', en: 'Made' },
  revision: { zh: '版本', en: 'Revision' },
  none: { zh: '没有数据', en: 'Nothing to show' },
  days: { zh: '自然日按店铺时区', en: "Days in the shop's zone" }
} satisfies Record<string, Text>
