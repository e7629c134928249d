import { type Static, Type } from 'typebox'
import { Scope } from './scope.ts'

const closed = { additionalProperties: false }
const Names = Type.Array(Type.String({ minLength: 1, maxLength: 200 }), {
  minItems: 1,
  maxItems: 200
})
const Whole = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })

/** One thing that has to be so. Amounts are in the promotion's currency, before discounts unless said. */
const Leaf = Type.Union([
  Type.Object({ channel: Names }, closed),
  Type.Object({ segment: Names }, closed),
  Type.Object({ tier: Names }, closed),
  Type.Object(
    { region: Names },
    { ...closed, description: 'ISO 3166-1 country, or country-region' }
  ),
  Type.Object({ payment: Names }, closed),
  Type.Object({ firstOrder: Type.Boolean() }, closed),
  Type.Object(
    { earlierUses: Type.Object({ atMost: Whole }, closed) },
    { ...closed, description: "The customer's earlier uses of this promotion" }
  ),
  Type.Object(
    {
      subtotal: Type.Object(
        { atLeastMinor: Whole, scope: Type.Optional(Scope) },
        { ...closed, description: 'After the discounts of the classes before this one' }
      )
    },
    closed
  ),
  Type.Object(
    { quantity: Type.Object({ atLeast: Whole, scope: Type.Optional(Scope) }, closed) },
    closed
  ),
  Type.Object(
    {
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
    },
    closed
  )
])
export type LeafShape = Static<typeof Leaf>

/** Conditions, combined: `all`, `any` or `none` of what is inside, at most five deep. */
export type ConditionShape =
  | LeafShape
  | { all: ConditionShape[] }
  | { any: ConditionShape[] }
  | { none: ConditionShape[] }

const deepest = 5

function conditionOf(depth: number): ReturnType<typeof Type.Unsafe<ConditionShape>> {
  if (depth === 0) return Type.Unsafe<ConditionShape>(Leaf)
  const inside = Type.Array(conditionOf(depth - 1), { minItems: 1, maxItems: 50 })
  return Type.Unsafe<ConditionShape>(
    Type.Union([
      Leaf,
      Type.Object({ all: inside }, closed),
      Type.Object({ any: inside }, closed),
      Type.Object({ none: inside }, closed)
    ])
  )
}

/** TypeBox shape of `ConditionShape`. */
export const Condition = conditionOf(deepest)
