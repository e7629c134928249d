import { type Static, Type } from 'typebox'
import { Quantity, Sku } from '#core/http/schemas'

const closed = { additionalProperties: false }
const LineId = Type.String({
  minLength: 1,
  maxLength: 128,
  description: 'Of a line of the order, or the id of the action that added it'
})
const Amount = Type.Integer({
  ...{ minimum: 0, maximum: Number.MAX_SAFE_INTEGER },
  description: "In the currency's ISO 4217 minor unit"
})
const RateBps = Type.Integer({ minimum: 0, maximum: 100_000, description: 'In basis points' })

const actions = [
  Type.Object(
    {
      kind: Type.Literal('addLine'),
      sku: Sku,
      quantity: Quantity,
      unitPriceMinor: Type.Optional(
        Type.Integer({ ...Amount, description: 'Default: the list price' })
      )
    },
    closed
  ),
  Type.Object(
    {
      kind: Type.Literal('setQuantity'),
      lineId: LineId,
      quantity: Type.Integer({
        ...{ minimum: 0, maximum: 1_000_000_000 },
        description: 'Units that the buyer is to have, without those canceled'
      })
    },
    closed
  ),
  Type.Object(
    { kind: Type.Literal('setUnitPrice'), lineId: LineId, unitPriceMinor: Amount },
    closed
  ),
  Type.Object({ kind: Type.Literal('removeLine'), lineId: LineId }, closed),
  Type.Object({ kind: Type.Literal('setShipping'), shippingMinor: Amount }, closed),
  Type.Object(
    {
      kind: Type.Literal('setTaxRate'),
      rateBps: RateBps,
      lineId: Type.Optional(
        Type.String({ ...LineId, description: 'Default: all lines; shipping is not taxed' })
      ),
      isIncluded: Type.Optional(
        Type.Boolean({ description: "Whether prices include it. Default: as the order's do" })
      )
    },
    closed
  )
] as const
export type ChangeActionShape = Static<(typeof actions)[number]>
const actionKinds = actions.map(({ properties }) => properties.kind.const)

/** What can be done to an order; its kind says which, so that what is wrong is told of that one alone. */
export const ChangeAction = Type.Unsafe<ChangeActionShape>({
  type: 'object',
  required: ['kind'],
  properties: {
    // Named here too, so that a field that no kind has is refused by name, whichever kind is meant.
    ...Object.fromEntries(
      actions.flatMap(({ properties }) => Object.keys(properties)).map((name) => [name, {}])
    ),
    kind: { type: 'string', enum: actionKinds }
  },
  additionalProperties: false,
  discriminator: { propertyName: 'kind' },
  oneOf: [...actions]
})

/** An action with the id it is kept under, by which later ones name the line that it added. */
export type NamedAction = ChangeActionShape & { id: string }
