import { type Static, Type } from 'typebox'
import { InstantText, OneOf, skuCharactersMax } from '#core/http/schemas'

const closed = { additionalProperties: false }
const Id = Type.String({ minLength: 1, maxLength: 128 })

export const drawSources = ['order', 'review', 'manual'] as const
export type DrawSource = (typeof drawSources)[number]

/** Units of prizes that a draw has at most. */
export const prizesMax = 10_000

const common = {
  title: Type.String({ minLength: 1, maxLength: 200 }),
  quantity: Type.Integer({ minimum: 1, maximum: prizesMax })
}

const prizes = [
  Type.Object(
    {
      kind: Type.Literal('coupon'),
      ...common,
      promotionId: Type.String({
        ...Id,
        description: 'A promotion with unique codes: each winner gets one, as if it was claimed'
      })
    },
    closed
  ),
  Type.Object(
    {
      kind: Type.Literal('points'),
      ...common,
      points: Type.Integer({ minimum: 1, maximum: 1_000_000_000 })
    },
    closed
  ),
  Type.Object(
    {
      kind: Type.Literal('thing'),
      ...common,
      sku: Type.String({
        minLength: 1,
        maxLength: skuCharactersMax,
        description: 'Only recorded: no stock is moved'
      })
    },
    closed
  )
] as const
export type PrizeShape = Static<(typeof prizes)[number]>
export const prizeKinds = prizes.map(({ properties }) => properties.kind.const)

/** What can be won; its kind says which, so that what is wrong is told of that one alone. */
export const Prize = Type.Unsafe<PrizeShape>({
  type: 'object',
  required: ['kind'],
  properties: {
    ...Object.fromEntries(
      prizes.flatMap(({ properties }) => Object.keys(properties)).map((name) => [name, {}])
    ),
    kind: { type: 'string', enum: prizeKinds }
  },
  additionalProperties: false,
  discriminator: { propertyName: 'kind' },
  oneOf: [...prizes]
})

/** What people write of a draw. It does not change afterwards: entrants rely on it. */
export const DrawInput = Type.Object(
  {
    title: Type.String({ minLength: 1, maxLength: 200 }),
    entryFrom: InstantText,
    entryUntil: Type.String({ ...InstantText, description: 'Exclusive' }),
    drawAt: Type.String({ ...InstantText, description: 'Not before entryUntil' }),
    entriesPerCustomer: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 1 })),
    sources: Type.Array(OneOf(drawSources), {
      minItems: 1,
      maxItems: drawSources.length,
      uniqueItems: true,
      description: 'What entries may come from'
    }),
    prizes: Type.Array(Prize, {
      minItems: 1,
      maxItems: 50,
      description: 'The first is drawn first; a customer wins once'
    })
  },
  closed
)
export type DrawInputShape = Static<typeof DrawInput>

export const EntryInput = Type.Object(
  {
    customerId: Id,
    source: Type.Object(
      {
        kind: OneOf(drawSources),
        id: Type.String({
          ...Id,
          description: 'Of the order or the review, or a name of your own: it enters once'
        })
      },
      closed
    )
  },
  closed
)
export type EntryInputShape = Static<typeof EntryInput>
