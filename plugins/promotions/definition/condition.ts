import { type Static, Type } from 'typebox'
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
type LeafFields = { [Field in keyof typeof leafFields]: Static<(typeof leafFields)[Field]> }

/** One thing that has to be so. Amounts are in the promotion's currency, before discounts unless said. */
export type LeafShape = {
  [Field in keyof LeafFields]: Record<Field, LeafFields[Field]>
}[keyof LeafFields]

/** Conditions, combined: `all`, `any` or `none` of what is inside, at most five deep. */
export type ConditionShape =
  | LeafShape
  | { all: ConditionShape[] }
  | { any: ConditionShape[] }
  | { none: ConditionShape[] }

/** How deep conditions may lie in each other. */
const deepest = 5

/**
 * A condition as one object with exactly one field. A union of objects, with each of `all`, `any` and `none` spelled out
 * at each depth, would say the same in a schema that takes a minute to compile.
 */
function conditionOf(depth: number): ReturnType<typeof Type.Unsafe<ConditionShape>> {
  const fields = Object.fromEntries(
    Object.entries(leafFields).map(([name, schema]) => [name, Type.Optional(schema)])
  )
  const inside = () => Type.Array(conditionOf(depth - 1), { minItems: 1, maxItems: 50 })
  return Type.Unsafe<ConditionShape>(
    Type.Object(fields, {
      ...closed,
      ...(depth > 0 && { patternProperties: { '^(all|any|none)$': inside() } }),
      minProperties: 1,
      maxProperties: 1,
      description:
        depth === deepest ? 'One of these, or all, any or none of several' : 'One of these'
    })
  )
}

/** TypeBox shape of `ConditionShape`. */
export const Condition = conditionOf(deepest)
