import type { ReportAnswer } from '../../query/types.ts'
import { type Language, shownUnit, type Text } from '../../rendering/document.ts'
import { formatChange, formatValue, say } from '../../rendering/format.ts'
import type { Against } from './kind.ts'

/** Amounts as sentences write them. */
export function moneyText(minor: number, currency: string | null): Text {
  return say((language) => formatValue(minor, 'money', { language, currency, isCompact: true }))
}

/** `Conversion 3.4%, the week before 3.7% (-8.1%)`. */
export function changeText(answer: ReportAnswer, name: string, { words }: Against): Text {
  const metric = answer.metrics.find((one) => one.name === name)!
  const { title } = metric
  const unit = shownUnit(metric)
  const { value, previous, ratio } = answer.totals[name]!
  const { currency } = answer
  return say((language) => {
    const write = (figure: number | null) =>
      formatValue(figure, unit, { language, currency, isCompact: true })
    const moved = ratio === null ? '' : ` (${formatChange(ratio, language)})`
    return `${title[language]} ${write(value)}${comma[language]}${words[language]} ${write(previous)}${moved}`
  })
}

const comma: Record<Language, string> = { zh: '，', en: ', ' }
const semicolon: Record<Language, string> = { zh: '；', en: '; ' }

/** Several sentences as one, those that are missing left out. */
export function joined(parts: readonly (Text | null)[]): Text {
  const known = parts.filter((part) => part !== null)
  return say((language) => known.map((part) => part[language]).join(semicolon[language]))
}

/** `8.2%`, without a sign. */
export function shareText(ratio: number): Text {
  return say((language) => formatValue(Math.abs(ratio), 'ratio', { language, currency: null }))
}
