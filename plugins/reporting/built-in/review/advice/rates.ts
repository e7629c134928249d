import type { ReportAnswer, ReportRow } from '../../../query/types.ts'
import type { Advice, Text } from '../../../rendering/document.ts'
import type { ReviewFacts } from '../gather.ts'
import { changeText, joined } from '../phrases.ts'
import { limits } from './limits.ts'

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

/** Rates that have grown, with the reason that is named most. */
export function rateAdvice({ service, totals, reasons, reasonTitle, kind }: ReviewFacts): Advice[] {
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

/** Advertising that pays less, or nothing at all. */
export function adAdvice({ totals, kind }: ReviewFacts): Advice[] {
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
