import { type Static, Type } from 'typebox'
import {
  CurrencyCode,
  InstantText,
  Nullable,
  OneOf,
  PageQuery,
  Sku,
  skuCharactersMax
} from '#core/http/schemas'
import { limitReasons, priceChangeSources, priceChangeStates } from '../tables.ts'

const closed = { additionalProperties: false }
const Reason = Type.String({ minLength: 1, maxLength: 500 })

/** List prices that are wanted. */
export const ChangesBody = Type.Object(
  {
    currency: CurrencyCode,
    reason: Reason,
    effectiveAt: Type.Optional({ ...InstantText, description: 'Default: now' }),
    items: Type.Array(
      Type.Object(
        {
          sku: Sku,
          newMinor: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })
        },
        closed
      ),
      { minItems: 1, maxItems: 500 }
    )
  },
  closed
)
export type ChangesBodyShape = Static<typeof ChangesBody>

/** What somebody decides on price changes. */
export const DecisionBody = Type.Object(
  {
    ids: Type.Array(Type.String({ minLength: 1, maxLength: 128 }), {
      minItems: 1,
      maxItems: 500,
      uniqueItems: true
    }),
    note: Type.Optional(Nullable(Type.String({ maxLength: 500 })))
  },
  closed
)

export const ChangeQuery = Type.Object(
  {
    ...PageQuery.properties,
    variantId: Type.Optional(Type.String({ maxLength: 128 })),
    sku: Type.Optional(Type.String({ maxLength: skuCharactersMax })),
    state: Type.Optional(OneOf(priceChangeStates)),
    source: Type.Optional(OneOf(priceChangeSources))
  },
  closed
)

export const ChangeShape = Type.Object({
  id: Type.String(),
  variantId: Type.String(),
  sku: Type.String(),
  currency: CurrencyCode,
  oldMinor: Nullable(Type.Integer()),
  newMinor: Nullable(Type.Integer()),
  changeBps: Nullable(Type.Integer({ description: 'Basis points of the old price' })),
  state: OneOf(priceChangeStates),
  source: OneOf(priceChangeSources),
  policyId: Nullable(Type.String()),
  overLimit: Type.Array(OneOf(limitReasons)),
  reason: Type.String(),
  requestedBy: Type.String(),
  requestedAt: InstantText,
  decidedBy: Nullable(Type.String()),
  decidedAt: Nullable(InstantText),
  note: Nullable(Type.String()),
  effectiveAt: InstantText,
  appliedAt: Nullable(InstantText)
})

export const ChangesAnswer = Type.Object({ data: Type.Array(ChangeShape) })
