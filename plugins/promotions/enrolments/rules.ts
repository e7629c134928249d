import { type Static, Type } from 'typebox'
import { OneOf } from '#core/http/schemas'
import { Scope } from '../definition/scope.ts'

const closed = { additionalProperties: false }
const Bps = (maximum: number, description: string) =>
  Type.Integer({ minimum: 1, maximum, description: `Basis points ${description}` })
const Days = Type.Integer({
  minimum: 1,
  maximum: 365,
  description: 'Days before the event starts, or before now when that is earlier'
})
const Units = Type.Integer({ minimum: 1, maximum: 1_000_000_000 })
const Size = Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 }))

/** Units sold lately, on the channel of the event; on all of them when it names none. */
const UnitsSold = Type.Object({ kind: Type.Literal('unitsSold'), days: Days, units: Units }, closed)

const GoodReviews = Type.Object(
  { kind: Type.Literal('goodReviews'), rateBps: Bps(10_000, 'of all reviews') },
  closed
)

/** The promised price is at most so much of the lowest list price of some days, or of the list price now. */
const MaxPrice = Type.Object(
  {
    kind: Type.Literal('maxPrice'),
    of: OneOf(['lowest', 'list']),
    days: Type.Optional(Days),
    rateBps: Bps(10_000, 'of that price')
  },
  { ...closed, description: 'days: for `lowest` only' }
)

/** The promised price is so much below the list price. */
const MinDiscount = Type.Object(
  { kind: Type.Literal('minDiscount'), offBps: Bps(9999, 'off the list price') },
  closed
)

/** Units that are promised, which have to be there. */
const Stock = Type.Object(
  {
    kind: Type.Literal('stock'),
    minUnits: Type.Optional(Units),
    maxUnits: Type.Optional(Units)
  },
  { ...closed, minProperties: 2 }
)

/** What is left at the promised price, by the profit model of the channel. */
const MinMargin = Type.Object(
  {
    kind: Type.Literal('minMargin'),
    marginBps: Type.Optional(
      Type.Integer({
        minimum: -10_000,
        maximum: 9999,
        description: 'CM3 in basis points of net sales; if left out, the margin floor'
      })
    )
  },
  closed
)

/** Which SKUs may be in it. */
const InScope = Type.Object({ kind: Type.Literal('scope'), scope: Scope }, closed)

/** A text or an image that has to be with the enrolment. Texts are measured in characters. */
const Material = Type.Object(
  {
    kind: Type.Literal('material'),
    name: Type.String({ minLength: 1, maxLength: 80 }),
    type: OneOf(['image', 'text']),
    count: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 20, description: 'How many of them; 1 if left out' })
    ),
    minWidthPx: Size,
    maxWidthPx: Size,
    minHeightPx: Size,
    maxHeightPx: Size,
    minLength: Size,
    maxLength: Size
  },
  closed
)

const rules = [
  UnitsSold,
  GoodReviews,
  MaxPrice,
  MinDiscount,
  Stock,
  MinMargin,
  InScope,
  Material
] as const
export type EnrolmentRuleShape = Static<(typeof rules)[number]>
export type RuleKind = EnrolmentRuleShape['kind']
export type RuleOf<Kind extends RuleKind> = Extract<EnrolmentRuleShape, { kind: Kind }>

export const ruleKinds = rules.map(({ properties }) => properties.kind.const)

/** What a platform asks of what is in its event; its kind says which, so that what is wrong is told of that one alone. */
export const EnrolmentRule = Type.Unsafe<EnrolmentRuleShape>({
  type: 'object',
  required: ['kind'],
  properties: {
    ...Object.fromEntries(
      rules.flatMap(({ properties }) => Object.keys(properties)).map((name) => [name, {}])
    ),
    kind: { type: 'string', enum: ruleKinds }
  },
  additionalProperties: false,
  discriminator: { propertyName: 'kind' },
  oneOf: [...rules]
})
