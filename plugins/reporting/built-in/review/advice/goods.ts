import type { Advice } from '../../../rendering/document.ts'
import { formatValue, say } from '../../../rendering/format.ts'
import { type ReviewFacts, slowDays } from '../gather.ts'
import { changeText, joined, moneyText } from '../phrases.ts'
import { slowRows } from '../tables.ts'
import { limits } from './limits.ts'

/** Best-sellers that are about to run out. */
export function stockAdvice({ products }: ReviewFacts): Advice[] {
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

/** Margins that leave goods out are too good. */
export function costAdvice({ totals }: ReviewFacts): Advice[] {
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

/** Margins that shrink. */
export function marginAdvice({ totals, kind }: ReviewFacts, hidden: ReadonlySet<string>): Advice[] {
  const change = totals.totals.cm1Rate?.change
  if (change == null || change > -limits.marginPoints) return []
  const text = {
    zh: '毛利率下降：检查折扣力度与进货成本',
    en: 'Margins are shrinking: look at discounts and at what goods cost'
  }
  const evidence = changeText(totals, 'cm1Rate', kind.against[0])
  return [{ tone: 'bad', text, evidence, ...(hidden.has('cm1Rate') && { isCost: true as const }) }]
}

/** What lies there and is not asked for. */
export function slowAdvice({ slow }: ReviewFacts, hidden: ReadonlySet<string>): Advice[] {
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
