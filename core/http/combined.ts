import { type Static, type TSchema, Type } from 'typebox'

/** Leaves, joined: `all`, `any` or `none` of what is inside, at most five deep. */
export type Combined<Leaf> =
  | Leaf
  | { all: Combined<Leaf>[] }
  | { any: Combined<Leaf>[] }
  | { none: Combined<Leaf>[] }

/** A leaf: an object with one of the fields, which names what it looks at. */
export type LeafWith<Fields extends Record<string, TSchema>> = {
  [Field in keyof Fields]: Record<Field, Static<Fields[Field]>>
}[keyof Fields]

/** How deep leaves may lie. */
const deepest = 5

/**
 * The schema of `Combined` leaves: one object with exactly one field. A union of objects, with each of `all`, `any` and
 * `none` spelled out at each depth, would say the same in a schema that takes a minute to compile.
 */
export function CombinedOf<Fields extends Record<string, TSchema>>(leafFields: Fields) {
  const fields = Object.fromEntries(
    Object.entries(leafFields).map(([name, schema]) => [name, Type.Optional(schema)])
  )
  const at = (depth: number): TSchema =>
    Type.Object(fields, {
      additionalProperties: false,
      ...(depth > 0 && {
        patternProperties: {
          '^(all|any|none)$': Type.Array(at(depth - 1), { minItems: 1, maxItems: 50 })
        }
      }),
      minProperties: 1,
      maxProperties: 1,
      description:
        depth === deepest ? 'One of these, or all, any or none of several' : 'One of these'
    })
  return Type.Unsafe<Combined<LeafWith<Fields>>>(at(deepest))
}
