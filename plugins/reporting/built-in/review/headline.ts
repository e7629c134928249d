import type { Advice, Text } from '../../rendering/document.ts'
import { say } from '../../rendering/format.ts'
import type { Drivers } from './drivers.ts'
import type { ReviewFacts } from './gather.ts'
import { moneyText, shareText } from './phrases.ts'

/** Changes below this are none that anybody needs to hear of. */
const steady = 0.01

/** The answer to "how did we do" in one sentence: sales, against before and against the target, and mostly why. */
export function headlineOf({ kind, totals, target, drivers }: ReviewFacts): {
  headline: Text
  headlineTone: Advice['tone']
} {
  const { value, ratio } = totals.totals.netSales!
  const { title } = totals.metrics.find(({ name }) => name === 'netSales')!
  const amount = moneyText(value ?? 0, totals.currency)
  const against = kind.against[0].words
  const parts: Text[] = [
    say((language) => `${title[language]} ${amount[language]}`),
    changeWords(ratio, against),
    ...(target?.share == null ? [] : [targetWords(target.share)])
  ]
  const cause = drivers && ratio !== null && Math.abs(ratio) >= steady ? causeOf(drivers) : null
  const headline: Text = {
    zh: parts.map(({ zh }) => zh).join('，') + (cause ? `：${cause.zh}` : ''),
    en: parts.map(({ en }) => en).join(', ') + (cause ? `: ${cause.en}` : '')
  }
  return { headline, headlineTone: toneOf(ratio, target?.share ?? null) }
}

function changeWords(ratio: number | null, against: Text): Text {
  if (ratio === null) return { zh: `${against.zh}没有数据`, en: `no figures of ${against.en}` }
  const by = shareText(ratio)
  if (Math.abs(ratio) < steady) return { zh: `与${against.zh}持平`, en: `as much as ${against.en}` }
  return ratio > 0
    ? { zh: `比${against.zh}增长 ${by.zh}`, en: `${by.en} above ${against.en}` }
    : { zh: `比${against.zh}下降 ${by.zh}`, en: `${by.en} below ${against.en}` }
}

function targetWords(share: number): Text {
  const of = shareText(share)
  return share >= 1
    ? { zh: `达成目标（${of.zh}）`, en: `target reached (${of.en})` }
    : { zh: `完成目标的 ${of.zh}`, en: `${of.en} of the target` }
}

/** The driver that has moved it most, in the direction that it went. */
function causeOf({ parts, value, previous }: Drivers): Text | null {
  const isUp = value > previous
  const moved = parts
    .filter(({ change }) => (isUp ? change > 0 : change < 0))
    .sort((a, b) => Math.abs(b.change) - Math.abs(a.change))[0]
  if (!moved) return null
  // More sales by refunds are fewer refunds.
  return isUp !== (moved.name === 'refunds')
    ? { zh: `主要是${moved.title.zh}提升`, en: `mostly because ${lower(moved)} rose` }
    : { zh: `主要是${moved.title.zh}下降`, en: `mostly because ${lower(moved)} fell` }
}

/** As it stands inside of a sentence. */
function lower({ title }: Drivers['parts'][number]): string {
  return title.en.toLowerCase()
}

function toneOf(ratio: number | null, share: number | null): Advice['tone'] {
  if (share !== null) return share >= 1 ? 'good' : 'bad'
  if (ratio === null || Math.abs(ratio) < steady) return 'neutral'
  return ratio > 0 ? 'good' : 'bad'
}
