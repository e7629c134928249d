import type { Advice, AdviceSection } from '../../../rendering/document.ts'
import type { ReviewFacts } from '../gather.ts'
import { changeText } from '../phrases.ts'
import { costAdvice, marginAdvice, slowAdvice, stockAdvice } from './goods.ts'
import { adAdvice, rateAdvice } from './rates.ts'
import { channelAdvice, driverAdvice, targetAdvice } from './sales.ts'

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
