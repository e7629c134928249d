import type { DaySpan } from '../../query/types.ts'
import type { Text } from '../../rendering/document.ts'
import { type Contribution, type Explanation, explainSales } from '../../why/explain/explain.ts'
import type { Asker } from './ask.ts'

export type DriverName = Explanation['parts'][number]['name']

/** Why net sales have changed: parts that sum to the whole change. Money in minor units. */
export interface Drivers {
  title: Text
  previous: number
  value: number
  parts: { name: DriverName; title: Text; change: number }[]
  channels: { label: string | Text; change: number }[]
  products: { label: string | Text; change: number }[]
}

const titles: Record<DriverName, Text> = {
  visitors: { zh: '访客数', en: 'Visitors' },
  conversion: { zh: '转化率', en: 'Conversion' },
  orders: { zh: '订单数', en: 'Orders' },
  orderValue: { zh: '笔单价', en: 'Order value' },
  refunds: { zh: '退款', en: 'Refunds' }
}
const others: Text = { zh: '其他', en: 'Others' }

/** Channels and SKUs that are named; the others are one row. */
const named = 6

/** The reasons for a change of net sales. Null: there is nothing to compare. */
export async function driversOf(
  { db, scope, currency, memo }: Asker,
  { span, comparison }: { span: DaySpan; comparison: DaySpan }
): Promise<Drivers | null> {
  const asked = { period: span, comparison, top: named, ...(currency && { currency }) }
  const { value, previous, parts, channels, skus } = await explainSales(db, scope, asked, memo)
  if (previous === 0 || value === previous) return null
  // Refunds that were nobody's on either side are no reason.
  const known = parts.filter(({ name, change }) => name !== 'refunds' || change !== 0)
  return {
    ...{ title: { zh: '净销售额', en: 'Net sales' }, value, previous },
    parts: known.map(({ name, change }) => ({ name, title: titles[name], change })),
    channels: channels.filter(isMoved).map(rowOf),
    products: skus.filter(isMoved).map(rowOf)
  }
}

const isMoved = ({ change }: Contribution) => change !== 0

function rowOf({ label, change }: Contribution) {
  return { label: label ?? others, change }
}
