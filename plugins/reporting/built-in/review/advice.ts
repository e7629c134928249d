import type { ReportAnswer, ReportRow } from '../../query/types.ts'
import type { Advice, AdviceSection, Text } from '../../rendering/document.ts'
import { formatValue, say } from '../../rendering/format.ts'
import type { Drivers } from './drivers.ts'
import { type ReviewFacts, slowDays } from './gather.ts'
import { changeText, joined, moneyText } from './phrases.ts'
import { slowRows } from './tables.ts'

/*
 * Advice follows from rules, each with the figures that it stands on. Limits are set so that an ordinary week says little:
 * what is told every week is not read.
 */
const limits = {
  /** A change of sales that is looked into. */
  salesRatio: 0.05,
  /** A rate that has grown by so much of itself, and by so many points. */
  rateRatio: 0.2,
  ratePoints: 0.005,
  /** A margin that has lost so many points. */
  marginPoints: 0.02,
  /** The part of sales without a cost that is told of. */
  uncostedShare: 0.05,
  /** A best-seller that lasts less long than this needs goods. */
  coverDays: 7,
  /** A channel's part of the whole change that is told of. */
  channelShare: 0.25
}
/** Who is told more does less. */
const adviceMax = 6

/** What to do next, the urgent first. */
export function adviceSection(facts: ReviewFacts, hidden: ReadonlySet<string>): AdviceSection {
  const items = [
    ...targetAdvice(facts),
    ...driverAdvice(facts),
    ...channelAdvice(facts),
    ...stockAdvice(facts),
    ...rateAdvice(facts),
    ...marginAdvice(facts, hidden),
    ...adAdvice(facts),
    ...costAdvice(facts),
    ...slowAdvice(facts, hidden)
  ]
  const order = { bad: 0, neutral: 1, good: 2 }
  const sorted = items.toSorted((a, b) => order[a.tone] - order[b.tone]).slice(0, adviceMax)
  const title = { zh: '建议', en: 'Recommendations' }
  return {
    kind: 'advice',
    id: 'advice',
    title,
    part: 'next',
    items: sorted.length > 0 ? sorted : [allWell(facts)]
  }
}

function allWell({ totals, kind }: ReviewFacts): Advice {
  return {
    tone: 'good',
    text: { zh: '没有需要处理的异常，保持现有节奏', en: 'Nothing stands out: go on like this' },
    evidence: changeText(totals, 'netSales', kind.against[0])
  }
}

function targetAdvice({ target, totals }: ReviewFacts): Advice[] {
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

function driverAdvice({ drivers, totals, target, kind }: ReviewFacts): Advice[] {
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

function channelAdvice({ channels, totals, kind }: ReviewFacts): Advice[] {
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

function stockAdvice({ products }: ReviewFacts): Advice[] {
  const short = (products?.rows ?? []).filter(({ values }) => {
    const days = values.daysOfCover?.value
    return days != null && days < limits.coverDays
  })
  if (short.length === 0) return []
  const list = say((language) =>
    short
      .slice(0, 5)
      .map(({ labels, values }) => {
        const days = formatValue(values.daysOfCover!.value, 'days', { language, currency: null })
        return `${labels.sku} ${days}`
      })
      .join(language === 'zh' ? '、' : ', ')
  )
  const text = {
    zh: `${short.length} 个热销 SKU 快断货：立即补货`,
    en: `${short.length} best-selling SKU${short.length > 1 ? 's' : ''} about to run out: reorder now`
  }
  return [
    { tone: 'bad', text, evidence: { zh: `可售天数：${list.zh}`, en: `Days of cover: ${list.en}` } }
  ]
}

const rateTexts: Record<string, Text> = {
  refundRate: {
    zh: '退款率上升：查退款原因最多的商品与批次',
    en: 'More is refunded: look at the goods and batches behind it'
  },
  complaintRate: {
    zh: '投诉率上升：复盘纠纷，先处理高频原因',
    en: 'More complaints: go through the disputes, the frequent reasons first'
  },
  caseRate: {
    zh: '售后率上升：把高频原因反馈给商品与仓库',
    en: 'More after-sales: tell product and warehouse the frequent reasons'
  },
  cancelRate: {
    zh: '取消率上升：检查缺货、发货时效与误拍',
    en: 'More orders are canceled: look at stock and at how fast we ship'
  }
}

function hasRisen(answer: ReportAnswer | null, name: string): boolean {
  const figure = answer?.totals[name]
  if (figure?.change == null) return false
  const isLarger = figure.ratio === null || figure.ratio >= limits.rateRatio
  return figure.change >= limits.ratePoints && isLarger
}

function mostOf(title: Text, { values }: ReportRow): Text {
  const count = values.casesOpened?.value ?? 0
  return { zh: `最多的原因：${title.zh}（${count} 单）`, en: `most of all: ${title.en} (${count})` }
}

function rateAdvice({ service, totals, reasons, reasonTitle, kind }: ReviewFacts): Advice[] {
  const worst = reasons?.rows[0]
  const reason = worst && mostOf(reasonTitle(worst.keys.reason!), worst)
  return Object.entries(rateTexts).flatMap(([name, text]): Advice[] => {
    const answer = [service, totals].find((one) => hasRisen(one, name))
    if (!answer) return []
    const isCase = name !== 'cancelRate'
    const evidence = joined([changeText(answer, name, kind.against[0]), (isCase && reason) || null])
    return [{ tone: 'bad', text, evidence }]
  })
}

/** Margins that leave goods out are too good. */
function costAdvice({ totals }: ReviewFacts): Advice[] {
  const { uncostedSales, netBeforeRefunds } = totals.totals
  if (!uncostedSales?.value || !netBeforeRefunds?.value) return []
  const share = uncostedSales.value / netBeforeRefunds.value
  if (share < limits.uncostedShare) return []
  const part = say((language) => formatValue(share, 'ratio', { language, currency: null }))
  const evidence = {
    zh: `销售额的 ${part.zh} 没有成本，毛利偏高`,
    en: `${part.en} of sales have no known cost, so margins look better than they are`
  }
  const text = { zh: '补录商品成本', en: 'Enter what these goods cost' }
  return [{ tone: 'neutral', text, evidence, isCost: true }]
}

function marginAdvice({ totals, kind }: ReviewFacts, hidden: ReadonlySet<string>): Advice[] {
  const change = totals.totals.cm1Rate?.change
  if (change == null || change > -limits.marginPoints) return []
  const text = {
    zh: '毛利率下降：检查折扣力度与进货成本',
    en: 'Margins are shrinking: look at discounts and at what goods cost'
  }
  const evidence = changeText(totals, 'cm1Rate', kind.against[0])
  return [{ tone: 'bad', text, evidence, ...(hidden.has('cm1Rate') && { isCost: true as const }) }]
}

function adAdvice({ totals, kind }: ReviewFacts): Advice[] {
  const { roas, adCost } = totals.totals
  if (!adCost?.value) return []
  const evidence = joined([
    changeText(totals, 'adCost', kind.against[0]),
    roas && (roas.value ?? roas.previous) !== null
      ? changeText(totals, 'roas', kind.against[0])
      : null
  ])
  if (roas && roas.value === null) {
    const text = {
      zh: '有推广花费但没有成交：暂停并检查投放',
      en: 'Advertising is paid for and sells nothing: stop and look'
    }
    return [{ tone: 'bad', text, evidence }]
  }
  if (roas?.ratio == null || roas.ratio > -limits.rateRatio) return []
  const text = {
    zh: '推广效率下降：停掉低产出的计划',
    en: 'Advertising pays less: stop the campaigns that sell least'
  }
  return [{ tone: 'bad', text, evidence }]
}

function slowAdvice({ slow }: ReviewFacts, hidden: ReadonlySet<string>): Advice[] {
  const rows = slowRows(slow)
  if (rows.length === 0) return []
  const sum = (name: string) =>
    rows.reduce((total, { values }) => total + (values[name]?.value ?? 0), 0)
  const units = sum('stockUnits')
  const value = slow!.metrics.some(({ name }) => name === 'stockValue') ? sum('stockValue') : 0
  const text = {
    zh: `${rows.length} 个 SKU ${slowDays} 天没有销量：清仓、换渠道或停止采购`,
    en: `${rows.length} SKU${rows.length > 1 ? 's' : ''} without a sale for ${slowDays} days: clear out, move, or stop buying`
  }
  const counted = say((language) => {
    const count = formatValue(units, 'units', { language, currency: null })
    return language === 'zh' ? `库存 ${count} 件` : `${count} units in stock`
  })
  const worth = moneyText(value, slow!.currency)
  const money = { zh: `占用资金 ${worth.zh}`, en: `${worth.en} of capital` }
  const isHidden = hidden.has('stockValue')
  const evidence = value > 0 && !isHidden ? joined([counted, money]) : counted
  const costEvidence = value > 0 && isHidden && { costEvidence: money }
  return [{ tone: 'neutral', text, evidence, ...costEvidence }]
}
