import { Type } from 'typebox'
import { type Combined, CombinedOf, type LeafWith } from '#core/http/combined'
import { Scope } from './scope.ts'

const closed = { additionalProperties: false }
const Names = Type.Array(Type.String({ minLength: 1, maxLength: 200 }), {
  minItems: 1,
  maxItems: 200
})
const Whole = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })

const leafFields = {
  channel: Names,
  segment: Names,
  tier: Names,
  region: Type.Array(Type.String({ minLength: 1, maxLength: 200 }), {
    minItems: 1,
    maxItems: 200,
    description: 'ISO 3166-1 country, or country-region'
  }),
  payment: Names,
  firstOrder: Type.Boolean(),
  earlierUses: Type.Object(
    { atMost: Whole },
    { ...closed, description: "The customer's earlier uses of this promotion" }
  ),
  subtotal: Type.Object(
    { atLeastMinor: Whole, scope: Type.Optional(Scope) },
    { ...closed, description: 'After the discounts of the classes before this one' }
  ),
  quantity: Type.Object({ atLeast: Whole, scope: Type.Optional(Scope) }, closed),
  window: Type.Object(
    {
      weekdays: Type.Optional(
        Type.Array(Type.Integer({ minimum: 1, maximum: 7 }), { minItems: 1, maxItems: 7 })
      ),
      daysOfMonth: Type.Optional(
        Type.Array(Type.Integer({ minimum: 1, maximum: 31 }), { minItems: 1, maxItems: 31 })
      ),
      from: Type.Optional(Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$' })),
      to: Type.Optional(
        Type.String({
          pattern: '^(([01]\\d|2[0-3]):[0-5]\\d|24:00)$',
          description: 'Exclusive; before `from`: past midnight'
        })
      )
    },
    { ...closed, minProperties: 1, description: "On the wall clock of the shop's zone" }
  )
}

/** One thing that has to be so. Amounts are in the promotion's currency, before discounts unless said. */
export type LeafShape = LeafWith<typeof leafFields>

/** Conditions, combined. */
export type ConditionShape = Combined<LeafShape>

/** TypeBox shape of `ConditionShape`. */
export const Condition = CombinedOf(leafFields)
