import { type TSchema, Type } from 'typebox'
import { Nullable, OneOf } from '#core/http/schemas'
import { metricUnits } from '../metrics/metric.ts'
import { DayText } from '../query/schema.ts'
import { type Cell, languages, parts, type ReportDocument } from './document.ts'

const closed = { additionalProperties: false }
const TextShape = Type.Object({ zh: Type.String(), en: Type.String() }, closed)
const Num = Nullable(Type.Number())
const Flag = Type.Optional(Type.Boolean())
const Better = Nullable(
  Type.Boolean({ description: 'Whether more of it is better; null: neither' })
)
const Tone = OneOf(['good', 'neutral', 'bad'])
const UnitName = OneOf([...metricUnits, 'text', 'day'], {
  description: 'Money is in minor units, ratios are numbers: 0.05 is 5 %'
})
const SpanShape = Type.Object({ from: DayText, to: DayText }, closed)

export const LanguageName = OneOf(languages)
/** For what people ask for. */
export const LanguageInput = OneOf(languages, { default: 'en' })

const CardShape = Type.Object(
  {
    name: Type.String(),
    title: TextShape,
    unit: UnitName,
    value: Num,
    isMoreBetter: Better,
    comparisons: Type.Array(Type.Object({ title: TextShape, previous: Num, ratio: Num }, closed)),
    target: Type.Optional(Type.Object({ value: Type.Number(), share: Num }, closed)),
    isCost: Flag
  },
  closed
)

const ChartShape = Type.Object(
  {
    type: OneOf(['columns', 'steps', 'rows']),
    x: Type.Object({
      title: TextShape,
      kind: OneOf(['day', 'text']),
      keys: Type.Array(Type.Union([Type.String(), TextShape]))
    }),
    y: Type.Object({ title: TextShape, unit: UnitName, isMoreBetter: Better }),
    series: Type.Array(
      Type.Object(
        {
          name: Type.String(),
          title: TextShape,
          mark: OneOf(['bar', 'line', 'dashed']),
          values: Type.Array(Num)
        },
        closed
      )
    )
  },
  closed
)

const ColumnShape = Type.Object(
  {
    name: Type.String(),
    title: TextShape,
    unit: UnitName,
    isChange: Flag,
    isMoreBetter: Type.Optional(Better),
    isCost: Flag
  },
  closed
)
/** Without a type, so that it is written as it is: a table has thousands of them. */
const Cells = Type.Array(
  Type.Unsafe<Cell>({ description: 'A text, a number, null, or a text in both languages' })
)

const AdviceShape = Type.Object(
  {
    tone: Tone,
    text: TextShape,
    evidence: TextShape,
    costEvidence: Type.Optional(TextShape),
    isCost: Flag
  },
  closed
)

/** A section of one kind: what it shows stands beside its title. */
function SectionShape(kind: string, content: Record<string, TSchema>) {
  return Type.Object(
    {
      kind: Type.Literal(kind),
      id: Type.String(),
      title: TextShape,
      part: OneOf(parts, { description: 'The question that it answers' }),
      isHalf: Flag,
      isCost: Flag,
      ...content
    },
    closed
  )
}

/** A report as JSON: all it says, in both languages. */
export const DocumentShape = Type.Unsafe<ReportDocument>(
  Type.Object(
    {
      name: Type.String({ description: 'Of the built-in report, or query' }),
      title: TextShape,
      headline: Type.Optional(TextShape),
      headlineTone: Type.Optional(Tone),
      shop: Type.String(),
      zone: Type.String(),
      currency: Nullable(Type.String({ description: 'Of the money in it' })),
      period: SpanShape,
      comparison: Nullable(SpanShape),
      sections: Type.Array(
        Type.Union([
          SectionShape('figures', { figures: Type.Array(CardShape) }),
          SectionShape('chart', { chart: ChartShape }),
          SectionShape('table', {
            columns: Type.Array(ColumnShape),
            rows: Type.Array(Cells),
            totals: Type.Optional(Cells),
            note: Type.Optional(TextShape)
          }),
          SectionShape('advice', { items: Type.Array(AdviceShape) })
        ])
      )
    },
    closed
  )
)
