import type { ChartSection, Text } from '../../rendering/document.ts'
import type { Drivers } from './drivers.ts'
import type { ReviewFacts } from './gather.ts'

const dayTitle: Text = { zh: '日期', en: 'Day' }
const weekBefore: Text = { zh: '前一周同日', en: 'A week earlier' }

/** Net sales day by day, with what they were before. */
export function dayChart({ kind, byDay }: ReviewFacts): ChartSection[] {
  const metric = byDay?.metrics[0]
  if (!byDay || !metric) return []
  const days = byDay.rows.map(({ keys }) => keys.day!)
  const values = (of: 'value' | 'previous') => byDay.rows.map((row) => row.values[metric.name]![of])
  const before = kind.isWhole ? kind.against[0].title : weekBefore
  const title = {
    zh: kind.isWhole ? `每日${metric.title.zh}` : `近 ${days.length} 天${metric.title.zh}`,
    en: kind.isWhole ? `${metric.title.en} by day` : `${metric.title.en} of ${days.length} days`
  }
  const now = kind.isWhole ? kind.now : { zh: '当日', en: 'That day' }
  return [
    {
      ...{ kind: 'chart', id: 'sales-by-day', title, part: 'how' },
      chart: {
        type: 'columns',
        x: { title: dayTitle, kind: 'day', keys: days },
        y: { title: metric.title, unit: metric.unit, isMoreBetter: true },
        series: [
          { name: 'value', title: now, mark: 'bar', values: values('value') },
          { name: 'previous', title: before, mark: 'dashed', values: values('previous') }
        ]
      }
    }
  ]
}

/** What each driver has added, and what each channel and product has. */
export function driverCharts({ kind, drivers }: ReviewFacts): ChartSection[] {
  if (!drivers || drivers.parts.length === 0) return []
  const { title, previous, value, parts, channels, products } = drivers
  const y = { title, unit: 'money' as const, isMoreBetter: true }
  const changeOf = { zh: `${title.zh}变化`, en: `Change of ${title.en.toLowerCase()}` }
  const split: ChartSection = {
    ...{ kind: 'chart', id: 'drivers', part: 'why', isHalf: true },
    title: {
      zh: `变化拆解：${parts.map((part) => part.title.zh).join(' × ')}`,
      en: `The change split: ${parts.map((part) => part.title.en.toLowerCase()).join(' × ')}`
    },
    chart: {
      type: 'steps',
      x: {
        title: { zh: '因素', en: 'Driver' },
        kind: 'text',
        keys: [kind.against[0].title, ...parts.map((part) => part.title), kind.now]
      },
      y,
      series: [
        {
          ...{ name: 'change', title: changeOf, mark: 'bar' },
          values: [previous, ...parts.map(({ change }) => change), value]
        }
      ]
    }
  }
  const rows = (id: string, heading: Text, axis: Text, of: Drivers['channels']) =>
    of.length === 0
      ? []
      : [
          {
            ...{
              kind: 'chart' as const,
              id,
              title: heading,
              part: 'why' as const,
              isHalf: true as const
            },
            chart: {
              type: 'rows' as const,
              x: { title: axis, kind: 'text' as const, keys: of.map(({ label }) => label) },
              y: { ...y, title: changeOf },
              series: [
                {
                  ...{ name: 'change', title: changeOf, mark: 'bar' as const },
                  values: of.map(({ change }) => change)
                }
              ]
            }
          }
        ]
  const most = { zh: '哪些商品影响最大', en: 'Products that moved it most' }
  const where = { zh: '哪些渠道影响最大', en: 'Channels that moved it most' }
  return [
    split,
    ...rows('channel-changes', where, { zh: '渠道', en: 'Channel' }, channels),
    ...rows('product-changes', most, { zh: 'SKU', en: 'SKU' }, products)
  ]
}
