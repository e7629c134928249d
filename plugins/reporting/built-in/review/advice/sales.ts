import type { ReportRow } from '../../../query/types.ts'
import type { Advice, Text } from '../../../rendering/document.ts'
import { formatValue, say } from '../../../rendering/format.ts'
import type { Drivers } from '../drivers.ts'
import type { ReviewFacts } from '../gather.ts'
import { changeText, joined, moneyText } from '../phrases.ts'
import { limits } from './limits.ts'

/** Whether the target was reached, and what is missing. */
export function targetAdvice({ target, totals }: ReviewFacts): Advice[] {
  if (target?.share == null) return []
  const { value } = totals.totals.netSales!
  const missing = target.value - (value ?? 0)
  const wanted = moneyText(target.value, totals.currency)
  const evidence = say((language) => {
    const share = formatValue(target.share, 'ratio', { language, currency: null })
    return language === 'zh'
      ? `目标 ${wanted.zh}，完成 ${share}`
      : `Target ${wanted.en}, ${share} of it`
  })
  if (missing <= 0) {
    const text = {
      zh: '目标已达成：沿用有效的做法，可上调下期目标',
      en: 'The target is reached: keep what works, and aim higher next time'
    }
    return [{ tone: 'good', text, evidence }]
  }
  const short = moneyText(missing, totals.currency)
  const text = {
    zh: `离目标还差 ${short.zh}：先补下面拖累最大的一项`,
    en: `${short.en} short of the target: begin with what has taken most, below`
  }
  return [{ tone: 'bad', text, evidence }]
}

/** What to do where a driver falls short: too few come, too few buy, or they buy too little. */
const remedies: Record<string, Text> = {
  visitors: {
    zh: '流量不足：检查推广预算、关键词排名与活动资源位',
    en: 'Too few visitors: look at ad budgets, search ranks and campaign slots'
  },
  conversion: {
    zh: '转化率低：检查价格、主图详情页、差评与缺货',
    en: 'Too few of them buy: look at prices, product pages, bad reviews and what is out of stock'
  },
  orderValue: {
    zh: '笔单价低：做搭配销售、满减门槛与加价购',
    en: 'Orders are small: offer bundles, thresholds and add-ons'
  },
  orders: {
    zh: '订单变少：检查流量、价格与缺货（没有访客数据，无法区分流量与转化）',
    en: 'Fewer orders: look at traffic, prices and stock (without visitors, the two cannot be told apart)'
  },
  refunds: {
    zh: '退款增多：查退款原因集中的商品',
    en: 'More is given back: see which goods and reasons'
  }
}

/** The metric that stands for a driver. */
const metricOf: Record<string, string> = {
  visitors: 'visitors',
  conversion: 'orderConversion',
  orderValue: 'averageOrderValue',
  orders: 'orders',
  refunds: 'refundRate'
}

/** What took sales, and what to do about each. */
export function driverAdvice({ drivers, totals, target, kind }: ReviewFacts): Advice[] {
  if (!drivers) return []
  const change = drivers.value - drivers.previous
  const isShort = target?.share != null && target.share < 1
  const isDown = drivers.previous > 0 && change / drivers.previous <= -limits.salesRatio
  if (!isShort && !isDown) return []
  return worstParts(drivers).map(({ name, change: lost }) => {
    const metric = metricOf[name]!
    const isThere = totals.metrics.some((one) => one.name === metric)
    const taken = moneyText(Math.abs(lost), totals.currency)
    const effect = {
      zh: `使${drivers.title.zh}减少 ${taken.zh}`,
      en: `it took ${taken.en} of ${drivers.title.en.toLowerCase()}`
    }
    const evidence = joined([isThere ? changeText(totals, metric, kind.against[0]) : null, effect])
    return { tone: 'bad', text: remedies[name]!, evidence }
  })
}

/** Drivers that took at least a third as much as the worst: the others are noise. */
function worstParts({ parts }: Drivers) {
  const lost = parts.filter(({ change }) => change < 0).sort((a, b) => a.change - b.change)
  return lost.filter(({ change }) => change <= lost[0]!.change / 3).slice(0, 2)
}

/** The channel that has lost most, and the one that has won most. */
export function channelAdvice({ channels, totals, kind }: ReviewFacts): Advice[] {
  const rows = channels?.rows ?? []
  if (rows.length < 2) return []
  const before = Math.abs(totals.totals.netSales!.previous ?? 0)
  const changeOf = ({ values }: ReportRow) => values.netSales?.change ?? 0
  const isLarge = (row: ReportRow) =>
    before > 0 && Math.abs(changeOf(row)) / before >= limits.salesRatio * limits.channelShare * 2
  const sorted = rows.filter(isLarge).sort((a, b) => changeOf(a) - changeOf(b))
  const advice = (row: ReportRow | undefined, isUp: boolean): Advice[] => {
    if (!row || changeOf(row) > 0 !== isUp) return []
    const { previous, value, change } = row.values.netSales!
    const amount = moneyText(Math.abs(change!), totals.currency)
    const [then, now] = [
      moneyText(previous ?? 0, totals.currency),
      moneyText(value ?? 0, totals.currency)
    ]
    const name = row.labels.channel!
    const evidence = {
      zh: `${kind.against[0].words.zh} ${then.zh} → ${now.zh}`,
      en: `${then.en} ${kind.against[0].words.en}, now ${now.en}`
    }
    return isUp
      ? [
          {
            tone: 'good',
            evidence,
            text: {
              zh: `${name} 增长 ${amount.zh}：加大备货与投放`,
              en: `${name} has grown by ${amount.en}: give it more goods and budget`
            }
          }
        ]
      : [
          {
            tone: 'bad',
            evidence,
            text: {
              zh: `${name} 减少 ${amount.zh}：先查这个渠道`,
              en: `${name} has lost ${amount.en}: look there first`
            }
          }
        ]
  }
  return [...advice(sorted[0], false), ...advice(sorted.at(-1), true)]
}
